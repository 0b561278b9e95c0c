using System.Reflection;

namespace RefreshRace.Tool;

/// <summary>The version of the command, which is that of the analyzer in it and of the package to install.</summary>
internal static class ToolVersion
{
    /// <summary>e.g. <c>0.1.0</c>, without the commit.</summary>
    public static string Text { get; } = typeof(ToolVersion).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
