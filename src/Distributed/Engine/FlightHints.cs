namespace RefreshRace.Distributed;

/// <summary>Brings the notifications of an engine to those who watch a flight in this process. A part for stores; thread-safe.</summary>
public sealed class FlightHints
{
    private readonly Dictionary<string, List<FlightWatch>> _watches = new(StringComparer.Ordinal);

    /// <summary>Begins to watch a flight.</summary>
    /// <param name="id">The flight.</param>
    /// <returns>What to wait on.</returns>
    public FlightWatch Watch(FlightId id)
    {
        var watch = new FlightWatch(id.Hash, Forget);
        lock (_watches)
        {
            if (!_watches.TryGetValue(id.Hash, out var list))
                _watches.Add(id.Hash, list = new(1));
            list.Add(watch);
        }

        return watch;
    }

    /// <summary>Tells those who watch a flight that it may have changed.</summary>
    /// <param name="hash">The <see cref="FlightId.Hash"/> of the flight; any other text is ignored.</param>
    public void Signal(string hash)
    {
        ArgumentNullException.ThrowIfNull(hash);
        lock (_watches)
        {
            foreach (var watch in _watches.GetValueOrDefault(hash) ?? [])
                watch.Signal();
        }
    }

    /// <summary>Tells everybody, for instance after a connection was lost and is there again.</summary>
    public void SignalAll()
    {
        lock (_watches)
        {
            foreach (var watch in _watches.Values.SelectMany(static list => list))
                watch.Signal();
        }
    }

    private void Forget(FlightWatch watch)
    {
        lock (_watches)
        {
            if (_watches.TryGetValue(watch.Hash, out var list) && list.Remove(watch) && list.Count == 0)
                _watches.Remove(watch.Hash);
        }
    }
}
