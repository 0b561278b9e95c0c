namespace RefreshRace.Tool;

/// <summary>What the command returns to the shell.</summary>
internal static class ExitCodes
{
    /// <summary>Everything was analysed, and nothing new was found.</summary>
    public const int Clean = 0;

    /// <summary>Everything was analysed, and there are findings that no baseline knows.</summary>
    public const int Findings = 1;

    /// <summary>Something could not be analysed, or the command was used in a wrong way. Takes precedence over <see
    /// cref="Findings"/>.</summary>
    public const int Incomplete = 2;
}
