using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace RefreshRace.Tool.Loading;

/// <summary>A solution as MSBuild sees it, ready to be compiled.</summary>
/// <param name="Target">What was asked for.</param>
/// <param name="Solution">The projects that could be loaded, one for each target framework.</param>
/// <param name="Problems">What could not be loaded.</param>
/// <param name="StandIns">Projects whose reference assemblies were missing, and what stands in for them.</param>
internal sealed record LoadedSolution(
    LoadTarget Target,
    Solution Solution,
    ImmutableArray<LoadProblem> Problems,
    ImmutableDictionary<ProjectId, string> StandIns)
{
    /// <summary>The C# projects that hold at least one document, in the order of their paths and targets.</summary>
    public ImmutableArray<Project> CSharpProjects { get; } =
    [
        .. Solution.Projects
            .Where(project => project.Language == LanguageNames.CSharp && project.DocumentIds.Count > 0)
            .OrderBy(project => project.FilePath, StringComparer.Ordinal)
            .ThenBy(project => project.Name, StringComparer.Ordinal),
    ];

    /// <summary>Those that were asked for: all of a solution; of single projects not what they refer to.</summary>
    public IEnumerable<Project> Asked => Target.Solution is null
        ? CSharpProjects.Where(project => Target.Projects.Contains(project.FilePath!))
        : CSharpProjects;

    /// <summary>The target framework of a project that has several, e.g. <c>net8.0</c>; null where it has one.</summary>
    public static string? TargetOf(Project project)
    {
        var open = project.Name.LastIndexOf('(');
        return open > 0 && project.Name.EndsWith(')') ? project.Name[(open + 1)..^1] : null;
    }

    /// <summary>The name of a project without its target framework.</summary>
    public static string NameOf(Project project) =>
        TargetOf(project) is { } target ? project.Name[..^(target.Length + 2)] : project.Name;
}
