namespace RefreshRace;

/// <summary>Options of <see cref="SessionFlight{TResult}"/>.</summary>
/// <typeparam name="TResult">The type of the shared result, usually the token response.</typeparam>
public sealed class SessionFlightOptions<TResult> : FlightOptions
{
    /// <inheritdoc cref="SingleFlightOptions{TKey, TResult}.RetainIf"/>
    public Func<TResult, bool>? RetainIf { get; set; }

    /// <inheritdoc cref="SingleFlightOptions{TKey, TResult}.KeepUncommittedFor"/>
    public TimeSpan KeepUncommittedFor { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Called when the delegate failed, with the exception and the flight's token: returns the result that all callers get instead, or
    /// <see langword="null"/> to let the failure reach them. Default: none. See <see cref="SingleFlightOptions{TKey, TResult}.Recover"/>.
    /// </summary>
    public Func<Exception, CancellationToken, Task<TResult?>>? Recover { get; set; }

    internal SingleFlightOptions<SoleKey, TResult> WithKey()
    {
        var recover = Recover;
        return new()
        {
            MaxRetained = 1,
            RetainIf = RetainIf,
            KeepUncommittedFor = KeepUncommittedFor,
            Recover = recover is null ? null : (_, exception, token) => recover(exception, token),
            RetainFor = RetainFor,
            FlightTimeout = FlightTimeout,
            LeaderLeaves = LeaderLeaves,
            Context = Context,
            CancelWhenAbandoned = CancelWhenAbandoned,
            TimeProvider = TimeProvider,
            Name = Name,
            Meter = Meter,
        };
    }
}
