using Microsoft.CodeAnalysis;
using RefreshRace.RealWorld.Labels;

namespace RefreshRace.RealWorld.Fixing;

/// <summary>The state of a project that a fix is measured against: its compile errors and its findings.</summary>
internal sealed class Snapshot
{
    private readonly Analysis _analysis;
    private readonly HashSet<string> _errors;
    private readonly Dictionary<string, int> _findings;

    private Snapshot(Project project, Analysis analysis, HashSet<string> errors)
    {
        (Project, _analysis, _errors) = (project, analysis, errors);
        _findings = analysis.Findings.CountBy(KeyOf).ToDictionary();
    }

    public Project Project { get; }

    public IEnumerable<Diagnostic> Findings => _analysis.Findings;

    public IEnumerable<string> Crashes => _analysis.Crashes;

    public static async Task<Snapshot> TakeAsync(Project project)
    {
        var compilation = (await project.GetCompilationAsync())!;
        var analysis = await Analysis.RunAsync(compilation);

        // By id and message, wherever they are: a best-effort compilation has errors of its own, and a fix moves them about.
        var errors = compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(error => $"{error.Id} {error.GetMessage()}");
        return new Snapshot(project, analysis, [.. errors]);
    }

    /// <summary>A finding's rule and member: what stays the same when the code around it moves.</summary>
    public static string KeyOf(Diagnostic finding)
    {
        var tree = finding.Location.SourceTree!;
        return $"{finding.Id} in {MemberScope.At(tree, finding.Location.SourceSpan.Start).Signature} of {tree.FilePath}";
    }

    /// <summary>How many findings of a rule a member has.</summary>
    public int Count(string key) => _findings.GetValueOrDefault(key);

    public IEnumerable<string> ErrorsBeyond(Snapshot before) => _errors.Except(before._errors);

    /// <summary>What is reported here more often than it was.</summary>
    public IEnumerable<string> FindingsBeyond(Snapshot before) => _findings.Where(pair => pair.Value > before.Count(pair.Key)).Select(pair => pair.Key);
}
