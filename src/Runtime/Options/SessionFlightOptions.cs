namespace RefreshRace;

/// <summary>Options of <see cref="SessionFlight"/>.</summary>
public sealed class SessionFlightOptions : FlightOptions
{
    internal SingleFlightOptions<SoleKey, NoResult> WithKeyAndResult() => new()
    {
        MaxRetained = 1,
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
