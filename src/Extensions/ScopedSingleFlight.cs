using Microsoft.Extensions.DependencyInjection;

namespace RefreshRace.Extensions;

/// <summary>A <see cref="SingleFlight{TKey, TResult}"/> whose delegate gets services from a scope of its own, which ends with the
/// flight.</summary>
/// <remarks>
/// The delegate outlives its caller when the caller's request is aborted and <see cref="FlightOptions.LeaderLeaves"/> is
/// <see cref="LeaderLeaves.Immediately"/>; services that it captured from the request (a database context) would then be disposed under it.
/// Thread-safe; shares the flights of the <see cref="SingleFlight{TKey, TResult}"/> it was made from.
/// </remarks>
/// <typeparam name="TKey">The type of the key.</typeparam>
/// <typeparam name="TResult">The type of the shared result.</typeparam>
public sealed class ScopedSingleFlight<TKey, TResult>
    where TKey : notnull
{
    private readonly SingleFlight<TKey, TResult> _flight;
    private readonly IServiceScopeFactory _scopes;

    /// <summary>Creates the scoped form of a flight.</summary>
    /// <param name="flight">The flight to share.</param>
    /// <param name="scopes">Where scopes come from.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public ScopedSingleFlight(SingleFlight<TKey, TResult> flight, IServiceScopeFactory scopes)
    {
        Argument.NotNull(flight, nameof(flight));
        Argument.NotNull(scopes, nameof(scopes));
        _flight = flight;
        _scopes = scopes;
    }

    /// <summary>Joins the flight of the key, or runs it with a service from a new scope.</summary>
    /// <remarks>The rules are those of
    /// <see cref="SingleFlight{TKey, TResult}.RunAsync(TKey, Func{TKey, CancellationToken, Task{TResult}}, CancellationToken)"/>.
    /// The scope is made by the leader only, and disposed when the delegate has ended, before anybody resumes.</remarks>
    /// <typeparam name="TService">The service that the delegate needs; <see cref="IServiceProvider"/> for several.</typeparam>
    /// <param name="key">What the exchange consumes, usually the refresh token.</param>
    /// <param name="flight">The exchange: gets the service, the key and the flight's token.</param>
    /// <param name="cancellationToken">Ends only this caller's wait.</param>
    /// <returns>A task with the shared result.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="key"/> or <paramref name="flight"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The service is not registered, or for the reasons of the unscoped form.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    /// <exception cref="TimeoutException">The flight took too long.</exception>
    public Task<TResult> RunAsync<TService>(TKey key, Func<TService, TKey, CancellationToken, Task<TResult>> flight, CancellationToken cancellationToken = default)
        where TService : notnull
    {
        Argument.NotNull(flight, nameof(flight));
        return _flight.RunAsync(
            key, static (k, work, token) => InScopeAsync<TService, TResult>(work._scopes, service => work.flight(service, k, token)), (_scopes, flight), cancellationToken);
    }

    /// <summary>As <see cref="RunAsync"/>, in two phases, each with a scope of its own: a commit may be repeated without its
    /// flight.</summary>
    /// <remarks>The rules are those of <see cref="SingleFlight{TKey, TResult}.RunAndCommitAsync"/>.</remarks>
    /// <typeparam name="TService">The service that both delegates need; <see cref="IServiceProvider"/> for several.</typeparam>
    /// <param name="key">What the exchange consumes, usually the refresh token.</param>
    /// <param name="flight">The exchange: gets the service, the key and the flight's token.</param>
    /// <param name="commit">Persists the result: gets the service, the key, the result and the flight's token.</param>
    /// <param name="cancellationToken">Ends only this caller's wait.</param>
    /// <returns>A task with the shared result, after it was committed.</returns>
    /// <inheritdoc cref="RunAsync" path="/exception"/>
    public Task<TResult> RunAndCommitAsync<TService>(
        TKey key,
        Func<TService, TKey, CancellationToken, Task<TResult>> flight,
        Func<TService, TKey, TResult, CancellationToken, Task> commit,
        CancellationToken cancellationToken = default)
        where TService : notnull
    {
        Argument.NotNull(flight, nameof(flight));
        Argument.NotNull(commit, nameof(commit));
        return _flight.RunAndCommitAsync(
            key,
            (k, token) => InScopeAsync<TService, TResult>(_scopes, service => flight(service, k, token)),
            (k, result, token) => InScopeAsync<TService>(_scopes, service => commit(service, k, result, token)),
            cancellationToken);
    }

    private static async Task<T> InScopeAsync<TService, T>(IServiceScopeFactory scopes, Func<TService, Task<T>> work)
        where TService : notnull
    {
        var scope = new FlightScope(scopes);
        await using (scope.ConfigureAwait(false))
        {
            var task = work(scope.Get<TService>()) ?? throw NullTask();
            return await task.ConfigureAwait(false);
        }
    }

    private static async Task InScopeAsync<TService>(IServiceScopeFactory scopes, Func<TService, Task> work)
        where TService : notnull
    {
        var scope = new FlightScope(scopes);
        await using (scope.ConfigureAwait(false))
        {
            var task = work(scope.Get<TService>()) ?? throw NullTask();
            await task.ConfigureAwait(false);
        }
    }

    private static InvalidOperationException NullTask() => new("The delegate returned null instead of a task.");
}
