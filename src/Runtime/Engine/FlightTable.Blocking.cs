namespace RefreshRace;

/// <content>
/// Waiting on the caller's own thread. It may be the last one of the thread pool, so nothing between the end of a flight and a blocked
/// caller may need another: no continuation, no hop, and not the timer either.
/// </content>
internal sealed partial class FlightTable<TKey, TResult>
{
    /// <summary>As the joins of tasks; returns when the answer is there.</summary>
    private Task<TResult> JoinBlocking(
        Flight<TKey, TResult> flight, Task<TResult> answer, bool isInFlight, CancellationToken cancellationToken)
    {
        if (!TryJoin(flight, isInFlight, out var isCounted))
            throw Errors.Reentrant();
        using var span = FlightTrace.IsListening
            ? FlightTrace.StartJoin(Name, isInFlight ? "inflight" : "retained", flight.Extras?.Span)
            : default;
        try
        {
            BlockCounted(flight, answer, isCounted, cancellationToken, cancellationToken);
            return answer;
        }
        catch (Exception exception)
        {
            span.Fail(exception);
            throw;
        }
    }

    /// <summary>
    /// Leads a flight that is more than its delegate, here: also on a thread that wants continuations back, and also when it is to be
    /// isolated.
    /// </summary>
    private TResult LeadExecutingBlocking(
        Flight<TKey,
        TResult> led,
        TKey key,
        Func<TKey,
        CancellationToken,
        TResult> flight,
        CancellationToken flightToken,
        CancellationToken cancellationToken)
    {
        var answer = AnswerForLeader(led);
        var parent = FlightMarker.Current;
        return BlockCounted(
            led,
            answer,
            _options.CancelWhenAbandoned,
            cancellationToken,
            _options.LeaderLeaves == LeaderLeaves.Immediately ? cancellationToken : CancellationToken.None,
            () =>
            {
                Task<TResult>? outcome = null;
                var isOver = IsOverAfterRepeatedCommits(led, key);
                Action execute = () => outcome = ExecuteUnderMark(
                    parent, led, key, (k, token) => Task.FromResult(flight(k, token)), commit: null, flightToken, isOver);
                var code = MustUsePool ? () => Ambient.WithoutScheduler(execute) : execute;
                if (_options.Context == FlightContext.Isolated)
                    Ambient.Without(code);
                else
                    code();
                return outcome;
            });
    }

    /// <summary>Blocks until the answer is there, for a caller whose leaving may abandon the flight.</summary>
    /// <param name="flight">The flight.</param>
    /// <param name="answer">The task that the flight completes itself, not one that continues it.</param>
    /// <param name="isCounted">Whether this caller was counted.</param>
    /// <param name="leaves">Fires when the caller no longer wants the answer.</param>
    /// <param name="ends">Ends the wait.</param>
    /// <param name="lead">
    /// What a leader does first; it may leave meanwhile. It returns the outcome if that is there: what has come late is not in the answer,
    /// because the callers who waited for that were told of the timeout.
    /// </param>
    private TResult BlockCounted(
        Flight<TKey,
        TResult> flight,
        Task<TResult> answer,
        bool isCounted,
        CancellationToken leaves,
        CancellationToken ends,
        Func<Task<TResult>?>? lead = null)
    {
        if (!isCounted || !leaves.CanBeCanceled)
            return Block(flight.Hash, lead?.Invoke() ?? answer, ends);
        var registration = new Departure(this, flight).When(leaves);
        try
        {
            return Block(flight.Hash, lead?.Invoke() ?? answer, ends);
        }
        catch (OperationCanceledException) when (leaves.IsCancellationRequested)
        {
            // This caller may have been the last: the flight's token has fired then, and the caller knows only its own.
            throw new OperationCanceledException(leaves);
        }
        finally
        {
            Departure.NoLonger(registration, leaves);
        }
    }

    /// <summary>
    /// Blocks until a task of a flight has ended, and returns its result or throws its exception as it is. Does what the timer should have
    /// done when it is late: with all threads of the pool in this method it would never fire.
    /// </summary>
    private T Block<T>(int hash, Task<T> task, CancellationToken cancellationToken)
    {
        var shard = ShardOf(hash);
        while (!task.IsCompleted)
        {
            SchedulePoint.BlockUntil(task);
            try
            {
                if (!task.Wait(MillisecondsUntilOverdue(shard), cancellationToken))
                    StandInForTimer(shard);
            }
            catch (AggregateException)
            {
                // GetResult below throws what is inside, with its stack.
            }
        }

        return task.GetAwaiter().GetResult();
    }

    /// <summary>A method of its own, so that only calls that come here pay for the closure.</summary>
    private void StandInForTimer(FlightShard<TKey, TResult> shard) => Ambient.Without(() => OnTimer(shard));

    /// <summary>
    /// How long the timer has until a flight of the shard is overdue; infinite for a clock that this thread cannot wait for.
    /// </summary>
    private int MillisecondsUntilOverdue(FlightShard<TKey, TResult> shard)
    {
        long due;
        using (shard.Lock())
            due = shard.Timer.NextFlightDeadline;
        if (due >= Clock.Never || !ReferenceEquals(_options.TimeProvider, TimeProvider.System))
            return Timeout.Infinite;
        return (int)Math.Min(
            int.MaxValue, Math.Max(1, (due - _clock.Now + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond));
    }
}
