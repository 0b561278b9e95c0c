using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RefreshRace;

/// <content>Admission: what a call does.</content>
internal sealed partial class FlightTable<TKey, TResult>
{
    /// <summary>
    /// Decides what a call does: it leads, or it has its answer already, or its key is blocked by an abandoned flight. A call that only
    /// follows may also find nothing; then nothing of the admission is set.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Admit(TKey key, CallKind kind, CancellationToken cancellationToken, out Admission admission)
    {
        do
            AdmitOnce(key, kind, cancellationToken, out admission);
        while (admission.MustAskAgain);
    }

    private void AdmitOnce(TKey key, CallKind kind, CancellationToken cancellationToken, out Admission admission)
    {
        admission = default;
        if (cancellationToken.IsCancellationRequested)
        {
            admission.Answer = Task.FromCanceled<TResult>(cancellationToken);
            return;
        }

        var hash = HashOf(key);
        var shard = ShardOf(hash);
        Flight<TKey, TResult>? found;
        Task<TResult>? answer = null;
        var isInFlight = false;
        var mustLookFurther = false;
        var changes = default(GaugeChanges);
        SchedulePoint.Hit("before admission");
        shard.PrefetchLock();
        var now = _clock.Now;
        using (shard.Lock())
        {
            found = shard.FindLocked(key, hash, _comparer);
            if (found is not null && !found.IsUnderWay && found.Deadline <= now)
            {
                ForgetLocked(shard, found, ref changes);
                found = null;
            }

            if (found is null)
            {
                if ((kind & CallKind.Follows) == 0)
                    StartLocked(shard, key, hash, now, kept: null, kind, ref changes, ref admission);
            }
            else if (found.State == FlightState.Abandoned)
            {
                admission.Blocked = (found.Extras!.Ended ??= NewSignal()).Task;
            }
            else if (found.State == FlightState.InFlight && found.Extras is { Link: not null })
            {
                // Its result is there and is being committed. Whoever has it from the store may have come further already.
                mustLookFurther = true;
            }
            else if (found.State == FlightState.InFlight)
            {
                isInFlight = true;
                answer = JoinLocked(shard, found, kind, ref admission);
            }
            else
            {
                answer = (Task<TResult>)found.Outcome!;
            }
        }

        if (admission.MustArm)
            ArmTimer(shard);
        Report(changes);
        if (admission.Blocked is not null)
            RefuseReentrantWait(found!, ref admission);
        else if (mustLookFurther || (answer is not null && !isInFlight && MayBeOld(found!, kind)))
            JoinNewest(found!, key, answer, kind, cancellationToken, ref admission);
        else if (answer is not null)
            admission.Answer = JoinAs(kind, found!, answer, isInFlight, cancellationToken);
    }

    /// <summary>Whether the kept result may have a newer one, or must be committed first.</summary>
    private static bool MayBeOld(Flight<TKey, TResult> kept, CallKind kind) =>
        kept.Extras is { Link: not null } || (kind & CallKind.Commits) != 0;

    /// <summary>
    /// The task of a flight that is under way, for one more caller. A caller that commits cannot be content with a flight that does not: it
    /// waits for its end, and commits then what it brought (<see cref="CommitAfterAsync"/>).
    /// </summary>
    private Task<TResult> JoinLocked(FlightShard<TKey, TResult> shard, Flight<TKey, TResult> flight, CallKind kind, ref Admission admission)
    {
        if (_options.CancelWhenAbandoned)
            flight.Extras!.Callers++;
        if ((kind & CallKind.Commits) != 0 && flight.Commit is CommitState.None or CommitState.Wanted)
        {
            flight.Commit = CommitState.Wanted;
            admission.Owed = flight.EnsureExtras().Owed ??= new();
            admission.OwedKey = flight.Key;
            admission.OwedHash = flight.Hash;
            shard.PendingCommits++;
        }

        return flight.EnsureSourceLocked().Task;
    }

    /// <summary>Publishes a flight that commits a kept result.</summary>
    private void StartOwedCommitLocked(
        FlightShard<TKey, TResult> shard, Flight<TKey, TResult> uncommitted, long now, ref GaugeChanges changes, ref Admission admission)
    {
        var key = uncommitted.Key;
        var kept = (Task<TResult>)uncommitted.Outcome!;
        var extras = uncommitted.Extras;
        ForgetLocked(shard, uncommitted, ref changes);
        StartLocked(shard, key, uncommitted.Hash, now, kept, CallKind.Commits, ref changes, ref admission);
        InheritLocked(admission.Lead!, extras);
        admission.OwesCommit = true;
        admission.OwedKey = key;
    }

    /// <summary>
    /// What a node that takes another one's place in the table has from it: the way along the chain, and who waits for the commit.
    /// </summary>
    private void InheritLocked(Flight<TKey, TResult> flight, FlightExtras<TKey, TResult>? from)
    {
        if (from?.Link is { } link)
            LinkLocked(flight, link.Successor, link.Hash);
        if (from?.Owed is { } owed)
            flight.EnsureExtras().Owed = owed;
    }

    /// <summary>Publishes a new flight for a key that has none.</summary>
    private void StartLocked(
        FlightShard<TKey, TResult> shard,
        TKey key,
        int hash,
        long now,
        Task<TResult>? kept,
        CallKind kind,
        ref GaugeChanges changes,
        ref Admission admission)
    {
        // A commit that is still owed may run while draining; it is what the drain is for.
        if (shard.Draining && kept is null)
        {
            admission.Answer = Task.FromException<TResult>(Errors.Draining());
            return;
        }

        if (!shard.Retained.IsEmpty || !shard.Uncommitted.IsEmpty)
            DropExpiredLocked(shard, now, ref changes);
        var deadline = now + _timeout;
        var flight = new Flight<TKey, TResult>(key, hash, deadline);
        if ((kind & CallKind.Commits) != 0)
            flight.Commit = CommitState.ByFlight;
        if (_options.CancelWhenAbandoned)
        {
            var extras = flight.EnsureExtras();
            extras.Callers = 1;
            extras.Cancellation = new CancellationTokenSource();
            admission.Token = extras.Cancellation.Token;
        }
        else if (_timeout != Clock.Never)
        {
            admission.Token = shard.Tokens.For(deadline, _tokenSpan, isIdle: shard.UnderWay == 0);
        }

        if (kept is not null)
            SetKeptLocked(flight.EnsureExtras(), kept);
        if (_meter.CountsInFlight)
        {
            flight.Counted = true;
            changes.InFlight++;
        }

        shard.AddLocked(flight);
        shard.UnderWay++;
        var timer = shard.Timer;
        if (deadline < timer.NextFlightDeadline)
            timer.NextFlightDeadline = deadline;
        if (timer.NextFlightDeadline < timer.Due)
        {
            timer.Due = timer.NextFlightDeadline;
            admission.MustArm = true;
        }

        admission.Lead = flight;
    }

    /// <summary>What a call asks of the table.</summary>
    [Flags]
    private enum CallKind : byte
    {
        Plain = 0,

        /// <summary>It commits, and must not get what is not committed.</summary>
        Commits = 1,

        /// <summary>It waits for its answer on its own thread.</summary>
        Blocks = 2,

        /// <summary>It starts no exchange where there is neither a flight nor a result.</summary>
        Follows = 4,
    }

    /// <summary>What <see cref="Admit"/> decided; at most one of the first three is set.</summary>
    [StructLayout(LayoutKind.Auto)]
    private struct Admission
    {
        internal Flight<TKey, TResult>? Lead;
        internal Task<TResult>? Answer;
        internal Task<bool>? Blocked;

        /// <summary>The token for the delegate of a flight to lead.</summary>
        internal CancellationToken Token;

        /// <summary>
        /// The flight to lead has its result and owes the commit only, for this key: the caller's own, or that of a rotation which its key
        /// led to.
        /// </summary>
        internal bool OwesCommit;
        internal TKey? OwedKey;

        /// <summary>
        /// The answer comes from a flight that does not commit, for the same key and its hash: the caller is to commit afterwards.
        /// </summary>
        internal OwedCommit? Owed;
        internal int OwedHash;

        internal bool MustArm;

        /// <summary>What the call was led to has changed meanwhile.</summary>
        internal bool MustAskAgain;

        internal readonly bool IsEmpty => Lead is null && Answer is null && Blocked is null;
    }
}
