using Microsoft.CodeAnalysis;
using RefreshRace.RealWorld.Labels;

namespace RefreshRace.RealWorld.Fixing;

/// <summary>A project in one state: its compile errors and its findings, file by file, since a fix touches few of the files.</summary>
internal sealed class Snapshot
{
    private readonly Dictionary<DocumentId, HashSet<string>> _errors = [];
    private readonly Dictionary<DocumentId, List<Diagnostic>> _findings = [];
    private readonly Compilation _compilation;
    private readonly Analysis _analysis;

    private Snapshot(Project project, Compilation compilation) => (Project, _compilation, _analysis) = (project, compilation, new Analysis(compilation));

    public Project Project { get; }

    /// <summary>Gets what the analyzer threw so far.</summary>
    public IEnumerable<string> Crashes => _analysis.Crashes;

    public static async Task<Snapshot> TakeAsync(Project project) => new(project, (await project.GetCompilationAsync())!);

    /// <summary>A finding's rule and member: what stays the same when the code around it moves.</summary>
    public static string KeyOf(Diagnostic finding)
    {
        var tree = finding.Location.SourceTree!;
        return $"{finding.Id} in {MemberScope.At(tree, finding.Location.SourceSpan.Start).Signature} of {tree.FilePath}";
    }

    public async Task<IReadOnlyList<Diagnostic>> AllFindingsAsync()
    {
        var findings = await _analysis.AllAsync();
        foreach (var document in Project.Documents)
        {
            _findings[document.Id] = [];
        }

        foreach (var finding in findings)
        {
            _findings[Project.GetDocument(finding.Location.SourceTree)!.Id].Add(finding);
        }

        return findings;
    }

    public async Task<List<Diagnostic>> FindingsInAsync(IEnumerable<DocumentId> documents)
    {
        var all = new List<Diagnostic>();
        foreach (var id in documents)
        {
            if (!_findings.TryGetValue(id, out var known))
            {
                _findings[id] = known = await _analysis.InAsync((await Project.GetDocument(id)!.GetSyntaxTreeAsync())!);
            }

            all.AddRange(known);
        }

        return all;
    }

    /// <summary>By id and message, wherever they are: a best-effort compilation has errors of its own, and a fix moves them about.</summary>
    public async Task<HashSet<string>> ErrorsInAsync(IEnumerable<DocumentId> documents)
    {
        var all = new HashSet<string>();
        foreach (var id in documents)
        {
            if (!_errors.TryGetValue(id, out var known))
            {
                var model = _compilation.GetSemanticModel((await Project.GetDocument(id)!.GetSyntaxTreeAsync())!);
                _errors[id] = known = [.. model.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(error => $"{error.Id} {error.GetMessage()}")];
            }

            all.UnionWith(known);
        }

        return all;
    }
}
