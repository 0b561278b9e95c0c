namespace RefreshRace.RealWorld.Labels;

/// <summary>The kinds of defect, each with the rules that report it.</summary>
internal static class Families
{
    public const string Race = "race";

    public const string Swallow = "swallow";

    /// <summary>What is doubtful: never counted for recall, and no violation.</summary>
    public const string Info = "info";

    public static IReadOnlyList<string> All { get; } = [Race, Swallow, "cleanup", "retry", "discard"];

    /// <summary>The family of a rule, or null where the rule is none of ours.</summary>
    public static string? Of(string rule) => rule switch
    {
        "RR0001" or "RR0003" or "RR0004" or "RR0005" or "RR0006" or "RR0007" or "RR0008" or "RR0009" or "RR0013" or "RR0014" => Race,
        "RR0002" => "swallow",
        "RR0010" => "cleanup",
        "RR0011" => "retry",
        "RR0012" => "discard",
        "RR0101" or "RR0102" or "RR0110" or "RR0112" => Info,
        _ => null,
    };
}
