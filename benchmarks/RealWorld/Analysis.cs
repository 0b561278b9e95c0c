using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using RefreshRace.Analyzers;

namespace RefreshRace.RealWorld;

/// <summary>What RefreshRace says about a compilation, or about a file of it, in the order of files and lines.</summary>
internal sealed class Analysis
{
    private static readonly ImmutableArray<DiagnosticAnalyzer> Analyzers = [new RefreshRaceAnalyzer()];

    private readonly HashSet<string> _crashes = [];
    private readonly CompilationWithAnalyzers _analyzed;

    public Analysis(Compilation compilation) => _analyzed = compilation.WithAnalyzers(
        Analyzers,
        new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([]),
            (error, _, _) =>
            {
                lock (_crashes)
                {
                    _crashes.Add(error.ToString().ReplaceLineEndings(" | "));
                }
            },
            concurrentAnalysis: true,
            logAnalyzerExecutionTime: false));

    /// <summary>Gets what the analyzer threw so far; must be empty.</summary>
    public IReadOnlyCollection<string> Crashes => _crashes;

    public async Task<List<Diagnostic>> AllAsync() => InOrder(await _analyzed.GetAnalyzerDiagnosticsAsync());

    public async Task<List<Diagnostic>> InAsync(SyntaxTree tree) =>
        InOrder(await _analyzed.GetAnalyzerSemanticDiagnosticsAsync(_analyzed.Compilation.GetSemanticModel(tree), filterSpan: null, CancellationToken.None));

    private static List<Diagnostic> InOrder(IEnumerable<Diagnostic> diagnostics) =>
    [
        .. diagnostics
            .Where(diagnostic => diagnostic.Location.IsInSource && diagnostic.Id.StartsWith("RR", StringComparison.Ordinal))
            .OrderBy(diagnostic => diagnostic.Location.SourceTree!.FilePath, StringComparer.Ordinal)
            .ThenBy(diagnostic => diagnostic.Location.SourceSpan.Start)
            .ThenBy(diagnostic => diagnostic.Id, StringComparer.Ordinal),
    ];
}
