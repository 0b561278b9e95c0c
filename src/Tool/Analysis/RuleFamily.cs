namespace RefreshRace.Tool.Analysis;

/// <summary>A rule and its doubtful twin: RR0102 is what RR0002 says with less certainty.</summary>
internal static class RuleFamily
{
    private const string Doubtful = "RR01";
    private const string Options = "RR0100";

    /// <summary>The id of the rule that speaks with certainty: RR0002 of RR0002 and of RR0102. RR0100, which is about options, stands
    /// alone.</summary>
    public static string Of(string rule) =>
        rule != Options && rule.StartsWith(Doubtful, StringComparison.Ordinal) ? "RR00" + rule[Doubtful.Length..] : rule;
}
