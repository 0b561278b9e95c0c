namespace RefreshRace;

/// <content>The synchronous form.</content>
internal sealed partial class FlightTable<TKey, TResult>
{
    internal TResult Run(TKey key, Func<TKey, CancellationToken, TResult> flight, CancellationToken cancellationToken)
    {
        while (true)
        {
            Admit(key, canCommit: false, blocks: true, cancellationToken, out var admission);
            if (admission.Lead is { } led)
                return LeadBlocking(led, key, flight, admission.Token, cancellationToken);
            if (admission.Answer is { } answer)
                return answer.GetAwaiter().GetResult();
            Block(HashOf(key), admission.Blocked!, cancellationToken);
        }
    }

    private TResult LeadBlocking(
        Flight<TKey, TResult> led, TKey key, Func<TKey, CancellationToken, TResult> flight, CancellationToken flightToken, CancellationToken cancellationToken)
    {
        if (!_isPlain || FlightTrace.IsListening)
            return LeadExecutingBlocking(led, key, flight, flightToken, cancellationToken);

        var marker = FlightMarker.Enter(led);
        TResult result;
        try
        {
            SchedulePoint.Hit("after publication");
            result = flight(key, flightToken);
        }
        catch (Exception exception)
        {
            // The frame that led here stays on the stack of the exception, and the callers share the one instance.
            marker?.Exit();
            var outcome = Complete(led, Task.FromException<TResult>(exception));
            marker?.Ended();
            if (outcome.Exception?.InnerException is TimeoutException timeout && !ReferenceEquals(timeout, exception))
                throw timeout;
            throw;
        }

        marker?.Exit();
        Complete(led, Task.FromResult(result));
        marker?.Ended();
        return result;
    }
}
