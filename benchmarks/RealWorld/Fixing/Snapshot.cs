using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Pipeline;
using RefreshRace.Analyzers.Symbols;
using RefreshRace.RealWorld.Labels;

namespace RefreshRace.RealWorld.Fixing;

/// <summary>
/// A project in one state: all its findings, and the compile errors of those files that are asked for. The analyzer is asked without the compiler's driver around it: that one binds every
/// method of the project before it asks, for each of some hundred fixes, and it runs the analyzer anew for each file.
/// </summary>
internal sealed class Snapshot
{
    private static readonly string[] GeneratedEndings = [".g.cs", ".g.i.cs", ".generated.cs", ".designer.cs"];

    private readonly Dictionary<DocumentId, HashSet<string>> _errors = [];

    private Snapshot(Project project, Compilation compilation)
    {
        (Project, Compilation) = (project, compilation);
        try
        {
            var scope = new AnalysisScope(compilation, new WellKnownTypes(compilation), new AnalyzerOptions([]).AnalyzerConfigOptionsProvider);
            var findings = new CompilationFindings(scope);
            Findings = !findings.MayExist(CancellationToken.None) ? [] :
            [
                .. compilation.SyntaxTrees
                    .Where(tree => !GeneratedEndings.Any(ending => tree.FilePath.EndsWith(ending, StringComparison.OrdinalIgnoreCase)))
                    .SelectMany(tree => findings.In(tree, CancellationToken.None))
                    .OrderBy(finding => finding.Location.SourceTree!.FilePath, StringComparer.Ordinal)
                    .ThenBy(finding => finding.Location.SourceSpan.Start)
                    .ThenBy(finding => finding.Id, StringComparer.Ordinal),
            ];
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            Crash = $"{error.GetType().Name}: {error.Message} {error.StackTrace?.Split('\n').FirstOrDefault()?.Trim()}";
            Findings = [];
        }
    }

    public Project Project { get; }

    public Compilation Compilation { get; }

    /// <summary>Gets what the analyzer says about the project, in the order of files and lines.</summary>
    public IReadOnlyList<Diagnostic> Findings { get; }

    /// <summary>Gets what the analyzer threw; null where it did not.</summary>
    public string? Crash { get; }

    public static async Task<Snapshot> TakeAsync(Project project) => new(project, (await project.GetCompilationAsync())!);

    /// <summary>A finding's rule, file and underlined code: what stays the same when the code moves, also into another member.</summary>
    public static string KeyOf(Diagnostic finding)
    {
        var tree = finding.Location.SourceTree!;
        var code = tree.GetText().ToString(finding.Location.SourceSpan);
        return $"{finding.Id} {tree.FilePath} {string.Join(' ', code.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))}";
    }

    /// <summary>A finding's rule, member and file, for a reader.</summary>
    public static string Describe(Diagnostic finding)
    {
        var tree = finding.Location.SourceTree!;
        return $"{finding.Id} in {MemberScope.At(tree, finding.Location.SourceSpan.Start).Signature} of {tree.FilePath}";
    }

    /// <summary>What tells whether a finding is gone: for a swallow, which is an edited clause and not a call, its rule and member; for the others what <see cref="KeyOf"/> says.</summary>
    public static string PlaceOf(Diagnostic finding) => finding.Id == "RR0002" ? Describe(finding) : KeyOf(finding);

    /// <summary>By id and message, wherever they are: a best-effort compilation has errors of its own, and a fix moves them about.</summary>
    public async Task<HashSet<string>> ErrorsInAsync(IEnumerable<DocumentId> documents)
    {
        var all = new HashSet<string>();
        foreach (var id in documents)
        {
            if (!_errors.TryGetValue(id, out var known))
            {
                var model = Compilation.GetSemanticModel((await Project.GetDocument(id)!.GetSyntaxTreeAsync())!);
                _errors[id] = known = [.. model.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(Text)];
            }

            all.UnionWith(known);
        }

        return all;
    }

    // A name of a missing package stays unresolved, whichever of the compiler's words for that an added using brings about.
    private static string Text(Diagnostic error) => error.Id is "CS0103" or "CS0122" or "CS0246" && error.GetMessage().Split('\'') is { Length: > 2 } parts
        ? $"CS0103 '{parts[1]}' does not resolve"
        : $"{error.Id} {error.GetMessage()}";
}
