namespace RefreshRace;

/// <content>What the end of a flight leaves behind, decided outside every lock.</content>
internal sealed partial class FlightTable<TKey, TResult>
{
    /// <summary>Decides what the end of a flight leaves behind. Runs code of the application, so never under a lock.</summary>
    private void Judge(Flight<TKey, TResult> led, Task<TResult> task, ref End end)
    {
        end.Next = FlightState.Gone;
        end.IsForCommit |= led.Commit == CommitState.Wanted;
        if (task.Status != TaskStatus.RanToCompletion)
        {
            if (led.Extras?.Kept is not null)
                end.Next = FlightState.Uncommitted;
            return;
        }

        // What came from elsewhere, and what the flight has committed itself, owes nothing; nor does a failure that came as a value.
        var isOwn = led.Commit is CommitState.None or CommitState.Wanted && led.Extras is not { IsForeign: true };
        var mayPassOn = isOwn && _chain is { Owed: > 0 };
        end.IsSettled = !isOwn;
        if (_retainFor == 0 && !end.IsForCommit && !mayPassOn)
            return;
        if (!IsSuccess(task.Result))
        {
            end.IsSettled = true;
            return;
        }

        if (_retainFor != 0)
            end.Next = FlightState.Retained;
        var isOwed = isOwn && end.IsForCommit;
        if (_successorOf is not null && (_options.Successor is not null || isOwed || mayPassOn))
            isOwed |= JudgeRotation(led, task.Result, mayPassOn, ref end);
        if (isOwed)
            end.Next = FlightState.Uncommitted;
    }

    /// <summary>
    /// Looks at the chain that the flight is a link of. Returns whether the flight has to answer for an older link whose commit is owed:
    /// T2, whose exchange nobody commits, has replaced T1→T2, whose commit has failed; from now on the result of T2 is what is owed.
    /// </summary>
    private bool JudgeRotation(Flight<TKey, TResult> led, TResult result, bool mayPassOn, ref End end)
    {
        // A flight that has lost its key leaves nothing behind, and a comparer is not to be asked about what is left in its place: null, or
        // the default of a value.
        TKey key;
        bool isLinked;
        using (ShardOf(led.Hash).Lock())
        {
            if (led.State == FlightState.Gone)
                return false;
            key = led.Key;
            isLinked = led.Extras?.Link is not null;
        }

        if (!isLinked)
        {
            var rotation = TryGetSuccessor(key, result, out end.Successor, out end.SuccessorHash);
            end.HasSuccessor = rotation == Rotation.Known;
            if (rotation == Rotation.None && _options.Successor is not null)
                end.Next = FlightState.Gone;
        }

        return mayPassOn && IsOlderOwed(key, led.Hash);
    }

    /// <summary>The time, or null where the clock of the application throws: that must cost nobody a result.</summary>
    private long? TryGetTime()
    {
        try
        {
            return _clock.Now;
        }
        catch (Exception exception)
        {
            FlightEvents.Swallowed(Name, "TimeProvider", exception);
            return null;
        }
    }

    /// <summary>What is decided about the end of a flight before the lock, and what is to be done after it.</summary>
    private struct End
    {
        /// <summary>
        /// What the flight leaves behind: <see cref="FlightState.Gone"/>, <see cref="FlightState.Retained"/> or
        /// <see cref="FlightState.Uncommitted"/>.
        /// </summary>
        internal FlightState Next;

        /// <summary>The result owes no commit.</summary>
        internal bool IsSettled;

        /// <summary>Judged with regard to a caller that waits to commit the result.</summary>
        internal bool IsForCommit;

        internal bool HasSuccessor;
        internal TKey? Successor;
        internal int SuccessorHash;
        internal long? Now;

        internal bool Overdue;
        internal bool WasGone;
        internal bool MustArm;
        internal long Took;
        internal TaskCompletionSource<TResult>? Source;
        internal TaskCompletionSource<bool>? Ended;
        internal TaskCompletionSource<bool>? Idle;
        internal GaugeChanges Changes;
    }
}
