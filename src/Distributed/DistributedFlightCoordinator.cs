namespace RefreshRace.Distributed;

/// <summary>
/// Makes one flight of the flights that several processes start for one key: the first one leads and runs the exchange, the others wait for
/// its result. The engine
/// of <see cref="IFlightStore"/> holds one record per flight; key and result are in it only as a hash and sealed.
/// </summary>
/// <remarks>
/// Set it as <see cref="SingleFlightOptions{TKey, TResult}.Coordinator"/>; everything inside one process stays with the flight. A leader
/// renews a lease
/// while its exchange runs. When a lease has ended without a result its process died: the token store is read again
/// (<see cref="DistributedFlightOptions{TKey, TResult}.Reload"/>), and if it does not know better either, the outcome is in doubt
/// (<see cref="DistributedFlightOptions{TKey, TResult}.InDoubt"/>). Keys must hold a secret of at least 128 bits, as a refresh token does;
/// 22
/// characters are the least that is accepted. Thread-safe.
/// </remarks>
/// <typeparam name="TKey">The type of the key: what the exchange consumes, and what else decides the answer. The whole key counts, compared
/// ordinally.</typeparam>
/// <typeparam name="TResult">The type of the shared result.</typeparam>
public sealed class DistributedFlightCoordinator<TKey, TResult> : FlightCoordinator<TKey, TResult>
    where TKey : notnull
{
    private readonly DistributedFlightOptions<TKey, TResult> _options;
    private readonly FlightEngine _engine;

    /// <summary>Creates a coordinator.</summary>
    /// <param name="store">The engine.</param>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">An option has no sensible value.</exception>
    public DistributedFlightCoordinator(IFlightStore store, DistributedFlightOptions<TKey, TResult> options)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        _engine = new(store, options.Purpose, options.EngineTimeout, options.TimeProvider, options.OnEvent);
    }

    /// <summary>The purpose of the flights. Neither a key nor a result.</summary>
    /// <returns>A text for logs.</returns>
    public override string ToString() => $"Distributed flights ({_options.Purpose})";

    /// <summary>Runs the exchange, or waits for the process that runs it.</summary>
    /// <param name="key">The key of the flight.</param>
    /// <param name="operation">The exchange.</param>
    /// <param name="flightToken">The flight's token.</param>
    /// <returns>The result of this process or of another one.</returns>
    /// <exception cref="ArgumentException">The key is too short to be a secret.</exception>
    /// <exception cref="NotSupportedException">The type of the key needs
    /// <see cref="DistributedFlightOptions{TKey, TResult}.KeyText"/>.</exception>
    /// <exception cref="FlightEngineException">The engine does not do its work, and nothing was presented.</exception>
    /// <exception cref="FlightInDoubtException">A leader died, and the token was not presented again.</exception>
    /// <exception cref="FlightFailedElsewhereException">The flight that was waited for failed in another process.</exception>
    /// <exception cref="InvalidOperationException">The result of another process cannot be read.</exception>
    protected override async Task<TResult> RunAsync(TKey key, FlightOperation<TResult> operation, CancellationToken flightToken)
    {
        ArgumentNullException.ThrowIfNull(operation);
        var seal = FlightSeal.For(KeyText.Of(key, _options.KeyText), _options.Purpose, _options.Protector);
        using var flight = new DistributedFlight<TKey, TResult>(_engine, _options, seal, key, operation, flightToken);
        return await flight.RunAsync().ConfigureAwait(false);
    }
}
