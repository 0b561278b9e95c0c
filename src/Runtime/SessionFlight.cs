using System.Diagnostics;

namespace RefreshRace;

/// <summary>
/// A single flight without a key and without a result, for a client that holds one session and stores the new tokens itself: at most one
/// refresh runs at a time, and callers that arrive while it runs, or within <see cref="FlightOptions.RetainFor"/> after it succeeded, share
/// its outcome.
/// </summary>
/// <remarks>
/// Scope: this instance in this process; keep it where the session is kept, for as long as the session. Without a key it cannot tell a
/// straggler from a deliberate second refresh, so a refresh within <see cref="FlightOptions.RetainFor"/> of the last one does not reach the
/// server; <see cref="Evict"/> it first when it must. Thread-safe.
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
[DebuggerTypeProxy(typeof(FlightDebugView))]
public sealed class SessionFlight : IFlightStatistics
{
    private readonly FlightTable<SoleKey, NoResult> _table;

    /// <summary>Creates a flight with the default options.</summary>
    public SessionFlight()
        : this(new SessionFlightOptions())
    {
    }

    /// <summary>Creates a flight with the given options, which are read now and never again.</summary>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option has a value that no flight can work with.</exception>
    public SessionFlight(SessionFlightOptions options)
    {
        Check.NotNull(options, nameof(options));
        var full = options.WithKeyAndResult();
        full.Validate();
        _table = new FlightTable<SoleKey, NoResult>(full);
    }

    /// <summary>Joins the flight under way, finds it done a moment ago, or runs <paramref name="flight"/> as the leader.</summary>
    /// <remarks>
    /// The rules are those of
    /// <see cref="SingleFlight{TKey, TResult}.RunAsync(TKey, Func{TKey, CancellationToken, Task{TResult}}, CancellationToken)"/>.
    /// </remarks>
    /// <param name="flight">The exchange: gets the flight's token.</param>
    /// <param name="cancellationToken">Ends only this caller's wait.</param>
    /// <returns>A task that completes with the flight.</returns>
    /// <inheritdoc
    /// cref="SingleFlight{TKey, TResult}.RunAsync(TKey, Func{TKey, CancellationToken, Task{TResult}}, CancellationToken)"
    /// path="/exception"/>
    public Task RunAsync(Func<CancellationToken, Task> flight, CancellationToken cancellationToken = default)
    {
        Check.NotNull(flight, nameof(flight));
        return _table.RunAsync(default, static (_, f, token) => NoResult.After(f(token)), flight, cancellationToken);
    }

    /// <summary>The synchronous form, on the same table: the leader runs the delegate inline, joiners block.</summary>
    /// <remarks>The rules are those of <see cref="SingleFlight{TKey, TResult}.Run"/>.</remarks>
    /// <param name="flight">The exchange: gets the flight's token.</param>
    /// <param name="cancellationToken">Ends only this caller's wait; of a leader that runs its delegate it ends nothing.</param>
    /// <inheritdoc
    /// cref="SingleFlight{TKey, TResult}.RunAsync(TKey, Func{TKey, CancellationToken, Task{TResult}}, CancellationToken)"
    /// path="/exception"/>
    public void Run(Action<CancellationToken> flight, CancellationToken cancellationToken = default)
    {
        Check.NotNull(flight, nameof(flight));
        _table.Run(default, (_, token) => NoResult.After(() => flight(token)), cancellationToken);
    }

    /// <summary>
    /// Forgets that a flight succeeded, for a sign-out or before a deliberate second refresh. A flight under way goes on.
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
