namespace RefreshRace;

/// <content>Sign-out and shutdown.</content>
internal sealed partial class FlightTable<TKey, TResult>
{
    internal bool Evict(TKey key)
    {
        var hash = HashOf(key);
        var now = _clock.Now;
        SchedulePoint.Hit("before eviction");
        return _chain is null ? EvictOne(key, hash, now, out _) : EvictChain(key, hash, now);
    }

    private bool EvictOne(TKey key, int hash, long now, out ChainLink<TKey, TResult>? link)
    {
        var shard = ShardOf(hash);
        var changes = default(GaugeChanges);
        var evicted = false;
        link = null;
        using (shard.Lock())
        {
            if (shard.FindLocked(key, hash, _comparer) is { IsUnderWay: false } flight)
            {
                evicted = flight.Deadline > now;
                link = flight.Extras?.Link;
                ForgetLocked(shard, flight, ref changes);
            }
        }

        Report(changes);
        return evicted;
    }

    /// <summary>
    /// Forgets every kept result of the chain of rotations that the key is part of, forwards and back. A user who signs out holds the
    /// newest token, which is no key of the table but the successor of one.
    /// </summary>
    private bool EvictChain(TKey key, int hash, long now)
    {
        var seen = new HashSet<TKey>(_comparer) { key };
        var rest = new Stack<(TKey Key, int Hash)>();
        rest.Push((key, hash));
        var evicted = false;
        while (rest.Count > 0)
        {
            var (next, nextHash) = rest.Pop();
            evicted |= EvictOne(next, nextHash, now, out var newer);
            if (newer is not null && seen.Add(newer.Successor))
                rest.Push((newer.Successor, newer.Hash));
            foreach (var older in Older(next, nextHash))
            {
                if (TryGetKey(older.Flight, out var olderKey) && seen.Add(olderKey!))
                    rest.Push((olderKey!, older.Flight.Hash));
            }
        }

        return evicted;
    }

    /// <summary>The key of a kept result that is still in the table.</summary>
    private bool TryGetKey(Flight<TKey, TResult> flight, out TKey? key)
    {
        using (ShardOf(flight.Hash).Lock())
        {
            key = flight.Key;
            return flight.State is FlightState.Retained or FlightState.Uncommitted;
        }
    }

    public void Unload()
    {
        var changes = default(GaugeChanges);
        foreach (var shard in _shards)
        {
            using (shard.Lock())
            {
                while (shard.Retained.Dequeue(0, anyway: true) is { } retained)
                    DropLocked(shard, retained, ref changes);
                while (shard.Uncommitted.Dequeue(0, anyway: true) is { } uncommitted)
                    DropLocked(shard, uncommitted, ref changes);
            }

            OnTimer(shard);
            StopIfIdle(shard);
        }

        Report(changes);
    }

    internal async Task DrainAsync(CancellationToken cancellationToken)
    {
        if (FlightMarker.IsInside(IsUnderWay))
            throw Errors.Reentrant();
        foreach (var shard in _shards)
        {
            using (shard.Lock())
                shard.Draining = true;
        }

        // An owed commit may start in a shard that was found idle, so only a round without a wait is the end.
        bool waited;
        do
        {
            waited = false;
            foreach (var shard in _shards)
            {
                Task<bool>? idle = null;
                SchedulePoint.Hit("before draining");
                using (shard.Lock())
                {
                    if (shard.UnderWay + shard.PendingCommits > 0)
                        idle = (shard.Idle ??= NewSignal()).Task;
                }

                if (idle is not null)
                {
                    waited = true;
                    await Waiting.Until(idle, cancellationToken).ConfigureAwait(false);
                }
            }
        }
        while (waited);
    }

    /// <summary>Whether it is a flight of this table that runs.</summary>
    private bool IsUnderWay(object candidate)
    {
        if (candidate is not Flight<TKey, TResult> flight)
            return false;
        var shard = ShardOf(flight.Hash);
        using (shard.Lock())
            return shard.ContainsLocked(flight) && flight.IsUnderWay;
    }
}
