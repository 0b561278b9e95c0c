using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using RefreshRace.Analyzers;
using RefreshRace.Tool.Loading;

namespace RefreshRace.Tool.Analysis;

/// <summary>Runs the analyzer of this version, and no other, over the compilations of a solution.</summary>
internal sealed class SolutionAnalysis
{
    private static readonly ImmutableArray<DiagnosticAnalyzer> s_analyzers = [new RefreshRaceAnalyzer()];

    private readonly ConcurrentDictionary<ProjectId, Compilation> _compilations = [];
    private readonly ConcurrentDictionary<ProjectId, ImmutableArray<Diagnostic>> _errors = [];
    private readonly ConcurrentQueue<string> _crashes = [];

    /// <summary>Every rule that the analyzer knows.</summary>
    public static ImmutableArray<DiagnosticDescriptor> Rules { get; } = s_analyzers[0].SupportedDiagnostics;

    /// <summary>The compilations of the projects that were analysed.</summary>
    public IReadOnlyDictionary<ProjectId, Compilation> Compilations => _compilations;

    /// <summary>What the compiler could not make of the projects that were analysed.</summary>
    public IReadOnlyDictionary<ProjectId, ImmutableArray<Diagnostic>> Errors => _errors;

    /// <summary>What the analyzer threw. Must be empty.</summary>
    public IReadOnlyCollection<string> Crashes => _crashes;

    /// <summary>Analyses projects, and merges what several targets and linked files say alike.</summary>
    /// <param name="projects">C# projects of one solution.</param>
    /// <param name="progress">Is told the name of each project before it is analysed.</param>
    /// <param name="cancellationToken">Ends the analysis.</param>
    public async Task<ImmutableArray<RawFinding>> RunAsync(
        IEnumerable<Project> projects, Action<string> progress, CancellationToken cancellationToken)
    {
        var found = new List<(Diagnostic Diagnostic, Project Project)>();
        foreach (var project in projects)
        {
            progress(project.Name);
            found.AddRange((await AnalyseAsync(project, cancellationToken)).Select(diagnostic => (diagnostic, project)));
        }

        // The project with the fewest names that do not bind speaks for all that share a finding.
        return
        [
            .. found
                .GroupBy(item => Key(item.Diagnostic))
                .OrderBy(group => group.Key.Path, StringComparer.Ordinal)
                .ThenBy(group => group.Key.Start)
                .ThenBy(group => group.Key.Id, StringComparer.Ordinal)
                .Select(group => group.OrderBy(item => _errors[item.Project.Id].Length).ToList())
                .Select(group => new RawFinding(group[0].Diagnostic, [.. group.Select(item => item.Project).Distinct()])),
        ];
    }

    private static (string Path, int Start, string Id) Key(Diagnostic diagnostic) =>
        (diagnostic.Location.SourceTree!.FilePath, diagnostic.Location.SourceSpan.Start, diagnostic.Id);

    private async Task<IEnumerable<Diagnostic>> AnalyseAsync(Project project, CancellationToken cancellationToken)
    {
        if (await project.GetCompilationAsync(cancellationToken) is not { } compilation)
        {
            return [];
        }

        var options = new CompilationWithAnalyzersOptions(
            project.AnalyzerOptions,
            (error, _, _) => _crashes.Enqueue($"{project.Name}: {error.GetType().Name}: {error.Message}"),
            concurrentAnalysis: true,
            logAnalyzerExecutionTime: false);
        var all = await compilation.WithAnalyzers(s_analyzers, options).GetAllDiagnosticsAsync(cancellationToken);
        _compilations[project.Id] = compilation;
        _errors[project.Id] = [.. all.Where(IsUnbound)];
        return all.Where(IsFinding);
    }

    private static bool IsFinding(Diagnostic diagnostic) =>
        Rules.Any(rule => rule.Id == diagnostic.Id) && diagnostic.Location.IsInSource && !diagnostic.IsSuppressed;

    // Names and references that do not resolve. Other errors are the code's own, and no fault of the loading.
    private static bool IsUnbound(Diagnostic diagnostic) =>
        diagnostic.Id is "CS0246" or "CS0234" or "CS0103" or "CS0012" or "CS0400" or "CS0006" or "CS0518" or "CS1069" or "CS1061";
}
