using System.Runtime.CompilerServices;

namespace RefreshRace;

/// <summary>
/// A part of the table with a lock of its own: a hash table whose nodes are the flights themselves, and the queues of what expires.
/// Everything is guarded by that lock.
/// </summary>
/// <remarks>
/// What a flight without retention writes lies together in memory (references come first, then numbers), in one cache line as a rule: a
/// line that another processor wrote last costs as much as a whole flight. What it only reads lies elsewhere.
/// </remarks>
internal sealed class FlightShard<TKey, TResult> : ShardPadding
    where TKey : notnull
{
    /// <summary>Up to so many flights make one chain: comparing their hashes is cheaper than another cache line.</summary>
    private const int SmallestTable = 4;

    internal FlightQueue<TKey, TResult> Retained = new(FlightState.Retained);
    internal FlightQueue<TKey, TResult> Uncommitted = new(FlightState.Uncommitted);

    /// <summary>The token sources that flights of this shard share.</summary>
    internal SharedTokens Tokens;

    /// <summary>How many flights occupy their keys with a delegate that runs.</summary>
    internal int UnderWay;

    internal bool Draining;

    /// <summary>How many calls wait for a flight under way to commit its result afterwards. A drain waits for them too.</summary>
    internal int PendingCommits;

    /// <summary>Completes when <see cref="UnderWay"/> and <see cref="PendingCommits"/> are zero; set by whoever waits for it.</summary>
    internal TaskCompletionSource<bool>? Idle;

    internal readonly ShardTimer Timer = new();

    /// <summary>The heads of the hash chains; null while one chain, <see cref="_only"/>, is enough.</summary>
    private Flight<TKey, TResult>?[]? _chains;

    /// <summary>The head of the one chain of a shard with few flights, in the same cache line as the lock.</summary>
    private Flight<TKey, TResult>? _only;
    private int _count;
    private int _gate;

#pragma warning disable CS0414, CS0649 // Only where it lies matters, and how long the padding is.
    /// <summary>
    /// Written and never read, see <see cref="PrefetchLock"/>. It must lie beside the lock, and nothing may come between.
    /// </summary>
    private int _asked;
    internal CacheLine After;
#pragma warning restore CS0414, CS0649

    /// <summary>
    /// Asks for the cache line of the lock, which another processor may have: a plain store goes on without it, an atomic operation waits
    /// for it. What the caller does before it takes the lock costs nothing then.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void PrefetchLock() => _asked = 1;

    /// <summary>Takes the lock of the shard until the result is disposed of.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal LockScope Lock()
    {
        SpinGate.Enter(ref _gate);
        return new LockScope(this);
    }

    /// <summary>The flight of a key. May throw what the comparer throws; nothing has changed then.</summary>
    internal Flight<TKey, TResult>? FindLocked(TKey key, int hash, IEqualityComparer<TKey> comparer)
    {
        for (var flight = HeadLocked(hash); flight is not null; flight = flight.Next)
        {
            if (flight.Hash == hash && comparer.Equals(flight.Key, key))
                return flight;
        }

        return null;
    }

    /// <summary>Whether this very flight is in the table.</summary>
    internal bool ContainsLocked(Flight<TKey, TResult> flight)
    {
        for (var other = HeadLocked(flight.Hash); other is not null; other = other.Next)
        {
            if (ReferenceEquals(other, flight))
                return true;
        }

        return false;
    }

    /// <summary>The flights whose keys have this hash, with their keys, for a comparison outside the lock.</summary>
    internal List<(Flight<TKey, TResult> Flight, TKey Key)> WithHashLocked(int hash)
    {
        var found = new List<(Flight<TKey, TResult>, TKey)>();
        for (var flight = HeadLocked(hash); flight is not null; flight = flight.Next)
        {
            if (flight.Hash == hash)
                found.Add((flight, flight.Key));
        }

        return found;
    }

    internal void AddLocked(Flight<TKey, TResult> flight)
    {
        if (_count == Length)
            ResizeLocked(Length * 2);
        ref var chain = ref HeadLocked(flight.Hash);
        flight.Next = chain;
        chain = flight;
        _count++;
    }

    /// <summary>
    /// Takes this very flight out of the table. By identity, never by key: the key may belong to a younger flight by now, and
    /// removing that one would let a third run beside it.
    /// </summary>
    internal void RemoveLocked(Flight<TKey, TResult> flight)
    {
        ref var link = ref HeadLocked(flight.Hash);
        while (link is not null && !ReferenceEquals(link, flight))
            link = ref link.Next;
        if (link is null)
            return;
        link = flight.Next;
        flight.Next = null;
        flight.Key = default!;
        _count--;

        // A burst must not leave its table behind.
        if (_chains is not null && _count < _chains.Length / 8)
            ResizeLocked(_chains.Length / 4);
    }

    /// <summary>Every flight of the shard; the table must not change meanwhile.</summary>
    internal IEnumerable<Flight<TKey, TResult>> AllLocked()
    {
        foreach (var chain in _chains ?? [_only])
        {
            for (var flight = chain; flight is not null; flight = flight.Next)
                yield return flight;
        }
    }

    /// <summary>How many flights the table holds before it grows.</summary>
    private int Length => _chains?.Length ?? SmallestTable;

    private ref Flight<TKey, TResult>? HeadLocked(int hash)
    {
        var chains = _chains;
        if (chains is null)
            return ref _only;
        return ref chains[hash & (chains.Length - 1)];
    }

    private void ResizeLocked(int length)
    {
        var old = _chains ?? [_only];
        _only = null;
        _chains = length <= SmallestTable ? null : new Flight<TKey, TResult>?[length];
        foreach (var chain in old)
        {
            for (var flight = chain; flight is not null;)
            {
                var next = flight.Next;
                ref var head = ref HeadLocked(flight.Hash);
                flight.Next = head;
                head = flight;
                flight = next;
            }
        }
    }

    /// <summary>The lock of a shard, held.</summary>
    internal readonly ref struct LockScope(FlightShard<TKey, TResult> shard)
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal void Dispose() => SpinGate.Exit(ref shard._gate);
    }
}
