namespace RefreshRace.Testing;

/// <summary>What is wrong with a race, with the likely cause where the facts show it. What came first stands first.</summary>
internal static class RaceVerdict
{
    public static IReadOnlyList<string> Problems(RaceFacts facts)
    {
        IEnumerable<RaceProblem?> problems =
        [
            RaceRefusals.Explain(facts),
            Exchanges(facts),
            Reuse(facts),
            Disconnection(facts),
            Failures(facts),
            Dragged(facts),
            Session(facts),
            Later(facts),
            Stragglers(facts),
            FirstCaller(facts),
        ];
        return problems.OfType<RaceProblem>().OrderBy(problem => problem.Since).Select(problem => problem.Text).ToArray();
    }

    public static IReadOnlyList<string> Swallowed(RaceFacts facts)
    {
        var problems = new List<string>();
        if (facts.RefreshesSent == 0)
            problems.Add(RaceRefusals.Explain(facts)!.Text);

        var carriedOn = facts.Outcomes.Count(outcome => !outcome.Failed && !outcome.Disconnected);
        if (carriedOn > 0)
            problems.Add($"{Callers(carriedOn)} carried on as if the renewal had succeeded.");
        return problems;
    }

    private static RaceProblem? Exchanges(RaceFacts facts)
    {
        if (facts.RefreshesSent <= 1)
            return null;

        var since = facts.Events.Where(line => line.Kind == TokenServerEventKind.RefreshReceived).ElementAt(1).Number;
        var count = $"{facts.RefreshesSent} refreshes were sent where one would do";
        if (facts.SentAtOnce > 1)
        {
            return new(
                since, $"{count}, {facts.SentAtOnce} of them at the same time: nothing makes concurrent callers share one exchange.");
        }

        if (facts.Count(TokenServerEventKind.ReuseDetected) > 0 || facts.Count(TokenServerEventKind.Rotated) == 0)
            return new(since, count + ".");

        return new(
            since,
            $"{count}. The later ones presented a good token, which costs the session nothing: a caller whose access token was refused "
            + "renewed it although another caller had done so meanwhile. Read the refresh token before the request whose 401 you answer, "
            + "or compare the access token that was refused with the current one.");
    }

    private static RaceProblem? Reuse(RaceFacts facts)
    {
        var reuse = facts.Count(TokenServerEventKind.ReuseDetected);
        if (reuse == 0)
            return null;

        var text = $"A consumed refresh token was presented {(reuse == 1 ? "once" : reuse + " times")}.";
        if (facts.SentAtOnce <= 1 && facts.Count(TokenServerEventKind.AnswerLost) == 0)
        {
            text += " The concurrent callers shared one exchange, but a caller that came after it presented the token again: "
                + "keep the outcome under the consumed token for a while.";
        }

        return new(First(facts, TokenServerEventKind.ReuseDetected), text);
    }

    private static RaceProblem? Disconnection(RaceFacts facts)
    {
        if (!facts.FirstCallerDisconnected || facts.Count(TokenServerEventKind.AnswerLost) == 0)
            return null;

        // A server over HTTP may notice late that a client has left.
        return new(
            Math.Min(First(facts, TokenServerEventKind.AnswerLost), facts.DisconnectedAfter + 1),
            "The answer with the new tokens was lost when the first caller left: its cancellation reached the exchange. "
            + "Hand the exchange the flight's token, not the caller's.");
    }

    /// <summary>Where the server saw nothing that explains it, the failure of the callers is the cause itself.</summary>
    private static RaceProblem? Failures(RaceFacts facts)
    {
        if (facts.FirstFailure is not { } first)
            return null;

        var explained = facts.RefreshesSent > 0 || RaceRefusals.Any(facts) || facts.Count(TokenServerEventKind.ApiRefused) > 0;
        return new(
            explained ? RaceProblem.Consequence : RaceProblem.Cause,
            $"{Callers(facts.Outcomes.Count(outcome => outcome.Failed))} failed, first of all caller {first.Number}: {first.Failure}");
    }

    private static RaceProblem? Dragged(RaceFacts facts)
    {
        var dragged = facts.Outcomes.Count(outcome => outcome.Failed && outcome.Exception is OperationCanceledException);
        return facts.FirstCallerDisconnected && dragged > 0
            ? new(RaceProblem.Consequence, $"{Callers(dragged)} that had not left ended with a cancellation.")
            : null;
    }

    private static RaceProblem? Session(RaceFacts facts) =>
        facts.SessionAlive ? null : new(RaceProblem.Consequence, "The session is dead: the user has to sign in again.");

    private static RaceProblem? Later(RaceFacts facts)
    {
        if (facts.Later is not { Failed: true } later)
            return null;

        var why = facts.Count(TokenServerEventKind.Rotated) > 0 ? ": the rotated tokens were not kept" : "";
        return new(RaceProblem.Consequence, $"A call after the race failed ({later.Failure}){why}.");
    }

    /// <summary>A race that could not be run as asked proves less than it says, so it does not pass.</summary>
    private static RaceProblem? Stragglers(RaceFacts facts) =>
        facts.RefreshesSent > 0 && facts.StragglersHeld < facts.Options.Stragglers && facts.FirstFailure is null
            ? new(
                RaceProblem.Consequence,
                $"Not proved: {facts.Options.Stragglers} stragglers were asked for, {facts.StragglersHeld} could be held, "
                + "because the callers do not ask the API with an expired access token. Race the exchange itself with RunExchangeAsync, "
                + "or set Stragglers = 0.")
            : null;

    private static RaceProblem? FirstCaller(RaceFacts facts) =>
        facts.RefreshesSent > 0 && facts.Options.FirstCallerDisconnects && !facts.FirstCallerDisconnected
            ? new(
                RaceProblem.Consequence,
                "Not proved: the first caller should have left in the middle of its exchange but was done before. "
                + "Set FirstCallerDisconnects = false if it cannot be otherwise.")
            : null;

    private static int First(RaceFacts facts, TokenServerEventKind kind) => facts.Events.First(line => line.Kind == kind).Number;

    private static string Callers(int count) => count == 1 ? "1 caller" : $"{count} callers";
}
