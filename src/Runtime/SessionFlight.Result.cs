using System.Diagnostics;

namespace RefreshRace;

/// <summary>
/// A single flight without a key, for a client that holds one session: at most one refresh runs at a time, and callers that arrive
/// while it runs, or within <see cref="FlightOptions.RetainFor"/> after it succeeded, receive that one result.
/// </summary>
/// <remarks>
/// Scope: this instance in this process; keep it where the session is kept, for as long as the session. Without a key it cannot tell a
/// straggler from a deliberate second refresh, so a refresh within <see cref="FlightOptions.RetainFor"/> of the last one does not reach the
/// server; <see cref="Evict"/> it first when it must. Where the refresh token is at hand, <see cref="SingleFlight{TKey, TResult}"/> keyed
/// by it is exact. Thread-safe.
/// </remarks>
/// <typeparam name="TResult">The type of the shared result, usually the token response.</typeparam>
[DebuggerDisplay("{ToString(),nq}")]
[DebuggerTypeProxy(typeof(FlightDebugView))]
public sealed class SessionFlight<TResult> : IFlightStatistics
{
    private readonly FlightTable<SoleKey, TResult> _table;

    /// <summary>Creates a flight with the default options.</summary>
    public SessionFlight()
        : this(new SessionFlightOptions<TResult>())
    {
    }

    /// <summary>Creates a flight with the given options, which are read now and never again.</summary>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option has a value that no flight can work with.</exception>
    public SessionFlight(SessionFlightOptions<TResult> options)
    {
        Check.NotNull(options, nameof(options));
        var full = options.WithKey();
        full.Validate();
        _table = new FlightTable<SoleKey, TResult>(full);
    }

    /// <summary>Joins the flight under way, answers with the retained result, or runs <paramref name="flight"/> as the leader.</summary>
    /// <remarks>
    /// The rules are those of
    /// <see cref="SingleFlight{TKey, TResult}.RunAsync(TKey, Func{TKey, CancellationToken, Task{TResult}}, CancellationToken)"/>.
    /// </remarks>
    /// <param name="flight">The exchange: gets the flight's token.</param>
    /// <param name="cancellationToken">Ends only this caller's wait.</param>
    /// <returns>A task with the shared result.</returns>
    /// <inheritdoc
    /// cref="SingleFlight{TKey, TResult}.RunAsync(TKey, Func{TKey, CancellationToken, Task{TResult}}, CancellationToken)"
    /// path="/exception"/>
    public Task<TResult> RunAsync(Func<CancellationToken, Task<TResult>> flight, CancellationToken cancellationToken = default)
    {
        Check.NotNull(flight, nameof(flight));
        return _table.RunAsync(default, static (_, f, token) => f(token), flight, cancellationToken);
    }

    /// <summary>
    /// In two phases: <paramref name="commit"/>, which persists the rotated token, runs after the exchange succeeded and before anybody
    /// resumes.
    /// </summary>
    /// <remarks>The rules are those of <see cref="SingleFlight{TKey, TResult}.RunAndCommitAsync"/>.</remarks>
    /// <param name="flight">The exchange: gets the flight's token.</param>
    /// <param name="commit">Persists the result: gets the result and the flight's token.</param>
    /// <param name="cancellationToken">Ends only this caller's wait.</param>
    /// <returns>A task with the shared result, after it was committed.</returns>
    /// <inheritdoc
    /// cref="SingleFlight{TKey, TResult}.RunAsync(TKey, Func{TKey, CancellationToken, Task{TResult}}, CancellationToken)"
    /// path="/exception"/>
    public Task<TResult> RunAndCommitAsync(
        Func<CancellationToken,
        Task<TResult>> flight,
        Func<TResult,
        CancellationToken,
        Task> commit,
        CancellationToken cancellationToken = default)
    {
        Check.NotNull(flight, nameof(flight));
        Check.NotNull(commit, nameof(commit));
        return _table.RunAndCommitAsync(
            default, (_, token) => flight(token), (_, result, token) => commit(result, token), cancellationToken);
    }

    /// <summary>The synchronous form, on the same table: the leader runs the delegate inline, joiners block.</summary>
    /// <remarks>The rules are those of <see cref="SingleFlight{TKey, TResult}.Run"/>.</remarks>
    /// <param name="flight">The exchange: gets the flight's token.</param>
    /// <param name="cancellationToken">Ends only this caller's wait; of a leader that runs its delegate it ends nothing.</param>
    /// <returns>The shared result.</returns>
    /// <inheritdoc
    /// cref="SingleFlight{TKey, TResult}.RunAsync(TKey, Func{TKey, CancellationToken, Task{TResult}}, CancellationToken)"
    /// path="/exception"/>
    public TResult Run(Func<CancellationToken, TResult> flight, CancellationToken cancellationToken = default)
    {
        Check.NotNull(flight, nameof(flight));
        return _table.Run(default, (_, token) => flight(token), cancellationToken);
    }

    /// <summary>
    /// Forgets the retained or uncommitted result, for a sign-out or before a deliberate second refresh. A flight under way goes on.
    /// </summary>
    /// <returns>Whether there was anything to forget.</returns>
    public bool Evict() => _table.Evict(default);

    /// <inheritdoc cref="SingleFlight{TKey, TResult}.DrainAsync"/>
    public Task DrainAsync(CancellationToken cancellationToken = default) => _table.DrainAsync(cancellationToken);

    /// <summary>The kind and the name of this instance.</summary>
    /// <returns>A text for logs.</returns>
    public override string ToString() => _table.Name is { } name ? $"SessionFlight ({name})" : "SessionFlight";

    string? IFlightStatistics.Name => _table.Name;

    int IFlightStatistics.InFlight => _table.InFlight;

    int IFlightStatistics.Retained => _table.Retained;
}
