namespace RefreshRace;

/// <content>The one way in which a flight ends, whatever its delegate did.</content>
internal sealed partial class FlightTable<TKey, TResult>
{
    /// <summary>What becomes of the key.</summary>
    private enum Afterlife
    {
        None,
        Retained,
        Uncommitted,
    }

    /// <summary>
    /// Ends a flight with the completed task of its delegate: first the table, then the callers, so that nobody who resumes finds the old state.
    /// Returns what the leader gets.
    /// </summary>
    private Task<TResult> Complete(Flight<TKey, TResult> led, Task<TResult> task)
    {
        var afterlife = Judge(led, task, out var hasSuccessor, out var successor);
        var shard = ShardOf(led.Hash);
        TaskCompletionSource<TResult>? source = null;
        TaskCompletionSource<bool>? ended = null, idle = null;
        var changes = default(GaugeChanges);
        var mustArm = false;
        var isMeasured = _meter.CountsFlights;
        bool overdue, isGone;
        long took;
        SchedulePoint.Hit("before completion");
        using (shard.Lock())
        {
            // Nobody needs the time of a flight that leaves nothing behind and that nobody measures.
            var now = afterlife != Afterlife.None || isMeasured ? _clock.Now : 0;
            overdue = led.Overdue;
            took = now - led.Deadline + _timeout;
            isGone = led.State == FlightState.Gone;
            if (!isGone)
            {
                source = led.Outcome as TaskCompletionSource<TResult>;
                ended = led.Extras?.Ended;
                NoLongerUnderWayLocked(shard, led, ref changes, out idle);
                if (afterlife == Afterlife.Retained)
                {
                    if (hasSuccessor)
                        led.EnsureExtras().SetSuccessor(successor!);
                    KeepLocked(shard, led, source?.Task ?? task, FlightState.Retained, now, ref changes);
                }
                else if (afterlife == Afterlife.Uncommitted)
                {
                    KeepLocked(shard, led, led.Extras!.Kept!, FlightState.Uncommitted, now, ref changes);
                }
                else
                {
                    led.State = FlightState.Gone;
                    led.Outcome = null;
                    shard.RemoveLocked(led);
                }

                mustArm = afterlife != Afterlife.None && LowerTimerDueLocked(shard, led.Deadline);
            }
        }

        if (mustArm)
            ArmTimer(shard);
        SchedulePoint.Hit("before waiters resume");
        var outcome = CompleteCallers(source, task, overdue);
        ended?.TrySetResult(true);
        idle?.TrySetResult(true);
        Report(changes);
        if (isMeasured)
            _meter.Ended(Name, OutcomeOf(task, afterlife, overdue), TimeSpan.FromTicks(overdue ? took + _timeout : took));
        if (task.Status != TaskStatus.RanToCompletion)
            FlightEvents.Failed(Name, OutcomeOf(task, afterlife, overdue), task.Exception?.InnerException);
        else if (isGone)
            FlightEvents.Late(Name);
        return outcome;
    }

    /// <summary>Whether the result is kept, and for what. Runs code of the application, so never under a lock.</summary>
    private Afterlife Judge(Flight<TKey, TResult> led, Task<TResult> task, out bool hasSuccessor, out TKey? successor)
    {
        hasSuccessor = false;
        successor = default;
        if (task.Status != TaskStatus.RanToCompletion)
            return led.Extras?.Kept is not null ? Afterlife.Uncommitted : Afterlife.None;
        if (_retainFor == 0 || !IsSuccess(task.Result))
            return Afterlife.None;
        if (_options.Successor is null)
            return Afterlife.Retained;

        // A flight that has lost its key has no afterlife, and a comparer is not to be asked about what is left in its place: null, or the default of a value.
        TKey key;
        using (ShardOf(led.Hash).Lock())
        {
            if (led.State == FlightState.Gone)
                return Afterlife.None;
            key = led.Key;
        }

        return TryGetSuccessor(key, task.Result, out hasSuccessor, out successor) ? Afterlife.Retained : Afterlife.None;
    }

    /// <summary>
    /// Whether the result replaced its key, and by which one. What the successor is cannot tell whether there is one: the default of a value is a key like any other.
    /// </summary>
    private bool TryGetSuccessor(TKey key, TResult result, out bool hasSuccessor, out TKey? successor)
    {
        try
        {
            successor = _options.Successor!(result);
            hasSuccessor = successor is not null && !_comparer.Equals(successor, key);

            // A comparer that will not hash it is better asked here than by every straggler, and by the sign-out of whoever else.
            if (hasSuccessor)
                _ = HashOf(successor!);
            return hasSuccessor;
        }
        catch (Exception exception)
        {
            FlightEvents.Swallowed(Name, "Successor", exception);
            hasSuccessor = false;
            successor = default;
            return true;
        }
    }

    /// <summary>The delegate no longer occupies the key.</summary>
    private static void NoLongerUnderWayLocked(FlightShard<TKey, TResult> shard, Flight<TKey, TResult> led, ref GaugeChanges changes, out TaskCompletionSource<bool>? idle)
    {
        idle = null;
        if (--shard.UnderWay == 0)
        {
            idle = shard.Idle;
            if (idle is not null)
                shard.Idle = null;
        }

        if (led.Counted)
        {
            led.Counted = false;
            changes.InFlight--;
        }
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

    /// <summary>A foreign cancellation reaches the callers with its token and with what it carries (an HTTP client's timeout is its inner exception).</summary>
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

    private static string OutcomeOf(Task<TResult> task, Afterlife afterlife, bool overdue)
    {
        if (overdue)
            return "timeout";
        if (task.Status == TaskStatus.RanToCompletion)
            return "success";
        if (afterlife == Afterlife.Uncommitted)
            return "uncommitted";
        return task.IsCanceled ? "cancelled" : "error";
    }
}
