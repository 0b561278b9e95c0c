namespace RefreshRace;

/// <content>Chains of rotations: T0→T1→T2. The newest link answers for all, and only the newest is ever committed.</content>
internal sealed partial class FlightTable<TKey, TResult>
{
    /// <summary>
    /// Leads a straggler with T0 along T0→T1→T2 to the newest result, or into the flight under way that consumes the newest token. When the
    /// newest result is not committed, and the caller commits, it is to lead the flight that does.
    /// </summary>
    /// <param name="flight">Where the chain begins: a kept result, or a flight that commits its own.</param>
    /// <param name="key">The key of <paramref name="flight"/>.</param>
    /// <param name="answer">The kept result; null for a flight under way, as for each one that the walk comes to.</param>
    /// <param name="kind">What the call asks.</param>
    /// <param name="cancellationToken">Ends the caller's wait.</param>
    /// <param name="admission">What was decided.</param>
    private void JoinNewest(
        Flight<TKey, TResult> flight,
        TKey key,
        Task<TResult>? answer,
        CallKind kind,
        CancellationToken cancellationToken,
        ref Admission admission)
    {
        var commits = (kind & CallKind.Commits) != 0;
        var circle = new Circle(flight);
        while (TryGetNext(flight, key, answer, commits, out var next, out var hash))
        {
            var shard = ShardOf(hash);
            SchedulePoint.Hit("before following a rotation");
            var now = _clock.Now;
            using (shard.Lock())
            {
                var found = shard.FindLocked(next!, hash, _comparer);
                if (found is null || found.State == FlightState.Abandoned || (!found.IsUnderWay && found.Deadline <= now))
                    break;
                answer = found.IsUnderWay ? null : (Task<TResult>)found.Outcome!;
                flight = found;
            }

            key = next!;
            if (circle.IsClosedBy(flight))
                break;
        }

        if (answer is null)
            JoinUnderWay(flight, kind, cancellationToken, ref admission);
        else if (!commits || !MustCommitFirst(flight, ref admission))
            admission.Answer = JoinAs(kind, flight, answer, isInFlight: false, cancellationToken);
    }

    /// <summary>
    /// Joins the flight that a walk along the chain has led to, if it is still under way; otherwise the caller must ask again.
    /// </summary>
    private void JoinUnderWay(Flight<TKey, TResult> flight, CallKind kind, CancellationToken cancellationToken, ref Admission admission)
    {
        var shard = ShardOf(flight.Hash);
        Task<TResult> answer;
        SchedulePoint.Hit("before joining the newest flight");
        using (shard.Lock())
        {
            if (flight.State != FlightState.InFlight)
            {
                admission.MustAskAgain = true;
                return;
            }

            answer = JoinLocked(shard, flight, kind, ref admission);
        }

        admission.Answer = JoinAs(kind, flight, answer, isInFlight: true, cancellationToken);
    }

    /// <summary>
    /// The key that replaced the one of a kept result. Without <see cref="SingleFlightOptions{TKey, TResult}.Successor"/> a result that was
    /// never committed has no link; whoever is about to commit it looks for itself.
    /// </summary>
    private bool TryGetNext(Flight<TKey, TResult> flight, TKey key, Task<TResult>? answer, bool commits, out TKey? next, out int hash)
    {
        if (flight.Extras?.Link is { } link)
        {
            next = link.Successor;
            hash = link.Hash;
            return true;
        }

        next = default;
        hash = 0;
        return commits
            && answer is not null
            && _successorOf is not null
            && TryGetSuccessor(key, answer.Result, out next, out hash) == Rotation.Known;
    }

    /// <summary>
    /// Whether the result is owed a commit, which the caller is to lead then; or has gone from its place, so that the caller must ask
    /// again.
    /// </summary>
    private bool MustCommitFirst(Flight<TKey, TResult> kept, ref Admission admission)
    {
        var shard = ShardOf(kept.Hash);
        var changes = default(GaugeChanges);
        SchedulePoint.Hit("before an owed commit");
        var now = _clock.Now;
        using (shard.Lock())
        {
            if (kept.State is not (FlightState.Retained or FlightState.Uncommitted))
            {
                admission.MustAskAgain = true;
                return true;
            }

            if (kept.Commit == CommitState.Settled || kept.Extras is { Owed.IsSettled: true })
                return false;
            StartOwedCommitLocked(shard, kept, now, ref changes, ref admission);
        }

        if (admission.MustArm)
            ArmTimer(shard);
        Report(changes);
        return true;
    }

    /// <summary>Whether the result replaced its key, and by which one. Runs code of the application, so never under a lock.</summary>
    private Rotation TryGetSuccessor(TKey key, TResult result, out TKey? successor, out int hash)
    {
        hash = 0;
        try
        {
            successor = _successorOf!(result);
            if (successor is null || _comparer.Equals(successor, key))
                return Rotation.None;

            // A comparer that will not hash it is better asked here than by every straggler, and by the sign-out of whoever else.
            hash = HashOf(successor);
            return Rotation.Known;
        }
        catch (Exception exception)
        {
            FlightEvents.Swallowed(Name, "Successor", exception);
            successor = default;
            return Rotation.Unknown;
        }
    }

    private void LinkLocked(Flight<TKey, TResult> flight, TKey successor, int hash)
    {
        var link = new ChainLink<TKey, TResult>(flight, successor, hash);
        flight.EnsureExtras().Link = link;
        _chain!.Add(link);
    }

    private void UnlinkLocked(Flight<TKey, TResult> flight)
    {
        if (flight.Extras?.Link is not { } link)
            return;
        _chain!.Remove(link);

        // A commit that hangs must not hold up the flight of the successor for ever.
        _chain.EndRepeat(link);
    }

    /// <summary>What is known about the key that replaced another one.</summary>
    private enum Rotation : byte
    {
        /// <summary>The selector threw.</summary>
        Unknown,

        /// <summary>There is none, or it is the same: the token was not rotated.</summary>
        None,

        Known,
    }

    /// <summary>Notices when a walk along a chain goes round: a provider may repeat tokens (Brent's algorithm).</summary>
    private struct Circle(Flight<TKey, TResult> start)
    {
        private Flight<TKey, TResult> _mark = start;
        private int _steps;
        private int _most = 1;

        internal bool IsClosedBy(Flight<TKey, TResult> flight)
        {
            if (ReferenceEquals(_mark, flight))
                return true;
            if (++_steps == _most)
            {
                _mark = flight;
                _most *= 2;
                _steps = 0;
            }

            return false;
        }
    }
}
