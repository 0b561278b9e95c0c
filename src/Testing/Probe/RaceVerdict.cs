namespace RefreshRace.Testing;

/// <summary>What is wrong with a race, one sentence each, with the likely cause where the facts show it.</summary>
internal static class RaceVerdict
{
    public static IReadOnlyList<string> Problems(RaceFacts facts)
    {
        var problems = new List<string>();
        Exchanges(facts, problems);
        Reuse(facts, problems);
        Disconnection(facts, problems);

        var failed = facts.Outcomes.Count(outcome => outcome.Failed);
        if (failed > 0)
            problems.Add($"{Callers(failed)} failed.");
        if (!facts.SessionAlive)
            problems.Add("The session is dead: the user has to sign in again.");
        if (facts.Later is { Failed: true } later)
            problems.Add($"A call after the race failed ({later.Failure}){(facts.Count(TokenServerEventKind.Rotated) > 0 ? ": the rotated tokens were not kept" : "")}.");

        Coverage(facts, problems);
        return problems;
    }

    public static IReadOnlyList<string> Swallowed(RaceFacts facts)
    {
        var problems = new List<string>();
        if (facts.RefreshesSent == 0)
            problems.Add("No refresh was sent, so there was no failure to pass on.");

        var carriedOn = facts.Outcomes.Count(outcome => !outcome.Failed && !outcome.Disconnected);
        if (carriedOn > 0)
            problems.Add($"{Callers(carriedOn)} carried on as if the renewal had succeeded.");
        return problems;
    }

    private static void Exchanges(RaceFacts facts, List<string> problems)
    {
        if (facts.RefreshesSent == 0)
        {
            problems.Add("No refresh was sent: the callers did not reach the server's token endpoint, so nothing was raced.");
            return;
        }

        if (facts.RefreshesSent == 1)
            return;

        if (facts.SentAtOnce > 1)
            problems.Add($"{facts.RefreshesSent} refreshes were sent where one would do, {facts.SentAtOnce} of them at the same time: nothing makes concurrent callers share one exchange.");
        else if (facts.Count(TokenServerEventKind.ReuseDetected) > 0)
            problems.Add($"{facts.RefreshesSent} refreshes were sent where one would do.");
        else
            problems.Add(
                $"{facts.RefreshesSent} refreshes were sent where one would do. The later ones presented a good token, which costs the session nothing: a caller whose "
                + "access token was refused renewed it although another caller had done so meanwhile. Read the refresh token before the request whose 401 you answer, "
                + "or compare the access token that was refused with the current one.");
    }

    private static void Reuse(RaceFacts facts, List<string> problems)
    {
        var reuse = facts.Count(TokenServerEventKind.ReuseDetected);
        if (reuse == 0)
            return;

        var problem = $"A consumed refresh token was presented {(reuse == 1 ? "once" : reuse + " times")}.";
        if (facts.SentAtOnce <= 1 && facts.Count(TokenServerEventKind.AnswerLost) == 0)
            problem += " The concurrent callers shared one exchange, but a caller that came after it presented the token again: keep the outcome under the consumed token for a while.";
        problems.Add(problem);
    }

    private static void Disconnection(RaceFacts facts, List<string> problems)
    {
        if (!facts.FirstCallerDisconnected)
            return;

        if (facts.Count(TokenServerEventKind.AnswerLost) > 0)
            problems.Add("The answer with the new tokens was lost when the first caller left: its cancellation reached the exchange. Hand the exchange the flight's token, not the caller's.");

        var dragged = facts.Outcomes.Count(outcome => outcome.Failed && outcome.Exception is OperationCanceledException);
        if (dragged > 0)
            problems.Add($"{Callers(dragged)} that had not left ended with a cancellation.");
    }

    /// <summary>A race that could not be run as asked proves less than it says, so it does not pass.</summary>
    private static void Coverage(RaceFacts facts, List<string> problems)
    {
        if (facts.RefreshesSent == 0)
            return;

        if (facts.StragglersHeld < facts.Options.Stragglers && facts.Outcomes.All(outcome => !outcome.Failed))
            problems.Add(
                $"Not proved: {facts.Options.Stragglers} stragglers were asked for, {facts.StragglersHeld} could be held, because the callers do not ask the API with an expired access token. "
                + "Race the exchange itself with RunExchangeAsync, or set Stragglers = 0.");
        if (facts.Options.FirstCallerDisconnects && !facts.FirstCallerDisconnected)
            problems.Add("Not proved: the first caller should have left in the middle of its exchange but was done before. Set FirstCallerDisconnects = false if it cannot be otherwise.");
    }

    private static string Callers(int count) => count == 1 ? "1 caller" : $"{count} callers";
}
