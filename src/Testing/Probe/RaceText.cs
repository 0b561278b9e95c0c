using System.Text;

namespace RefreshRace.Testing;

/// <summary>The report as text.</summary>
internal static class RaceText
{
    /// <summary>A report shows this many callers and lines of the log of each kind; a race of a thousand callers stays readable.</summary>
    private const int MaxLines = 40;

    public static string Write(string headline, RaceFacts facts, IReadOnlyList<string> problems)
    {
        var text = new StringBuilder();
        text.AppendLine(headline);
        foreach (var problem in problems)
            text.Append("  - ").AppendLine(problem);

        var first = facts.FirstCallerDisconnected ? "left in the middle of the exchange" : "stayed";
        text.AppendLine().AppendLine(
            $"{facts.Outcomes.Count} callers, {facts.StragglersHeld} of them late with the consumed token; the first {first}.");
        text.AppendLine(
            $"Refreshes sent: {facts.RefreshesSent}. Reuse detected: {facts.Count(TokenServerEventKind.ReuseDetected)}. "
            + $"Callers failed: {facts.Outcomes.Count(outcome => outcome.Failed)}. Session alive: {(facts.SessionAlive ? "yes" : "no")}.");

        Section(text, "How it ended for the callers:", facts.Later is null ? facts.Outcomes : [.. facts.Outcomes, facts.Later]);
        Section(text, "What the server saw:", facts.Events);
        return text.ToString().TrimEnd();
    }

    private static void Section<T>(StringBuilder text, string title, IReadOnlyList<T> lines)
    {
        text.AppendLine().AppendLine(title);
        foreach (var line in lines.Take(MaxLines))
            text.Append("  ").AppendLine(line!.ToString());
        if (lines.Count > MaxLines)
            text.AppendLine($"  ... and {lines.Count - MaxLines} more");
    }
}
