using System.Reflection;

namespace RefreshRace.Analyzers.Rules;

/// <summary>Where the pages of the rules are: at the tag of this version, so that a page says what this version does.</summary>
internal static class HelpLinks
{
    public static string Folder { get; } = $"https://github.com/refreshrace/RefreshRace/blob/v{Version()}/docs/rules/";

    // What stands behind the plus sign is the commit.
    private static string Version() =>
        typeof(HelpLinks).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
