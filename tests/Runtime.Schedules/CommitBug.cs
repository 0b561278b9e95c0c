namespace RefreshRace.Schedules;

/// <summary>A bug to plant in the commit protocol, and where it shows.</summary>
/// <param name="Name">What it breaks.</param>
/// <param name="Text">A text that occurs once in the sources.</param>
/// <param name="Replacement">What is put in its place.</param>
/// <param name="Scenario">The scenario that finds it.</param>
/// <param name="Violation">A part of what the scenario says then.</param>
internal sealed record CommitBug(string Name, string Text, string Replacement, string Scenario, string Violation)
{
    private const string CommitsLate = "if (!KeepUntilCommitted(led, key, result))\n        {";
    private const string AsIfInTime = "if (!KeepUntilCommitted(led, key, result) && commit is null)\n        {";

    internal static IReadOnlyList<CommitBug> All { get; } =
    [
        new(
            "a failed commit stays owed although a newer link was committed",
            "        SettleOlder(key, led.Hash);",
            "",
            "owed and expired",
            "which is consumed"),
        new(
            "a commit that fails after a newer link was committed is owed",
            "                extras.SupersededAt = now ?? flight.Deadline - _timeout;",
            "",
            "owed and expired",
            "which is consumed"),
        new(
            "a flight starts while the commit of its key is repeated",
            "if (_chain is not { Repeating: > 0 })",
            "if (_chain is not null)",
            "chain",
            ""),
        new(
            "a commit is repeated beside the flight of the key that it stores",
            "            if (admission.IsEmpty)\n                return null;",
            "            if (commit is not null)\n                return null;",
            "chain of keys",
            ""),
        new(
            "a call that commits is content with a flight that does not",
            "if ((kind & CallKind.Commits) != 0 && flight.Commit is CommitState.None or CommitState.Wanted)",
            "if (kind > CallKind.Follows + 9)",
            "mixed forms",
            "while T0 was stored"),
        new(
            "a call that commits is content with a result that nobody committed",
            "else if (!commits || !MustCommitFirst(flight, ref admission))",
            "else if (!commits || key is not null)",
            "mixed forms",
            "was stored"),
        new("an exchange that comes late commits over a newer result", CommitsLate, AsIfInTime, "late exchange", "went back"),
        new("an exchange that comes late loses the only copy", CommitsLate, AsIfInTime, "late exchange, failed commit", "was lost"),
        new(
            "what is owed is forgotten with a newer result that nobody commits",
            "var mayPassOn = isOwn && _chain is { Owed: > 0 };",
            "var mayPassOn = false;",
            "owed and taken over",
            ""),
    ];
}
