namespace RefreshRace.Testing;

/// <summary>What a race gathers on its way to the report.</summary>
internal sealed class RaceFacts
{
    public RaceProbeOptions Options { get; set; } = new();

    /// <summary>Exchanges that had been sent when the first answer was let go.</summary>
    public int SentAtOnce { get; set; }

    public int RefreshesSent { get; set; }

    public int StragglersHeld { get; set; }

    public bool FirstCallerDisconnected { get; set; }

    public bool SessionAlive { get; set; }

    public CallerOutcome? Later { get; set; }

    public IReadOnlyList<CallerOutcome> Outcomes { get; set; } = [];

    public IReadOnlyList<TokenServerEvent> Events { get; set; } = [];

    public int Count(TokenServerEventKind kind) => Events.Count(line => line.Kind == kind);
}
