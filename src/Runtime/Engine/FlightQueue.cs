namespace RefreshRace;

/// <summary>
/// Flights that wait for their expiry, oldest first. The time to live is constant, so the queue is sorted. A flight that left the table
/// early stays until its turn, or until such leftovers outnumber the living. Guarded by the lock of the shard.
/// </summary>
internal struct FlightQueue<TKey, TResult>(FlightState state)
{
    /// <summary>Below this many leftovers a rebuild is not worth its walk.</summary>
    private const int LeftoversTolerated = 16;

    private Flight<TKey, TResult>? _oldest;
    private Flight<TKey, TResult>? _youngest;
    private int _leftovers;

    /// <summary>How many flights of the queue are in the table.</summary>
    internal int Count { get; private set; }

    internal readonly bool IsEmpty => _oldest is null;

    /// <summary>When the oldest expires; <see cref="Clock.Never"/> when the queue is empty.</summary>
    internal readonly long NextDeadline => _oldest?.Deadline ?? Clock.Never;

    internal void Enqueue(Flight<TKey, TResult> flight)
    {
        if (_youngest is null)
            _oldest = flight;
        else
            _youngest.Younger = flight;
        _youngest = flight;
        Count++;
    }

    /// <summary>
    /// The oldest flight that is still in the table, if it has expired or <paramref name="anyway"/>; it leaves the queue.
    /// </summary>
    internal Flight<TKey, TResult>? Dequeue(long now, bool anyway)
    {
        while (_oldest is { } flight)
        {
            var alive = flight.State == state;
            if (alive && !anyway && flight.Deadline > now)
                return null;
            _oldest = flight.Younger;
            flight.Younger = null;
            if (_oldest is null)
                _youngest = null;
            if (alive)
            {
                Count--;
                return flight;
            }

            _leftovers--;
        }

        return null;
    }

    /// <summary>Says that a flight of this queue has left the table. Its state must have changed already.</summary>
    internal void Leave()
    {
        Count--;
        if (++_leftovers > LeftoversTolerated && _leftovers > Count)
            Rebuild();
    }

    private void Rebuild()
    {
        var flight = _oldest;
        _oldest = _youngest = null;
        while (flight is not null)
        {
            var younger = flight.Younger;
            flight.Younger = null;
            if (flight.State == state)
            {
                if (_youngest is null)
                    _oldest = flight;
                else
                    _youngest.Younger = flight;
                _youngest = flight;
            }

            flight = younger;
        }

        _leftovers = 0;
    }
}
