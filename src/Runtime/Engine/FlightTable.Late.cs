namespace RefreshRace;

/// <content>Exchanges that succeed after their flight has lost the key.</content>
internal sealed partial class FlightTable<TKey, TResult>
{
    /// <summary>
    /// The exchange succeeded after its flight had lost the key: the result is the only copy of the rotated token. Unless another flight
    /// has brought one for the key since, it takes its place in the table as a result whose commit is owed, and is committed as such: it
    /// yields to what is newer by now, and if its commit fails the next call for the key finds it.
    /// </summary>
    private async Task CommitLateAsync(
        int hash,
        TKey key,
        TResult result,
        Func<TKey, CancellationToken, Task<TResult>> exchange,
        Func<TKey, TResult, CancellationToken, Task> commit)
    {
        while (!TryKeepLate(key, hash, result, out var other))
        {
            if (other is null)
                return;
            await other.ConfigureAwait(false);
        }

        Admit(key, CallKind.Commits | CallKind.Follows, CancellationToken.None, out var admission);
        if (!admission.IsEmpty)
            await Proceed(in admission, key, exchange, commit, CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>What the comparer says at the end of a flight, where it must not throw.</summary>
    private bool AreEqual(TKey key, TKey other)
    {
        try
        {
            return _comparer.Equals(key, other);
        }
        catch (Exception exception)
        {
            FlightEvents.Swallowed(Name, "Comparer", exception);
            return false;
        }
    }

    /// <summary>
    /// Enters a result as one whose commit is owed. False when the key has another entry: with a task to wait for when that is a flight
    /// under way, without one when that has brought a result of its own.
    /// </summary>
    private bool TryKeepLate(TKey key, int hash, TResult result, out Task<bool>? other)
    {
        TKey? successor = default;
        var successorHash = 0;
        var isLinkable = _successorOf is not null && TryGetSuccessor(key, result, out successor, out successorHash) == Rotation.Known;
        var now = TryGetTime() ?? 0;
        var changes = default(GaugeChanges);
        var shard = ShardOf(hash);
        bool mustArm;
        other = null;
        List<(Flight<TKey, TResult> Flight, TKey Key)> compared = [];
        while (true)
        {
            List<(Flight<TKey, TResult> Flight, TKey Key)> others;
            SchedulePoint.Hit("before a late result is kept");
            using (shard.Lock())
            {
                others = shard.WithHashLocked(hash);
                if (others.TrueForAll(o => compared.Exists(c => ReferenceEquals(c.Flight, o.Flight))))
                {
                    var node = new Flight<TKey, TResult>(key, hash, now);
                    if (isLinkable)
                        LinkLocked(node, successor!, successorHash);
                    shard.AddLocked(node);
                    KeepLocked(shard, node, Task.FromResult(result), FlightState.Uncommitted, now, ref changes);
                    mustArm = LowerTimerDueLocked(shard, node.Deadline);
                    break;
                }
            }

            // The comparer is the application's, so it is not asked under the lock.
            if (others.Find(o => AreEqual(o.Key, key)).Flight is { } same)
            {
                other = EndOf(same);
                return false;
            }

            compared = others;
        }

        if (mustArm)
            ArmTimer(shard);
        Report(changes);
        return true;
    }

    /// <summary>Completes when the flight has ended; null when it has brought a result, which is kept.</summary>
    private Task<bool>? EndOf(Flight<TKey, TResult> flight)
    {
        using (ShardOf(flight.Hash).Lock())
        {
            if (flight.IsUnderWay)
                return (flight.EnsureExtras().Ended ??= NewSignal()).Task;
            return flight.State == FlightState.Gone ? Task.FromResult(true) : null;
        }
    }
}
