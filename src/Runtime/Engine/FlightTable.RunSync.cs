namespace RefreshRace;

/// <content>The synchronous form.</content>
internal sealed partial class FlightTable<TKey, TResult>
{
    internal TResult Run(TKey key, Func<TKey, CancellationToken, TResult> flight, CancellationToken cancellationToken)
    {
        while (true)
        {
            Admit(key, CallKind.Blocks, cancellationToken, out var admission);
            if (admission.Lead is { } led)
                return LeadBlocking(led, key, flight, admission.Token, cancellationToken);
            if (admission.Answer is { } answer)
                return answer.GetAwaiter().GetResult();
            Block(HashOf(key), admission.Blocked!, cancellationToken);
        }
    }

    private TResult LeadBlocking(
        Flight<TKey,
        TResult> led,
        TKey key,
        Func<TKey,
        CancellationToken,
        TResult> flight,
        CancellationToken flightToken,
        CancellationToken cancellationToken)
    {
        if (!_isPlain || FlightTrace.IsListening || MustUsePool)
            return LeadExecutingBlocking(led, key, flight, flightToken, cancellationToken);

        var suppressed = AmbientTransaction.Suppress();
        var marker = FlightMarker.Enter(led);
        TResult result;
        try
        {
            SchedulePoint.Hit("after publication");
            if (IsOverAfterRepeatedCommits(led, key))
                throw new OperationCanceledException(flightToken);
            result = flight(key, flightToken);
        }
        catch (Exception exception)
        {
            // The frame that led here stays on the stack of the exception, and the callers share the one instance.
            marker?.Exit();
            AmbientTransaction.Restore(suppressed, Name);
            var outcome = Complete(led, Task.FromException<TResult>(exception));
            marker?.Ended();
            if (outcome.Exception?.InnerException is TimeoutException timeout && !ReferenceEquals(timeout, exception))
                throw timeout;
            throw;
        }

        marker?.Exit();
        AmbientTransaction.Restore(suppressed, Name);
        Complete(led, Task.FromResult(result));
        marker?.Ended();
        return result;
    }

    /// <summary>
    /// Waits for a commit that must come before this flight. Whether the flight's time is over then: nothing was presented yet.
    /// </summary>
    private bool IsOverAfterRepeatedCommits(Flight<TKey, TResult> led, TKey key)
    {
        while (RepeatedCommitBefore(led, key) is { } repeated)
        {
            Block(led.Hash, repeated, CancellationToken.None);
            if (IsNoLongerAwaited(led))
                return true;
        }

        return false;
    }
}
