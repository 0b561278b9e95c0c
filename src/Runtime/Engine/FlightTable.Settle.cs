namespace RefreshRace;

/// <content>From the newer link of a chain back to the older ones: what was committed settles them.</content>
internal sealed partial class FlightTable<TKey, TResult>
{
    /// <summary>The links that were replaced by the key.</summary>
    private List<ChainLink<TKey, TResult>> Older(TKey key, int hash)
    {
        var older = new List<ChainLink<TKey, TResult>>();
        foreach (var link in _chain!.WithHash(hash))
        {
            if (AreEqual(link.Successor, key))
                older.Add(link);
        }

        return older;
    }

    /// <summary>
    /// A result was committed, so nothing older of its chain may be any more: T1's commit, which may have failed after it wrote, is settled
    /// once T2→T3 is committed. Stragglers are led from there to T3.
    /// </summary>
    private void SettleOlder(TKey key, int hash)
    {
        if (_chain is null)
            return;
        var newer = new Stack<(TKey Key, int Hash)>();
        newer.Push((key, hash));
        while (newer.Count > 0)
        {
            var (successor, successorHash) = newer.Pop();
            foreach (var link in Older(successor, successorHash))
            {
                if (TrySettle(link.Flight, out var older))
                    newer.Push((older!, link.Flight.Hash));
            }
        }
    }

    /// <summary>False where nothing was owed; what is older still owes nothing either then.</summary>
    private bool TrySettle(Flight<TKey, TResult> flight, out TKey? key)
    {
        key = default;
        var changes = default(GaugeChanges);
        var now = TryGetTime();
        var shard = ShardOf(flight.Hash);
        var mustArm = false;
        using (shard.Lock())
        {
            if (flight.State == FlightState.Gone)
                return false;
            key = flight.Key;
            if (flight.IsUnderWay)
            {
                if (flight.Extras is not { Kept: not null, SupersededAt: null } extras)
                    return false;
                extras.SupersededAt = now ?? flight.Deadline - _timeout;
                return true;
            }

            if (flight.State != FlightState.Uncommitted)
                return false;
            var result = (Task<TResult>)flight.Outcome!;
            var from = flight.Extras;
            if (from?.Owed is { } owed)
                owed.IsSettled = true;

            // Its last known time is the latest that a clock which does not answer leaves.
            var settledAt = now ?? flight.Deadline - _keepFor;
            ForgetLocked(shard, flight, ref changes);
            if (_retainFor != 0)
            {
                // A node of its own: the old one may stay in its queue for a while.
                var settled = new Flight<TKey, TResult>(key, flight.Hash, 0) { Commit = CommitState.Settled };
                InheritLocked(settled, from);
                shard.AddLocked(settled);
                KeepLocked(shard, settled, result, FlightState.Retained, settledAt, ref changes);
                mustArm = LowerTimerDueLocked(shard, settled.Deadline);
            }
        }

        if (mustArm)
            ArmTimer(shard);
        Report(changes);
        return true;
    }

    /// <summary>Whether a commit is owed for a link that was replaced by the key.</summary>
    private bool IsOlderOwed(TKey key, int hash)
    {
        foreach (var link in Older(key, hash))
        {
            using (ShardOf(link.Flight.Hash).Lock())
            {
                if (link.Flight.State == FlightState.Uncommitted || (link.Flight.IsUnderWay && link.Flight.Extras is { Kept: not null }))
                    return true;
            }
        }

        return false;
    }

    /// <summary>
    /// The commit that is being repeated for T1→T2, for a flight that is about to present T2: it would bring T2 back over what this flight
    /// stores.
    /// </summary>
    private Task<bool>? RepeatedCommitBefore(Flight<TKey, TResult> flight, TKey key)
    {
        if (_chain is not { Repeating: > 0 })
            return null;
        foreach (var link in Older(key, flight.Hash))
        {
            if (Volatile.Read(ref link.Repeat) is { } repeat && !FlightMarker.IsInside(link.Flight))
                return repeat.Task;
        }

        return null;
    }
}
