namespace RefreshRace;

/// <content>The one way in which a flight ends, whatever its delegate did.</content>
internal sealed partial class FlightTable<TKey, TResult>
{
    /// <summary>
    /// Ends a flight with the completed task of its delegate: first the table, then the callers, so that nobody who resumes finds the old
    /// state. Returns what the leader gets. Code of the application runs before the lock or after it, never under it.
    /// </summary>
    private Task<TResult> Complete(Flight<TKey, TResult> led, Task<TResult> task)
    {
        var shard = ShardOf(led.Hash);
        var isMeasured = _meter.CountsFlights;
        var end = default(End);
        SchedulePoint.Hit("before completion");
        do
        {
            Judge(led, task, ref end);

            // Nobody needs the time of a flight that leaves nothing behind and that nobody measures.
            if (end.Next != FlightState.Gone || isMeasured)
                end.Now ??= TryGetTime();
        }
        while (!TryEnd(shard, led, task, ref end));

        if (end.MustArm)
            ArmTimer(shard);
        SchedulePoint.Hit("before waiters resume");
        var outcome = CompleteCallers(end.Source, task, end.Overdue);
        end.Ended?.TrySetResult(true);
        end.Idle?.TrySetResult(true);
        Report(end.Changes);
        var name = OutcomeOf(task, end.Next, end.Overdue);
        if (isMeasured)
            _meter.Ended(Name, name, TimeSpan.FromTicks(end.Overdue ? end.Took + _timeout : end.Took));
        if (task.Status != TaskStatus.RanToCompletion)
            FlightEvents.Failed(Name, name, task.Exception?.InnerException);
        else if (end.WasGone)
            FlightEvents.Late(Name);
        return outcome;
    }

    /// <summary>
    /// Brings the table to its new state. False when a caller that commits has joined since the judgement, which must be made again with
    /// that.
    /// </summary>
    private bool TryEnd(FlightShard<TKey, TResult> shard, Flight<TKey, TResult> led, Task<TResult> task, ref End end)
    {
        using (shard.Lock())
        {
            if (led.Commit == CommitState.Wanted && !end.IsForCommit)
            {
                end.IsForCommit = true;
                return false;
            }

            // A clock that does not answer leaves the time at which the flight began.
            var started = led.Deadline - _timeout;
            var now = end.Now ?? started;
            end.Overdue = led.Overdue;
            end.Took = now - started;
            end.WasGone = led.State == FlightState.Gone;
            if (end.WasGone)
                return true;
            end.Source = led.Outcome as TaskCompletionSource<TResult>;
            end.Ended = led.Extras?.Ended;
            NoLongerUnderWayLocked(shard, led, ref end.Changes, out end.Idle);
            LeaveBehindLocked(shard, led, task, now, ref end);
            end.MustArm = end.Next != FlightState.Gone && LowerTimerDueLocked(shard, led.Deadline);
        }

        return true;
    }

    /// <summary>
    /// Turns the node of the flight into what its end leaves behind: a retained result, one that waits for its commit, or nothing.
    /// </summary>
    private void LeaveBehindLocked(FlightShard<TKey, TResult> shard, Flight<TKey, TResult> led, Task<TResult> result, long now, ref End end)
    {
        var keptSince = now;
        if (end.Next == FlightState.Uncommitted && led.Extras is { SupersededAt: { } superseded })
        {
            keptSince = superseded;
            end.Next = superseded + _retainFor > now ? FlightState.Retained : FlightState.Gone;
            end.IsSettled = true;
        }

        if (end.IsSettled)
            SettleLocked(led);
        var kept = TakeKeptLocked(led);
        if (end.Next == FlightState.Gone)
        {
            UnlinkLocked(led);
            led.State = FlightState.Gone;
            led.Outcome = null;
            shard.RemoveLocked(led);
            return;
        }

        if (end.HasSuccessor)
            LinkLocked(led, end.Successor!, end.SuccessorHash);
        KeepLocked(shard, led, kept ?? result, end.Next, keptSince, ref end.Changes);
    }

    /// <summary>The flight keeps a result until it is committed.</summary>
    private void SetKeptLocked(FlightExtras<TKey, TResult> extras, Task<TResult> kept)
    {
        if (extras.Kept is not null)
            return;
        extras.Kept = kept;
        _chain?.OwedChanged(1);
    }

    /// <summary>The flight keeps nothing any more. Returns what it kept.</summary>
    private Task<TResult>? TakeKeptLocked(Flight<TKey, TResult> flight)
    {
        if (flight.Extras is not { Kept: { } kept } extras)
            return null;
        extras.Kept = null;
        _chain?.OwedChanged(-1);
        return kept;
    }

    private static void SettleLocked(Flight<TKey, TResult> flight)
    {
        flight.Commit = CommitState.Settled;
        if (flight.Extras?.Owed is { } owed)
            owed.IsSettled = true;
    }

    /// <summary>The delegate no longer occupies the key.</summary>
    private static void NoLongerUnderWayLocked(
        FlightShard<TKey, TResult> shard, Flight<TKey, TResult> led, ref GaugeChanges changes, out TaskCompletionSource<bool>? idle)
    {
        idle = null;
        if (--shard.UnderWay == 0)
        {
            shard.Tokens.Reset();
            idle = TakeIdleLocked(shard);
        }

        // What was registered on the flight's own token ends with it, as the rest.
        if (led.Extras is { Cancellation: not null } extras)
            extras.Cancellation = null;
        if (led.Counted)
        {
            led.Counted = false;
            changes.InFlight--;
        }
    }

    /// <summary>The signal of those who wait for the shard to be idle, if it is and somebody does.</summary>
    private static TaskCompletionSource<bool>? TakeIdleLocked(FlightShard<TKey, TResult> shard)
    {
        if (shard.Idle is not { } idle || shard.UnderWay + shard.PendingCommits > 0)
            return null;
        shard.Idle = null;
        return idle;
    }

    /// <summary>Completes the callers' task, if there is one, in the way the delegate's task ended, and returns the leader's.</summary>
    private static Task<TResult> CompleteCallers(TaskCompletionSource<TResult>? source, Task<TResult> task, bool overdue)
    {
        if (task.Status == TaskStatus.RanToCompletion)
        {
            source?.TrySetResult(task.Result);
            return source?.Task ?? task;
        }

        // Reading the exception observes it: a flight whose callers have all left must not end the process.
        var exceptions = task.Exception?.InnerExceptions;
        if (overdue && (task.IsCanceled || exceptions![0] is OperationCanceledException))
        {
            source ??= new TaskCompletionSource<TResult>();
            source.TrySetException(Errors.TimedOut());
        }
        else if (source is null)
        {
            return task;
        }
        else if (exceptions is not null)
        {
            source.TrySetException(exceptions);
        }
        else
        {
            Cancel(source, task);
        }

        _ = source.Task.Exception;
        return source.Task;
    }

    /// <summary>
    /// A foreign cancellation reaches the callers with its token and with what it carries (an HTTP client's timeout is its inner
    /// exception).
    /// </summary>
    private static void Cancel(TaskCompletionSource<TResult> source, Task<TResult> task)
    {
#if NET9_0_OR_GREATER
        source.TrySetFromTask(task);
#else
        try
        {
            task.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException exception)
        {
            if (exception.InnerException is null)
                source.TrySetCanceled(exception.CancellationToken);
            else
                source.TrySetException(exception);
        }
#endif
    }

    private static string OutcomeOf(Task<TResult> task, FlightState next, bool overdue)
    {
        if (overdue)
            return "timeout";
        if (task.Status == TaskStatus.RanToCompletion)
            return "success";
        if (next == FlightState.Uncommitted)
            return "uncommitted";
        return task.IsCanceled ? "cancelled" : "error";
    }
}
