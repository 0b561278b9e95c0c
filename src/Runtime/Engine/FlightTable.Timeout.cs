namespace RefreshRace;

/// <content>Flights that take longer than they may.</content>
internal sealed partial class FlightTable<TKey, TResult>
{
    /// <summary>
    /// Finds the flights whose deadline has come: the first time their callers are told and their tokens fire, the second time their keys
    /// are freed.
    /// <see cref="OverdueFlights.Notify"/>, called outside the lock, does what runs code of the application.
    /// </summary>
    private OverdueFlights FindOverdueLocked(FlightShard<TKey, TResult> shard, long now, ref GaugeChanges changes)
    {
        var overdue = new OverdueFlights(Name);
        List<Flight<TKey, TResult>>? endless = null;
        var nextPending = Clock.Never;
        var nextFree = Clock.Never;
        foreach (var flight in shard.AllLocked())
        {
            if (!flight.IsUnderWay)
                continue;
            if (flight.Deadline <= now && flight.Overdue)
            {
                (endless ??= []).Add(flight);
                continue;
            }

            if (flight.Deadline <= now)
                MarkOverdueLocked(shard, flight, now, overdue);
            if (flight.Overdue)
                nextFree = Math.Min(nextFree, flight.Deadline);
            else
                nextPending = Math.Min(nextPending, flight.Deadline);
        }

        foreach (var flight in endless ?? [])
            FreeKeyLocked(shard, flight, now, overdue, ref changes);
        var next = Math.Min(nextPending, nextFree);
        if (shard.Tokens.TakeFinished(now, nextPending, ref next) is { } sources)
            overdue.Tokens.AddRange(sources);
        shard.Timer.NextFlightDeadline = next;
        return overdue;
    }

    private void MarkOverdueLocked(FlightShard<TKey, TResult> shard, Flight<TKey, TResult> flight, long now, OverdueFlights overdue)
    {
        flight.Overdue = true;
        if (flight.Extras?.Cancellation is { } own)
            overdue.Tokens.Add(own);
        else
            shard.Tokens.MarkOverdue(flight.Deadline);

        // From now on, not from the deadline: when the machine slept, or the timer had no thread, the delegate gets its token and perhaps
        // its answer only now.
        flight.Deadline = now + _timeout;

        // Whoever comes now gets a new source and waits for the late outcome.
        if (flight.Outcome is TaskCompletionSource<TResult> source)
            overdue.Callers.Add(source);
        flight.Outcome = null;
    }

    /// <summary>The delegate has had its time twice: its key is free, and what it does later is no concern of the table.</summary>
    private void FreeKeyLocked(
        FlightShard<TKey, TResult> shard, Flight<TKey, TResult> flight, long now, OverdueFlights overdue, ref GaugeChanges changes)
    {
        if (flight.Outcome is TaskCompletionSource<TResult> source)
            overdue.Callers.Add(source);
        if (flight.Extras?.Ended is { } ended)
            overdue.Signals.Add(ended);
        var key = flight.Key;
        UnlinkLocked(flight);
        flight.State = FlightState.Gone;
        flight.Outcome = null;
        shard.RemoveLocked(flight);
        NoLongerUnderWayLocked(shard, flight, ref changes, out var idle);
        if (idle is not null)
            overdue.Signals.Add(idle);

        // Only the commit hangs: the exchange succeeded and must not be repeated.
        if (TakeKeptLocked(flight) is { } kept)
            KeepApartLocked(shard, key, flight.Hash, kept, flight.Extras!, now, ref changes);
    }

    /// <summary>
    /// Keeps a result that waits for its commit in a node of its own: its flight is still under way, and has lost its key.
    /// </summary>
    private void KeepApartLocked(
        FlightShard<TKey, TResult> shard,
        TKey key,
        int hash,
        Task<TResult> kept,
        FlightExtras<TKey, TResult> extras,
        long now,
        ref GaugeChanges changes)
    {
        var isSettled = extras.SupersededAt is not null;
        extras.Owed ??= new();
        extras.Owed.IsSettled |= isSettled;
        if (extras.SupersededAt + _retainFor <= now)
            return;
        var node = new Flight<TKey, TResult>(key, hash, now);
        InheritLocked(node, extras);
        shard.AddLocked(node);
        if (isSettled)
            node.Commit = CommitState.Settled;
        KeepLocked(
            shard, node, kept, isSettled ? FlightState.Retained : FlightState.Uncommitted, extras.SupersededAt ?? now, ref changes);
    }

    /// <summary>Who must hear of flights that are overdue.</summary>
    private sealed class OverdueFlights(string? name)
    {
        internal readonly List<TaskCompletionSource<TResult>> Callers = [];
        internal readonly List<CancellationTokenSource> Tokens = [];
        internal readonly List<TaskCompletionSource<bool>> Signals = [];

        /// <summary>The callers first: a delegate that ends by its token would otherwise tell them of a cancellation.</summary>
        internal void Notify()
        {
            foreach (var caller in Callers)
            {
                caller.TrySetException(Errors.TimedOut());
                _ = caller.Task.Exception;
            }

            foreach (var signal in Signals)
                signal.TrySetResult(true);
            foreach (var token in Tokens)
                Fire(name, token);
        }
    }
}
