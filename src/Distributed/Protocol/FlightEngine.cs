namespace RefreshRace.Distributed;

/// <summary>A store with what every call of it needs: an end, a second attempt, and a report.</summary>
internal sealed class FlightEngine(IFlightStore store, string purpose, TimeSpan timeout, TimeProvider timeProvider,
    Action<DistributedFlightEvent>? onEvent)
{
    internal IFlightStore Store => store;

    internal TimeProvider TimeProvider => timeProvider;

    internal void Report(DistributedFlightEventKind kind, Exception? exception = null)
    {
        try
        {
            onEvent?.Invoke(new(kind, purpose, exception));
        }
        catch (Exception)
        {
            // A listener must not cost anybody a result.
        }
    }

    /// <summary>
    /// Makes one call. Every call of a store may be repeated by its owner, and the first one after a restart of the engine meets a dead
    /// connection of the pool,
    /// so an unreachable engine is asked twice.
    /// </summary>
    internal async Task<T> CallAsync<T>(Func<IFlightStore, CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await OnceAsync(call, cancellationToken).ConfigureAwait(false);
        }
        catch (FlightEngineException exception) when (exception.Problem is FlightEngineProblem.Unreachable
            && exception.InnerException is not TimeoutException)
        {
            return await OnceAsync(call, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<T> OnceAsync<T>(Func<IFlightStore, CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        using var end = new CancellationTokenSource(timeout, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, end.Token);
        try
        {
            // Not every client listens to a token, so the wait ends in any case.
            return await call(store, either.Token).WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            var late = new FlightEngineException(
                FlightEngineProblem.Unreachable, $"The engine did not answer within {timeout.TotalSeconds} s.", new TimeoutException());
            Report(DistributedFlightEventKind.EngineFailed, late);
            throw late;
        }
        catch (FlightEngineException exception)
        {
            Report(DistributedFlightEventKind.EngineFailed, exception);
            throw;
        }
    }
}
