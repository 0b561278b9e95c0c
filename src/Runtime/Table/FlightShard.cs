namespace RefreshRace;

/// <summary>
/// A part of the table with a lock of its own: a hash table whose nodes are the flights themselves, and the queues of what expires.
/// Everything but <see cref="Gate"/> is guarded by that lock.
/// </summary>
internal sealed class FlightShard<TKey, TResult>
    where TKey : notnull
{
    private const int SmallestTable = 4;

    internal readonly Gate Gate = new();
    internal FlightQueue<TKey, TResult> Retained = new(FlightState.Retained);
    internal FlightQueue<TKey, TResult> Uncommitted = new(FlightState.Uncommitted);

    /// <summary>The token sources that flights of this shard share.</summary>
    internal SharedTokens Tokens;

    /// <summary>How many flights occupy their keys with a delegate that runs.</summary>
    internal int UnderWay;

    /// <summary>No flight under way has its deadline before this time.</summary>
    internal long NextFlightDeadline = Clock.Never;

    /// <summary>When the timer fires; <see cref="Clock.Never"/> while it is off.</summary>
    internal long TimerDue = Clock.Never;

    internal bool Draining;

    /// <summary>Completes when <see cref="UnderWay"/> becomes zero; set by whoever waits for it.</summary>
    internal TaskCompletionSource<bool>? Idle;

    internal readonly object TimerGate = new();
    internal ITimer? Timer;

    private Flight<TKey, TResult>?[] _chains = new Flight<TKey, TResult>?[SmallestTable];
    private int _count;

    /// <summary>The flight of a key. May throw what the comparer throws; nothing has changed then.</summary>
    internal Flight<TKey, TResult>? Find(TKey key, int hash, IEqualityComparer<TKey> comparer)
    {
        var chains = _chains;
        for (var flight = chains[hash & (chains.Length - 1)]; flight is not null; flight = flight.Next)
        {
            if (flight.Hash == hash && comparer.Equals(flight.Key, key))
                return flight;
        }

        return null;
    }

    internal void Add(Flight<TKey, TResult> flight)
    {
        if (_count == _chains.Length)
            Resize(_chains.Length * 2);
        ref var chain = ref _chains[flight.Hash & (_chains.Length - 1)];
        flight.Next = chain;
        chain = flight;
        _count++;
    }

    /// <summary>
    /// Takes this very flight out of the table. By identity, never by key: the key may belong to a younger flight by now, and
    /// removing that one would let a third run beside it.
    /// </summary>
    internal void Remove(Flight<TKey, TResult> flight)
    {
        ref var link = ref _chains[flight.Hash & (_chains.Length - 1)];
        while (link is not null && !ReferenceEquals(link, flight))
            link = ref link.Next;
        if (link is null)
            return;
        link = flight.Next;
        flight.Next = null;
        flight.Key = default!;
        _count--;

        // A burst must not leave its table behind.
        if (_chains.Length > SmallestTable && _count < _chains.Length / 8)
            Resize(_chains.Length / 4);
    }

    /// <summary>Every flight of the shard; the table must not change meanwhile.</summary>
    internal IEnumerable<Flight<TKey, TResult>> All()
    {
        foreach (var chain in _chains)
        {
            for (var flight = chain; flight is not null; flight = flight.Next)
                yield return flight;
        }
    }

    private void Resize(int length)
    {
        var old = _chains;
        var chains = new Flight<TKey, TResult>?[Math.Max(length, SmallestTable)];
        foreach (var chain in old)
        {
            for (var flight = chain; flight is not null;)
            {
                var next = flight.Next;
                ref var head = ref chains[flight.Hash & (chains.Length - 1)];
                flight.Next = head;
                head = flight;
                flight = next;
            }
        }

        _chains = chains;
    }
}
