namespace RefreshRace.Testing;

/// <summary>What a race gathers on its way to the report.</summary>
internal sealed class RaceFacts
{
    public RaceProbeOptions Options { get; set; } = new();

    /// <summary>Exchanges that had been sent when the first answer was let go.</summary>
    public int SentAtOnce { get; set; }

    public int RefreshesSent { get; set; }

    /// <summary>The last line of the log when the first caller left.</summary>
    public int DisconnectedAfter { get; set; }

    public int StragglersHeld { get; set; }

    public bool FirstCallerDisconnected { get; set; }

    public bool SessionAlive { get; set; }

    public CallerOutcome? Later { get; set; }

    public IReadOnlyList<CallerOutcome> Outcomes { get; set; } = [];

    public IReadOnlyList<TokenServerEvent> Events { get; set; } = [];

    /// <summary>Of those that failed and had not left, the one that failed first.</summary>
    public CallerOutcome? FirstFailure => Outcomes.Where(outcome => outcome.Failed).OrderBy(outcome => outcome.EndedAt).FirstOrDefault();

    public int Count(TokenServerEventKind kind) => Events.Count(line => line.Kind == kind);
}
