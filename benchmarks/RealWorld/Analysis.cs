using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using RefreshRace.Analyzers;

namespace RefreshRace.RealWorld;

/// <summary>What RefreshRace says about a compilation, in the order of files and lines.</summary>
/// <param name="Findings">The findings that lie in source.</param>
/// <param name="Crashes">What the analyzer threw; must be empty.</param>
internal sealed record Analysis(ImmutableArray<Diagnostic> Findings, ImmutableArray<string> Crashes)
{
    private static readonly ImmutableArray<DiagnosticAnalyzer> Analyzers = [new RefreshRaceAnalyzer()];

    public static async Task<Analysis> RunAsync(Compilation compilation)
    {
        var crashes = new List<string>();
        var options = new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([]),
            (error, _, _) =>
            {
                lock (crashes)
                {
                    crashes.Add(error.ToString().ReplaceLineEndings(" | "));
                }
            },
            concurrentAnalysis: true,
            logAnalyzerExecutionTime: false);
        var diagnostics = await compilation.WithAnalyzers(Analyzers, options).GetAnalyzerDiagnosticsAsync();
        var findings = diagnostics
            .Where(diagnostic => diagnostic.Location.IsInSource && diagnostic.Id.StartsWith("RR", StringComparison.Ordinal))
            .OrderBy(diagnostic => diagnostic.Location.SourceTree!.FilePath, StringComparer.Ordinal)
            .ThenBy(diagnostic => diagnostic.Location.SourceSpan.Start)
            .ThenBy(diagnostic => diagnostic.Id, StringComparer.Ordinal);
        return new Analysis([.. findings], [.. crashes]);
    }
}
