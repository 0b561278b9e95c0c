namespace RefreshRace;

/// <summary>Options of <see cref="SingleFlight{TKey}"/>.</summary>
/// <typeparam name="TKey">The type of the key: what the exchange consumes, usually the refresh token.</typeparam>
public sealed class SingleFlightOptions<TKey> : FlightOptions
    where TKey : notnull
{
    /// <summary>
    /// Compares keys. Default: <see cref="EqualityComparer{T}.Default"/>, which is ordinal for strings. It is called under a lock of the
    /// table, so it must neither wait nor call the flight.
    /// </summary>
    public IEqualityComparer<TKey>? Comparer { get; set; }

    /// <summary>
    /// How many completed keys are remembered at most; the oldest is dropped first. Default: 10 000. The bound is divided over
    /// internal shards, so that an uneven spread of the keys meets it a little earlier.
    /// </summary>
    public int MaxRetained { get; set; } = 10_000;

    internal SingleFlightOptions<TKey, NoResult> WithResult() => new()
    {
        Comparer = Comparer,
        MaxRetained = MaxRetained,
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
