namespace RefreshRace;

/// <summary>
/// Extends a flight beyond this process. One call is made per flight of this process, by its leader; all that is process-local (joining,
/// retention, timeouts, the commit) stays with the flight.
/// </summary>
/// <typeparam name="TKey">The type of the key. An implementation must not let keys leave the process in plain text.</typeparam>
/// <typeparam name="TResult">The type of the shared result. It usually contains secrets: seal it before it leaves the process.</typeparam>
public abstract class FlightCoordinator<TKey, TResult>
    where TKey : notnull
{
    /// <summary>
    /// Returns the result of <paramref name="operation"/>, run here, or the result of another process that ran its own.
    /// </summary>
    /// <param name="key">The key of the flight.</param>
    /// <param name="operation">The exchange. Run it at most once, and not at all when another process has the result.</param>
    /// <param name="flightToken">
    /// Fires when the flight timed out or, if so configured, was abandoned. Never fires for one caller's cancellation.
    /// </param>
    /// <returns>
    /// The result. A result that <paramref name="operation"/> did not produce is retained, but not committed, in this process, unless
    /// <see cref="FlightOperation{TResult}.CommitIsOwed"/> was set.
    /// </returns>
    protected internal abstract Task<TResult> RunAsync(TKey key, FlightOperation<TResult> operation, CancellationToken flightToken);
}
