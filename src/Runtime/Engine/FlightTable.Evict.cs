namespace RefreshRace;

/// <content>Sign-out and shutdown.</content>
internal sealed partial class FlightTable<TKey, TResult>
{
    internal bool Evict(TKey key)
    {
        if (_options.Successor is not null)
            return EvictChain(key);
        var hash = HashOf(key);
        var shard = ShardOf(hash);
        var changes = default(GaugeChanges);
        var evicted = false;
        SchedulePoint.Hit("before eviction");
        using (shard.Lock())
        {
            if (shard.FindLocked(key, hash, _comparer) is { IsUnderWay: false } flight)
            {
                evicted = flight.Deadline > _clock.Now;
                ForgetLocked(shard, flight, ref changes);
            }
        }

        Report(changes);
        return evicted;
    }

    /// <summary>
    /// Forgets every kept result of the chain of rotations that the key is part of. A user who signs out holds the newest token, which is no key
    /// of the table but the successor of one, so the table is walked. Sign-outs are rare, and chains are short: a walk per link. Each walk but the last
    /// one makes the table smaller, so however long the chain is, and also if it is a circle, there is an end.
    /// </summary>
    private bool EvictChain(TKey key)
    {
        var chain = new HashSet<TKey>(_comparer) { key };
        var changes = default(GaugeChanges);
        var evicted = false;
        bool found;
        do
        {
            found = false;
            foreach (var shard in _shards)
            {
                using (shard.Lock())
                {
                    List<Flight<TKey, TResult>>? members = null;
                    foreach (var flight in shard.AllLocked())
                    {
                        if (!flight.IsUnderWay && (chain.Contains(flight.Key) || (flight.Extras is { HasSuccessor: true } e && chain.Contains(e.Successor!))))
                            (members ??= []).Add(flight);
                    }

                    foreach (var flight in members ?? [])
                    {
                        found = true;
                        evicted |= flight.Deadline > _clock.Now;
                        chain.Add(flight.Key);
                        if (flight.Extras is { HasSuccessor: true } extras)
                            chain.Add(extras.Successor!);
                        ForgetLocked(shard, flight, ref changes);
                    }
                }
            }
        }
        while (found);

        Report(changes);
        return evicted;
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
                    if (shard.UnderWay > 0)
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
