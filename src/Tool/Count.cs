namespace RefreshRace.Tool;

/// <summary>Numbers with their nouns.</summary>
internal static class Count
{
    /// <summary>e.g. "1 finding", "3 findings".</summary>
    public static string Of(int number, string noun) => $"{number} {noun}{(number == 1 ? "" : "s")}";
}
