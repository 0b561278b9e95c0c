namespace RefreshRace;

/// <content>What a flight does beside its delegate: coordinator, recovery, span, and the order of its phases.</content>
internal sealed partial class FlightTable<TKey, TResult>
{
    private async Task<TResult> ExecuteAsync(
        Flight<TKey, TResult> led,
        TKey key,
        Func<TKey, CancellationToken, Task<TResult>> exchange,
        Func<TKey, TResult, CancellationToken, Task>? commit,
        CancellationToken flightToken)
    {
        using var span = FlightTrace.StartFlight(Name);
        if (span.Activity is { } activity)
            led.EnsureExtras().Span = new(activity.Context);
        SchedulePoint.Hit("after publication");
        try
        {
            // The last caller may have left already. Nothing was presented yet.
            if (_options.CancelWhenAbandoned)
                flightToken.ThrowIfCancellationRequested();

            while (RepeatedCommitBefore(led, key) is { } repeated)
            {
                await repeated.ConfigureAwait(false);
                if (IsNoLongerAwaited(led))
                    throw new OperationCanceledException(flightToken);
            }

            // It was a success when it came. What RetainIf says of it by now (its access token may have expired) makes its refresh token no
            // less consumed.
            if (led.Extras?.Kept is { } kept)
                return await CommitKeptAsync(led, key, kept.GetAwaiter().GetResult(), exchange, commit!, flightToken).ConfigureAwait(false);

            var (result, isOurs, commitEnded) = await ExchangeAsync(key, exchange, commit is not null, flightToken).ConfigureAwait(false);
            if (!isOurs)
                led.EnsureExtras().IsForeign = true;
            else if (commit is not null && IsSuccess(result))
                await CommitAndTellAsync(led, key, result, exchange, commit, commitEnded, flightToken).ConfigureAwait(false);
            return result;
        }
        catch (Exception exception)
        {
            span.Fail(exception);
            throw;
        }
    }

    /// <summary>The result, whether this flight has to commit it (its own exchange produced it, or its coordinator says so), and who wants to know how that ended.</summary>
    private async Task<(TResult Result, bool IsOurs, Func<bool, Task>? CommitEnded)> ExchangeAsync(
        TKey key, Func<TKey, CancellationToken, Task<TResult>> exchange, bool commitFollows, CancellationToken flightToken)
    {
        try
        {
            if (_options.Coordinator is not { } coordinator)
                return (await (exchange(key, flightToken) ?? throw Errors.NullTask()).ConfigureAwait(false), true, null);

            // An exchange that was tried and failed has produced nothing: what the coordinator returns then is another process's.
            var isOwn = false;
            var operation = new FlightOperation<TResult>(
                async token =>
                {
                    var own = await (exchange(key, token) ?? throw Errors.NullTask()).ConfigureAwait(false);
                    isOwn = IsSuccess(own);
                    return own;
                },
                IsSuccess)
            {
                CommitFollows = commitFollows,
            };
            var result = await (coordinator.RunAsync(key, operation, flightToken) ?? throw Errors.NullTask()).ConfigureAwait(false);
            if (!operation.Started)
                _meter.Joined(Name, "remote");
            return (result, isOwn || operation.CommitIsOwed, operation.CommitEnded);
        }
        catch (Exception exception) when (_options.Recover is not null && !flightToken.IsCancellationRequested)
        {
            var recovered = await (_options.Recover(key, exception, flightToken) ?? throw Errors.NullTask()).ConfigureAwait(false);
            if (recovered is null)
                throw;
            _meter.Joined(Name, "recovered");
            return (recovered, false, null);
        }
    }

    /// <summary>Whether a result may be retained, committed and shared.</summary>
    private bool IsSuccess(TResult result)
    {
        if (_options.RetainIf is not { } retainIf)
            return result is not null and not false;
        try
        {
            return retainIf(result);
        }
        catch (Exception exception)
        {
            FlightEvents.Swallowed(Name, "RetainIf", exception);

            // The callers must get the rotated token in any case; what is in doubt is only whether it may be repeated.
            return false;
        }
    }
}
