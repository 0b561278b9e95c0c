using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.MSBuild;

namespace RefreshRace.Tool.Loading;

/// <summary>Opens a solution through MSBuild's design-time build, in which nothing is compiled and nothing is restored.</summary>
internal sealed partial class SolutionLoader : IDisposable
{
    private readonly List<LoadProblem> _problems = [];
    private readonly MSBuildWorkspace _workspace;
    private readonly WorkspaceEventRegistration _failures;

    public SolutionLoader()
    {
        // A project that is part of the solution is compiled from its source; the dll of an old build would hide what changed since.
        _workspace = MSBuildWorkspace.Create();
        _workspace.LoadMetadataForReferencedProjects = false;
        _workspace.SkipUnrecognizedProjects = true;
        _failures = _workspace.RegisterWorkspaceFailedHandler(failure => Note(failure.Diagnostic));
    }

    /// <summary>Loads what can be loaded; what cannot is in <see cref="LoadedSolution.Problems"/>.</summary>
    /// <param name="target">What to load.</param>
    /// <param name="progress">Is told the file of each project that is being read.</param>
    /// <param name="cancellationToken">Ends the loading.</param>
    public async Task<LoadedSolution> LoadAsync(LoadTarget target, Action<string> progress, CancellationToken cancellationToken)
    {
        var report = new Progress(progress);
        if (target.Solution is { } solution)
        {
            await TryAsync(solution, () => _workspace.OpenSolutionAsync(solution, report, cancellationToken));
        }

        foreach (var project in target.Projects)
        {
            // A project that another one refers to is there already.
            if (_workspace.CurrentSolution.Projects.All(known => known.FilePath != project))
            {
                await TryAsync(project, () => _workspace.OpenProjectAsync(project, report, cancellationToken));
            }
        }

        var loaded = VisualBasicSymbols.Complete(_workspace.CurrentSolution);
        var (complete, standIns) = FrameworkStandIns.Add(loaded);
        return new LoadedSolution(target, complete, Problems(complete), standIns);
    }

    public void Dispose()
    {
        _failures.Dispose();
        _workspace.Dispose();
    }

    private async Task TryAsync(string path, Func<Task> open)
    {
        try
        {
            await open();
        }
        catch (Exception error) when (error is not OperationCanceledException and not OutOfMemoryException)
        {
            // MSBuild, its SDK resolvers and the parsers of solutions each throw their own types.
            lock (_problems)
            {
                _problems.Add(new LoadProblem(path, OneLine(error.Message)));
            }
        }
    }

    private void Note(WorkspaceDiagnostic diagnostic)
    {
        if (diagnostic.Kind != WorkspaceDiagnosticKind.Failure)
        {
            return;
        }

        var failed = Failed().Match(diagnostic.Message);
        var missing = Missing().Match(diagnostic.Message);
        var problem = failed.Success ? new LoadProblem(failed.Groups[1].Value, OneLine(failed.Groups[2].Value))
            : missing.Success ? new LoadProblem(missing.Groups[1].Value, "The project file does not exist.")
            : new LoadProblem("", OneLine(diagnostic.Message));
        lock (_problems)
        {
            _problems.Add(problem);
        }
    }

    private ImmutableArray<LoadProblem> Problems(Solution solution)
    {
        // The host that could not start is told of twice: by its log, and by the exception. The exception names the path.
        var all = _problems.Where(problem => problem.Project.Length > 0 || !_problems.Exists(other => other.Project.Length > 0));
        var said = all.Distinct().ToImmutableArray();
        var silent = solution.Projects
            .Where(project => project.DocumentIds.Count == 0 && project.FilePath is not null)
            .Where(project => said.All(problem => problem.Project != project.FilePath))
            .Where(project => project.Language == LanguageNames.CSharp && HasSource(project.FilePath!))
            .Select(project => new LoadProblem(project.FilePath!, "MSBuild gave no source files."));
        return [.. said, .. silent];
    }

    private static bool HasSource(string project) =>
        Directory.EnumerateFiles(Path.GetDirectoryName(project)!, "*.cs", SearchOption.TopDirectoryOnly).Any();

    private static string OneLine(string message)
    {
        var sdk = MissingSdk().Match(message);
        if (sdk.Success)
        {
            return $"The .NET SDK {sdk.Groups[1].Value.Trim()} that {sdk.Groups[2].Value.Trim()} asks for is not installed.";
        }

        return string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    [GeneratedRegex(@"^Msbuild failed when processing the file '([^']*)' with message: (.*)$", RegexOptions.Singleline)]
    private static partial Regex Failed();

    [GeneratedRegex("^Project file not found: '([^']*)'")]
    private static partial Regex Missing();

    [GeneratedRegex(@"Requested SDK version: ([^\r\n]+)\s+global\.json file: ([^\r\n]+)")]
    private static partial Regex MissingSdk();

    private sealed class Progress(Action<string> tell) : IProgress<ProjectLoadProgress>
    {
        public void Report(ProjectLoadProgress value)
        {
            if (value.Operation != ProjectLoadOperation.Resolve)
            {
                tell(Path.GetFileName(value.FilePath));
            }
        }
    }
}
