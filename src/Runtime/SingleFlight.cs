using System.Diagnostics;

namespace RefreshRace;

/// <summary>
/// <see cref="SingleFlight{TKey, TResult}"/> for an exchange that returns no value because it stores the new tokens itself: at most one
/// delegate per key runs at a time, and callers that arrive while it runs, or within <see cref="FlightOptions.RetainFor"/> after
/// it succeeded, share its outcome.
/// </summary>
/// <remarks>Scope: this instance in this process. Keep one instance (a static field or a singleton). Thread-safe.</remarks>
/// <typeparam name="TKey">The type of the key. Keys never appear in texts, tags or debugger views.</typeparam>
[DebuggerDisplay("{ToString(),nq}")]
[DebuggerTypeProxy(typeof(FlightDebugView))]
public sealed class SingleFlight<TKey> : IFlightStatistics
    where TKey : notnull
{
    private readonly FlightTable<TKey, NoResult> _table;

    /// <summary>Creates a flight with the default options.</summary>
    public SingleFlight()
        : this(new SingleFlightOptions<TKey>())
    {
    }

    /// <summary>Creates a flight with the given options, which are read now and never again.</summary>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option has a value that no flight can work with.</exception>
    public SingleFlight(SingleFlightOptions<TKey> options)
    {
        Check.NotNull(options, nameof(options));
        var full = options.WithResult();
        full.Validate();
        _table = new FlightTable<TKey, NoResult>(full);
    }

    /// <summary>
    /// Joins the flight of <paramref name="key"/>, finds it done a moment ago, or runs <paramref name="flight"/> as the leader.
    /// </summary>
    /// <remarks>
    /// The rules are those of
    /// <see cref="SingleFlight{TKey, TResult}.RunAsync(TKey, Func{TKey, CancellationToken, Task{TResult}}, CancellationToken)"/>.
    /// </remarks>
    /// <param name="key">What the exchange consumes, usually the refresh token.</param>
    /// <param name="flight">The exchange: gets the key and the flight's token.</param>
    /// <param name="cancellationToken">Ends only this caller's wait.</param>
    /// <returns>A task that completes with the flight.</returns>
    /// <inheritdoc
    /// cref="SingleFlight{TKey, TResult}.RunAsync(TKey, Func{TKey, CancellationToken, Task{TResult}}, CancellationToken)"
    /// path="/exception"/>
    public Task RunAsync(TKey key, Func<TKey, CancellationToken, Task> flight, CancellationToken cancellationToken = default)
    {
        Check.NotNull(key, nameof(key));
        Check.NotNull(flight, nameof(flight));
        return _table.RunAsync(key, static (k, f, token) => NoResult.After(f(k, token)), flight, cancellationToken);
    }

    /// <summary>The synchronous form, on the same table: the leader runs the delegate inline, joiners block.</summary>
    /// <remarks>The rules are those of <see cref="SingleFlight{TKey, TResult}.Run"/>.</remarks>
    /// <param name="key">What the exchange consumes, usually the refresh token.</param>
    /// <param name="flight">The exchange: gets the key and the flight's token.</param>
    /// <param name="cancellationToken">Ends only this caller's wait; of a leader that runs its delegate it ends nothing.</param>
    /// <inheritdoc
    /// cref="SingleFlight{TKey, TResult}.RunAsync(TKey, Func{TKey, CancellationToken, Task{TResult}}, CancellationToken)"
    /// path="/exception"/>
    public void Run(TKey key, Action<TKey, CancellationToken> flight, CancellationToken cancellationToken = default)
    {
        Check.NotNull(key, nameof(key));
        Check.NotNull(flight, nameof(flight));
        _table.Run(key, (k, token) => NoResult.After(() => flight(k, token)), cancellationToken);
    }

    /// <summary>Forgets that a flight of <paramref name="key"/> succeeded, for a sign-out. A flight under way goes on.</summary>
    /// <param name="key">The key.</param>
    /// <returns>Whether there was anything to forget.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="key"/> is null.</exception>
    public bool Evict(TKey key)
    {
        Check.NotNull(key, nameof(key));
        return _table.Evict(key);
    }

    /// <inheritdoc cref="SingleFlight{TKey, TResult}.DrainAsync"/>
    public Task DrainAsync(CancellationToken cancellationToken = default) => _table.DrainAsync(cancellationToken);

    /// <summary>The kind and the name of this instance, never a key.</summary>
    /// <returns>A text for logs.</returns>
    public override string ToString() => _table.Name is { } name ? $"SingleFlight ({name})" : "SingleFlight";

    string? IFlightStatistics.Name => _table.Name;

    int IFlightStatistics.InFlight => _table.InFlight;

    int IFlightStatistics.Retained => _table.Retained;
}
