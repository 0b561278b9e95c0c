namespace RefreshRace.Testing;

/// <summary>Which requests the server refused for another reason than reuse, and why no refresh was sent where none was.</summary>
internal static class RaceRefusals
{
    /// <summary>A problem names this many different refusals; the log has the rest.</summary>
    private const int MaxNamed = 3;

    public static bool Any(RaceFacts facts) => facts.Events.Any(IsRefusal);

    /// <summary>Null where refreshes were sent and no caller failed: a refusal that cost nobody anything is no problem.</summary>
    public static RaceProblem? Explain(RaceFacts facts)
    {
        if (facts.RefreshesSent == 0)
            return WithoutRefresh(facts);
        return facts.FirstFailure is not null && Any(facts)
            ? new(Since(facts), $"The server refused a request: {Name(facts.Events.Where(IsRefusal))}.")
            : null;
    }

    private static RaceProblem WithoutRefresh(RaceFacts facts)
    {
        if (Any(facts))
            return new(Since(facts), $"No refresh token was presented to the token endpoint: {Name(facts.Events.Where(IsRefusal))}.");

        if (facts.Count(TokenServerEventKind.ApiRefused) > 0)
        {
            var refused = facts.Events.Where(line => line.Kind == TokenServerEventKind.ApiRefused);
            return new(1, $"No refresh was sent: the callers were refused ({Name(refused)}), and none of them went to the token endpoint.");
        }

        if (facts.Count(TokenServerEventKind.ApiAccepted) > 0)
            return new(1, "No refresh was sent: the API accepted every access token, so that no caller had a reason to refresh.");

        return new(
            1,
            "No refresh was sent, and no request reached this server: give the client under test "
            + "the server's CreateClient(), its CreateHandler(), or the address of StartLoopback().");
    }

    private static bool IsRefusal(TokenServerEvent line) =>
        line.Kind is TokenServerEventKind.RefreshRefused or TokenServerEventKind.RequestRefused;

    private static int Since(RaceFacts facts) => facts.Events.First(IsRefusal).Number;

    private static string Name(IEnumerable<TokenServerEvent> lines)
    {
        var refusals = lines.GroupBy(line => line.Text, StringComparer.Ordinal)
            .Select(same => same.Count() == 1 ? same.Key : $"{same.Key} ({same.Count()} times)")
            .ToArray();
        var more = refusals.Length > MaxNamed ? $"; and {refusals.Length - MaxNamed} more" : "";
        return string.Join("; ", refusals.Take(MaxNamed)) + more;
    }
}
