using System.Diagnostics;

namespace RefreshRace;

/// <summary>Where a flight is in its life. It leaves the table when it is <see cref="Gone"/>.</summary>
internal enum FlightState : byte
{
    /// <summary>Its delegate runs; callers join.</summary>
    InFlight,

    /// <summary>All its callers left and its token fired; its delegate still runs. Nobody joins, and nobody starts beside it.</summary>
    Abandoned,

    /// <summary>It succeeded; stragglers get the result until the deadline.</summary>
    Retained,

    /// <summary>It succeeded and its commit failed; the next call commits again, until the deadline.</summary>
    Uncommitted,

    /// <summary>It is not in the table.</summary>
    Gone,
}

/// <summary>
/// One flight, and at the same time the node of the hash table's chain and of the queue of what expires: one object of 72 bytes (for a
/// reference as the key) is all that a leader costs whose delegate completes synchronously. All fields but the constant ones are guarded by
/// the lock of the shard. Flights are never pooled, so identity decides who may remove what.
/// </summary>
[DebuggerDisplay("{State}")]
internal sealed class Flight<TKey, TResult>(TKey key, int hash, long deadline)
{
    /// <summary>
    /// The key; cleared when the flight leaves the table, because it is a secret and queues may hold the node a while longer.
    /// </summary>
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    internal TKey Key = key;

    /// <summary>The next node of the hash chain.</summary>
    internal Flight<TKey, TResult>? Next;

    /// <summary>The next younger node of the queue that this node is in: retained or uncommitted.</summary>
    internal Flight<TKey, TResult>? Younger;

    /// <summary>
    /// In flight: null until somebody joins, then the <see cref="TaskCompletionSource{TResult}"/> of the callers. Retained or uncommitted:
    /// the task with the result.
    /// </summary>
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    internal object? Outcome;

    /// <summary>What only some flights need; null for the others.</summary>
    internal FlightExtras<TKey, TResult>? Extras;

    /// <summary>
    /// In flight: when the timeout comes. Retained or uncommitted: when it is forgotten. On the table's <see cref="Clock"/>.
    /// </summary>
    internal long Deadline = deadline;

    internal readonly int Hash = hash;

    internal FlightState State;

    /// <summary>The timeout has come once: the callers were told, the delegate still runs.</summary>
    internal bool Overdue;

    /// <summary>
    /// The gauge of its present state counts it. Set only while somebody listens, so the gauges add up for late listeners.
    /// </summary>
    internal bool Counted;

    /// <summary>What is known about the commit of its result.</summary>
    internal CommitState Commit;

    internal bool IsUnderWay => State <= FlightState.Abandoned;

    /// <summary>The source that completes the callers' task. The flight must be under way.</summary>
    internal TaskCompletionSource<TResult> EnsureSourceLocked()
    {
        if (Outcome is TaskCompletionSource<TResult> source)
            return source;
        source = new(SchedulePoint.Continuations);
        Outcome = source;
        return source;
    }

    /// <summary>May be called without the lock by the flight itself, while a joiner calls it under the lock.</summary>
    internal FlightExtras<TKey, TResult> EnsureExtras()
    {
        if (Extras is { } extras)
            return extras;
        extras = new();
        return Interlocked.CompareExchange(ref Extras, extras, null) ?? extras;
    }
}
