namespace RefreshRace.Testing;

/// <summary>What happened when <see cref="RaceProbe"/> raced its callers.</summary>
public sealed class RaceReport
{
    private readonly RaceFacts _facts;

    internal RaceReport(RaceFacts facts)
    {
        _facts = facts;
        Problems = RaceVerdict.Problems(facts);
    }

    /// <summary>How many callers there were.</summary>
    public int Callers => _facts.Outcomes.Count;

    /// <summary>How many stragglers could be held back until the exchange had succeeded.</summary>
    public int StragglersHeld => _facts.StragglersHeld;

    /// <summary>Whether the first caller left while its exchange was under way.</summary>
    public bool FirstCallerDisconnected => _facts.FirstCallerDisconnected;

    /// <summary>How many exchanges the token endpoint saw during the race. One is right.</summary>
    public int RefreshesSent => _facts.RefreshesSent;

    /// <summary>How often a consumed refresh token was presented. Zero is right.</summary>
    public int ReuseDetected => _facts.Count(TokenServerEventKind.ReuseDetected);

    /// <summary>How many sessions the server revoked.</summary>
    public int FamiliesRevoked => _facts.Count(TokenServerEventKind.FamilyRevoked);

    /// <summary>How many answers with new tokens did not reach the client.</summary>
    public int AnswersLost => _facts.Count(TokenServerEventKind.AnswerLost);

    /// <summary>How many callers failed, not counting the one that had left.</summary>
    public int CallersFailed => _facts.Outcomes.Count(outcome => outcome.Failed);

    /// <summary>Whether the session can go on: not revoked, and its newest refresh token reached the client.</summary>
    public bool SessionAlive => _facts.SessionAlive;

    /// <summary>How it ended for each caller, in order.</summary>
    public IReadOnlyList<CallerOutcome> Outcomes => _facts.Outcomes;

    /// <summary>How it ended for one more call after the race; null where the session was dead by then, and where the probe calls the
    /// exchange itself.</summary>
    public CallerOutcome? LaterCall => _facts.Later;

    /// <summary>The server's log of the race.</summary>
    public IReadOnlyList<TokenServerEvent> Events => _facts.Events;

    /// <summary>What keeps this from being a single flight; empty when nothing does.</summary>
    public IReadOnlyList<string> Problems { get; }

    /// <summary>Whether one exchange served every caller and the session lives.</summary>
    public bool IsSingleFlight => Problems.Count == 0;

    /// <summary>Asserts that one exchange served every caller: one refresh sent, no reuse, no caller failed, the session alive, and the
    /// next call works.</summary>
    /// <exception cref="RaceProbeException">It was otherwise. The message is the report.</exception>
    public void ShouldBeSingleFlight()
    {
        if (!IsSingleFlight)
            throw new RaceProbeException(RaceText.Write("Not a single flight.", _facts, Problems));
    }

    /// <summary>Asserts that a failed renewal reached every caller: none carried on as if it had succeeded. For a race with
    /// <see cref="RotatingTokenServer.RefreshFailure"/> set, or with lost answers.</summary>
    /// <exception cref="RaceProbeException">A caller succeeded, or no exchange was tried. The message is the report.</exception>
    public void ShouldFailEveryCaller()
    {
        var problems = RaceVerdict.Swallowed(_facts);
        if (problems.Count > 0)
            throw new RaceProbeException(RaceText.Write("The failed renewal did not reach every caller.", _facts, problems));
    }

    /// <summary>The whole report, on several lines.</summary>
    public override string ToString() => RaceText.Write(IsSingleFlight ? "A single flight." : "Not a single flight.", _facts, Problems);
}
