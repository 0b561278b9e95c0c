namespace RefreshRace.Testing;

/// <summary>How <see cref="RaceProbe"/> races. The defaults race in every way it knows.</summary>
public sealed class RaceProbeOptions
{
    /// <summary>How many callers there are in all, the first caller and the stragglers included. Default: 8. At least 2.</summary>
    public int Callers { get; init; } = 8;

    /// <summary>How many of them come late: they hold the consumed refresh token when the exchange has succeeded, and go on only then.
    /// Default: 2. At most <see cref="Callers"/> − 1.</summary>
    public int Stragglers { get; init; } = 2;

    /// <summary>Whether the first caller gives up (its cancellation token fires) while the exchange it started is under way. Default: true.
    /// Without meaning where the callers are processes: no guard survives the end of its process in the middle of an exchange.</summary>
    public bool FirstCallerDisconnects { get; init; } = true;

    /// <summary>Whether the access tokens are ended before the race begins, so that every caller is refused with 401. Default: true.
    /// Without meaning where the probe calls the exchange itself.</summary>
    public bool ExpireAccessTokens { get; init; } = true;

    /// <summary>The callers count as gathered once nothing has happened for this long. Default: 50 ms. It bounds the patience of the probe,
    /// not the outcome: who comes later than that presents the token later, and is counted all the same.</summary>
    public TimeSpan GatherFor { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How long the probe waits for its callers, in real time, before it reports those that never returned. Default: 30
    /// s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long stragglers, and callers that are processes, may take until they have reached the server. Those that ask it nothing
    /// before they wait for the exchange make the probe wait that long.</summary>
    internal TimeSpan Patience { get; private init; }

    internal RaceProbeOptions ForCalls() => With(FirstCallerDisconnects, TimeSpan.FromTicks(GatherFor.Ticks * 20));

    internal RaceProbeOptions ForProcesses() => With(firstCallerDisconnects: false, TimeSpan.FromSeconds(5));

    private RaceProbeOptions With(bool firstCallerDisconnects, TimeSpan patience) => new()
    {
        Callers = Callers,
        Stragglers = Stragglers,
        FirstCallerDisconnects = firstCallerDisconnects,
        ExpireAccessTokens = ExpireAccessTokens,
        GatherFor = GatherFor,
        Timeout = Timeout,
        Patience = patience,
    };

    internal void Check()
    {
        if (Callers < 2)
            throw new ArgumentOutOfRangeException(nameof(Callers), Callers, "A race needs two callers.");
        if (Stragglers < 0 || Stragglers >= Callers)
            throw new ArgumentOutOfRangeException(nameof(Stragglers), Stragglers, "The first caller is no straggler.");
    }
}
