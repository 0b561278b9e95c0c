namespace RefreshRace;

/// <summary>The exchange of one flight, as a <see cref="FlightCoordinator{TKey, TResult}"/> sees it.</summary>
/// <typeparam name="TResult">The type of the result.</typeparam>
public sealed class FlightOperation<TResult>
{
    private readonly Func<TResult, bool> _isSuccess;
    private Func<CancellationToken, Task<TResult>>? _exchange;

    /// <summary>Creates an operation. Flights do this themselves; the constructor is public for tests of coordinators.</summary>
    /// <param name="exchange">The exchange.</param>
    /// <param name="isSuccess">Tells a success from a failure that came as a value.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public FlightOperation(Func<CancellationToken, Task<TResult>> exchange, Func<TResult, bool> isSuccess)
    {
        Check.NotNull(exchange, nameof(exchange));
        Check.NotNull(isSuccess, nameof(isSuccess));
        _exchange = exchange;
        _isSuccess = isSuccess;
    }

    /// <summary>Whether the exchange was started in this process.</summary>
    public bool Started => Volatile.Read(ref _exchange) is null;

    /// <summary>Whether the flight commits the result of its exchange (<see cref="SingleFlight{TKey, TResult}.RunAndCommitAsync"/>) after the coordinator has
    /// returned it. A coordinator that shares the result before that must let nobody else take it for stored.</summary>
    public bool CommitFollows { get; set; }

    /// <summary>Set by a coordinator that returns the result of a process which ended before it had committed it: this flight commits it in its place.
    /// The commit may run twice for one result, so it has to be a compare-and-swap.</summary>
    public bool CommitIsOwed { get; set; }

    /// <summary>Set by a coordinator that wants to know how the commit of this flight ended: called once, with whether it succeeded, before any caller
    /// resumes. It must not throw.</summary>
    public Func<bool, Task>? CommitEnded { get; set; }

    /// <summary>Runs the exchange. It presents a single-use token, so it runs at most once.</summary>
    /// <param name="flightToken">The token that the exchange gets; pass on the one that the coordinator got.</param>
    /// <returns>The result of the exchange; it may be a failure as a value, see <see cref="IsSuccess"/>.</returns>
    /// <exception cref="InvalidOperationException">The exchange was run already, or it returned a null task.</exception>
    public async Task<TResult> RunAsync(CancellationToken flightToken)
    {
        var exchange = Interlocked.Exchange(ref _exchange, null)
            ?? throw new InvalidOperationException("The exchange of a flight runs at most once: it presents a single-use token.");
        var task = exchange(flightToken) ?? throw Errors.NullTask();
        return await task.ConfigureAwait(false);
    }

    /// <summary>
    /// Whether a result may be shared: what <see cref="SingleFlightOptions{TKey, TResult}.RetainIf"/> says. A failure that came as a value
    /// must not be.
    /// </summary>
    /// <param name="result">A result of the exchange.</param>
    /// <returns>True for a success.</returns>
    public bool IsSuccess(TResult result) => _isSuccess(result);
}
