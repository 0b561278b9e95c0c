namespace RefreshRace;

/// <content>The calls that run a flight.</content>
internal sealed partial class FlightTable<TKey, TResult>
{
    /// <summary>
    /// Whether the current thread wants continuations back (a user interface, a test runner, a scheduler of its own). The delegate then
    /// runs on the thread pool: with the leader's thread blocked in a wait for the flight, its continuations would never run.
    /// </summary>
    private static bool MustUsePool =>
        (SynchronizationContext.Current is { } context && context.GetType() != typeof(SynchronizationContext))
        || TaskScheduler.Current != TaskScheduler.Default;

    internal Task<TResult> RunAsync(TKey key, Func<TKey, CancellationToken, Task<TResult>> flight, CancellationToken cancellationToken)
    {
        Admit(key, CallKind.Plain, cancellationToken, out var admission);
        var led = admission.Lead;
        if (led is null)
            return admission.Answer ?? AfterAbandonedAsync(admission.Blocked!, key, flight, commit: null, cancellationToken);
        if (!_isPlain || FlightTrace.IsListening || MustUsePool || _chain is { Repeating: > 0 })
            return LeadExecuting(led, key, flight, commit: null, admission.Token, cancellationToken);

        Task<TResult> task;
        var suppressed = AmbientTransaction.Suppress();
        var marker = FlightMarker.Enter(led);
        try
        {
            SchedulePoint.Hit("after publication");
            task = flight(key, admission.Token) ?? Task.FromException<TResult>(Errors.NullTask());
        }
        catch (Exception exception)
        {
            task = Task.FromException<TResult>(exception);
        }
        finally
        {
            marker?.Exit();
            AmbientTransaction.Restore(suppressed, Name);
        }

        return Started(led, task, marker, cancellationToken);
    }

    /// <summary>As above with an argument; written out, because one more delegate call is a tenth of the short path.</summary>
    internal Task<TResult> RunAsync<TArg>(
        TKey key, Func<TKey, TArg, CancellationToken, Task<TResult>> flight, TArg arg, CancellationToken cancellationToken)
    {
        Admit(key, CallKind.Plain, cancellationToken, out var admission);
        var led = admission.Lead;
        if (led is null)
            return admission.Answer ?? AfterAbandonedAsync(
                admission.Blocked!, key, WithArgument(flight, arg), commit: null, cancellationToken);
        if (!_isPlain || FlightTrace.IsListening || MustUsePool || _chain is { Repeating: > 0 })
            return LeadExecuting(led, key, WithArgument(flight, arg), commit: null, admission.Token, cancellationToken);

        Task<TResult> task;
        var suppressed = AmbientTransaction.Suppress();
        var marker = FlightMarker.Enter(led);
        try
        {
            SchedulePoint.Hit("after publication");
            task = flight(key, arg, admission.Token) ?? Task.FromException<TResult>(Errors.NullTask());
        }
        catch (Exception exception)
        {
            task = Task.FromException<TResult>(exception);
        }
        finally
        {
            marker?.Exit();
            AmbientTransaction.Restore(suppressed, Name);
        }

        return Started(led, task, marker, cancellationToken);
    }

    internal Task<TResult> RunAndCommitAsync(
        TKey key,
        Func<TKey, CancellationToken, Task<TResult>> flight,
        Func<TKey, TResult, CancellationToken, Task>? commit,
        CancellationToken cancellationToken)
    {
        Admit(key, commit is null ? CallKind.Plain : CallKind.Commits, cancellationToken, out var admission);
        return Proceed(in admission, key, flight, commit, cancellationToken);
    }

    /// <summary>Does what a call was admitted to.</summary>
    private Task<TResult> Proceed(
        in Admission admission,
        TKey key,
        Func<TKey, CancellationToken, Task<TResult>> flight,
        Func<TKey, TResult, CancellationToken, Task>? commit,
        CancellationToken cancellationToken)
    {
        if (admission.Lead is { } led)
            return LeadExecuting(led, admission.OwesCommit ? admission.OwedKey! : key, flight, commit, admission.Token, cancellationToken);
        if (admission.Owed is { } owed)
            return CommitAfterAsync(admission.Answer!, owed, admission.OwedHash, admission.OwedKey!, flight, commit!, cancellationToken);
        return admission.Answer ?? AfterAbandonedAsync(admission.Blocked!, key, flight, commit, cancellationToken);
    }

    /// <summary>
    /// Waits until the key is free again, and starts over. The delegate runs in the caller's context, which this method carries.
    /// </summary>
    private async Task<TResult> AfterAbandonedAsync(
        Task<bool> ended,
        TKey key,
        Func<TKey,
        CancellationToken,
        Task<TResult>> flight,
        Func<TKey,
        TResult,
        CancellationToken,
        Task>? commit,
        CancellationToken cancellationToken)
    {
        await Waiting.Until(ended, cancellationToken).ConfigureAwait(false);
        return await RunAndCommitAsync(key, flight, commit, cancellationToken).ConfigureAwait(false);
    }

    private static Func<TKey, CancellationToken, Task<TResult>> WithArgument<TArg>(
        Func<TKey, TArg, CancellationToken, Task<TResult>> flight, TArg arg) =>
        (key, token) => flight(key, arg, token);

    /// <summary>Leads a flight that is more than its delegate, or that must not run on this thread.</summary>
    private Task<TResult> LeadExecuting(
        Flight<TKey, TResult> led,
        TKey key,
        Func<TKey, CancellationToken, Task<TResult>> exchange,
        Func<TKey, TResult, CancellationToken, Task>? commit,
        CancellationToken flightToken,
        CancellationToken cancellationToken)
    {
        if (!_options.CancelWhenAbandoned || !cancellationToken.CanBeCanceled)
            return StartExecuting(led, key, exchange, commit, flightToken, cancellationToken);

        // Registered first: the leader may leave while its delegate keeps this thread.
        var registration = new Departure(this, led).When(cancellationToken);
        return CountedAsync(StartExecuting(led, key, exchange, commit, flightToken, cancellationToken), registration, cancellationToken);
    }

    private Task<TResult> StartExecuting(
        Flight<TKey, TResult> led,
        TKey key,
        Func<TKey, CancellationToken, Task<TResult>> exchange,
        Func<TKey, TResult, CancellationToken, Task>? commit,
        CancellationToken flightToken,
        CancellationToken cancellationToken)
    {
        if (!MustUsePool && _options.Context == FlightContext.Leader)
        {
            var suppressed = AmbientTransaction.Suppress();
            var marker = FlightMarker.Enter(led);
            Task<TResult> task;
            try
            {
                task = ExecuteAsync(led, key, exchange, commit, flightToken);
            }
            finally
            {
                marker?.Exit();
                AmbientTransaction.Restore(suppressed, Name);
            }

            return Started(led, task, marker, cancellationToken);
        }

        var answer = AnswerForLeader(led);
        var parent = FlightMarker.Current;
        if (_options.Context == FlightContext.Isolated)
            ThreadPool.UnsafeQueueUserWorkItem(
                _ => ExecuteUnderMark(parent, led, key, exchange, commit, flightToken, IsNoLongerAwaited(led)), null);
        else
            ThreadPool.QueueUserWorkItem(_ => ExecuteUnderMark(parent, led, key, exchange, commit, flightToken, IsNoLongerAwaited(led)));
        return LeaderWaits(answer, cancellationToken);
    }

    /// <summary>
    /// What a leader waits for that has not seen its flight end. A flight that is overdue already has told its callers, or may even have
    /// lost its key.
    /// </summary>
    private Task<TResult> AnswerForLeader(Flight<TKey, TResult> led)
    {
        using (ShardOf(led.Hash).Lock())
        {
            if (!led.Overdue)
                return led.EnsureSourceLocked().Task;
        }

        // Observed here, because a leader that gets the late result after all never looks at it.
        var late = Task.FromException<TResult>(Errors.TimedOut());
        _ = late.Exception;
        return late;
    }

    /// <summary>
    /// Runs a flight here, under the mark of its leader, whose context this code may not have. Returns what the leader gets, if it is there
    /// already.
    /// </summary>
    private Task<TResult>? ExecuteUnderMark(
        FlightMarker? parent,
        Flight<TKey, TResult> led,
        TKey key,
        Func<TKey, CancellationToken, Task<TResult>> exchange,
        Func<TKey, TResult, CancellationToken, Task>? commit,
        CancellationToken flightToken,
        bool isNoLongerAwaited)
    {
        var suppressed = AmbientTransaction.Suppress();
        var marker = FlightMarker.EnterUnder(parent, led);
        Task<TResult> task;
        try
        {
            // A thread of an exhausted pool may come after the timeout: nothing was presented yet, and by now another exchange may be under
            // way.
            task = isNoLongerAwaited
                ? Task.FromException<TResult>(new OperationCanceledException(flightToken))
                : ExecuteAsync(led, key, exchange, commit, flightToken);
        }
        finally
        {
            marker?.Exit();
            AmbientTransaction.Restore(suppressed, Name);
        }

        if (!task.IsCompleted)
        {
            CompleteLater(led, task, marker);
            return null;
        }

        var outcome = Complete(led, task);
        marker?.Ended();
        return outcome;
    }

    /// <summary>
    /// Whether nobody waits for what the flight would bring: its callers were told of the timeout, or all of them have left.
    /// </summary>
    private bool IsNoLongerAwaited(Flight<TKey, TResult> led)
    {
        using (ShardOf(led.Hash).Lock())
            return led.Overdue || led.State != FlightState.InFlight;
    }

    /// <summary>The delegate has returned to its leader.</summary>
    private Task<TResult> Started(Flight<TKey, TResult> led, Task<TResult> task, FlightMarker? marker, CancellationToken cancellationToken)
    {
        if (task.IsCompleted)
        {
            var outcome = Complete(led, task);
            marker?.EndedAtOnce();
            return outcome;
        }

        SchedulePoint.Hit("before the leader waits");
        var answer = AnswerForLeader(led);
        CompleteLater(led, task, marker);
        return LeaderWaits(answer, cancellationToken);
    }

    private void CompleteLater(Flight<TKey, TResult> led, Task<TResult> task, FlightMarker? marker) =>
        task.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(() =>
        {
            Complete(led, task);
            marker?.Ended();
        });

    private Task<TResult> LeaderWaits(Task<TResult> answer, CancellationToken cancellationToken) =>
        _options.LeaderLeaves == LeaderLeaves.Immediately ? Waiting.Until(answer, cancellationToken) : answer;
}
