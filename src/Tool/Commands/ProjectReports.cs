using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using RefreshRace.Tool.Analysis;
using RefreshRace.Tool.Findings;
using RefreshRace.Tool.Fixing;
using RefreshRace.Tool.Loading;

namespace RefreshRace.Tool.Commands;

/// <summary>What is said about each project: whether it was analysed, and what in it could not be resolved.</summary>
internal sealed partial class ProjectReports(LoadedSolution loaded, SolutionAnalysis analysis, RootPaths paths)
{
    private const int MaxUnbound = 8;

    public ImmutableArray<ProjectReport> All()
    {
        var known = loaded.Solution.Projects
            .Where(project => project.FilePath is { } path && (loaded.Target.Solution is not null || loaded.Target.Projects.Contains(path)))
            .GroupBy(project => project.FilePath!, StringComparer.Ordinal)
            .Select(group => Of(group.Key, [.. group]));
        var missing = loaded.Problems
            .Select(problem => problem.Project)
            .Where(path => path.Length > 0 && path != loaded.Target.Solution)
            .Where(path => loaded.Solution.Projects.All(project => project.FilePath != path))
            .Distinct()
            .Select(path => new ProjectReport(NameOf(path), paths.Of(path), [], ProjectState.Failed, Problems(path), [], false));
        return [.. known.Concat(missing).OrderBy(report => report.Path, StringComparer.Ordinal)];
    }

    /// <summary>Why something could not be analysed, a line each; empty where everything was.</summary>
    public ImmutableArray<string> Failures()
    {
        var projects = All().Where(report => report.State == ProjectState.Failed)
            .Select(report => $"{report.Path}: {string.Join(" ", report.Notes)}");
        var whole = loaded.Problems
            .Where(problem => problem.Project.Length == 0 || problem.Project == loaded.Target.Solution)
            .Select(problem => problem.Reason);
        var crashes = analysis.Crashes.Select(crash => $"The analyzer failed in {crash}");
        var nothing = loaded.Solution.Projects.Any() || loaded.Problems.Length > 0 ? []
            : new[] { $"{loaded.Target.Name} has no projects." };
        return [.. whole, .. projects, .. crashes, .. nothing];
    }

    private ProjectReport Of(string path, List<Project> targets)
    {
        var isCSharp = targets[0].Language == LanguageNames.CSharp;
        var analysed = targets.Where(target => analysis.Compilations.ContainsKey(target.Id)).ToList();
        var state = analysed.Count > 0 ? ProjectState.Analysed
            : !isCSharp || targets.Exists(target => target.DocumentIds.Count > 0) ? ProjectState.Skipped
            : ProjectState.Failed;
        var standIns = analysed.Where(target => loaded.StandIns.ContainsKey(target.Id)).Select(StandInNote);
        return new ProjectReport(
            LoadedSolution.NameOf(targets[0]),
            paths.Of(path),
            [.. targets.Select(LoadedSolution.TargetOf).OfType<string>()],
            state,
            [.. state == ProjectState.Skipped ? [WhySkipped(isCSharp)] : Problems(path), .. standIns],
            [.. analysed.SelectMany(target => analysis.Errors[target.Id])
                .Select(NameIn).CountBy(name => name).OrderByDescending(item => item.Value)
                .ThenBy(item => item.Key, StringComparer.Ordinal).Take(MaxUnbound).Select(item => item.Key)],
            analysed.Exists(target => RuntimeReference.IsSeenBy(analysis.Compilations[target.Id])));
    }

    private string StandInNote(Project project)
    {
        var target = LoadedSolution.TargetOf(project) is { } name ? $"The reference assemblies of {name}" : "Its reference assemblies";
        return $"{target} were not found; {loaded.StandIns[project.Id]} stand in.";
    }

    private static string WhySkipped(bool isCSharp) => isCSharp ? "Excluded." : "Not C#: loaded for the code that refers to it.";

    private ImmutableArray<string> Problems(string path) =>
        [.. loaded.Problems.Where(problem => problem.Project == path).Select(problem => problem.Reason).Distinct()];

    private static string NameOf(string path) => Path.GetFileNameWithoutExtension(path);

    private static string NameIn(Diagnostic error)
    {
        var quoted = Quoted().Match(error.GetMessage());
        return quoted.Success ? quoted.Groups[1].Value : error.Id;
    }

    [GeneratedRegex("'([^']+)'")]
    private static partial Regex Quoted();
}
