using System.Collections.Immutable;
using System.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace RefreshRace.AnalyzerBenchmarks.Measuring;

/// <summary>Runs analyzers over compilations that nobody has bound before.</summary>
internal static class Measure
{
    /// <summary>The compiler alone: all diagnostics, which has it bind every member.</summary>
    public static Sample Binding(Compilation compilation) => Take(() => (compilation.GetDiagnostics().Length, 0.0));

    /// <summary>A build: every analyzer of the set over every file.</summary>
    public static Sample Analysis(Compilation compilation, AnalyzerSet set, AnalyzerOptions options)
    {
        var driver = Driver(compilation, set, options);
        return Take(() =>
        {
            var result = driver.GetAnalysisResultAsync(CancellationToken.None).GetAwaiter().GetResult();
            return (result.GetAllDiagnostics().Length, result.AnalyzerTelemetryInfo.Values.Sum(info => info.ExecutionTime.TotalMilliseconds));
        });
    }

    /// <summary>An editor: the analyzers of the set over one file that has just been edited.</summary>
    public static Sample File(Compilation compilation, SyntaxTree tree, AnalyzerSet set, AnalyzerOptions options)
    {
        var driver = Driver(compilation, set, options);
        return Take(() =>
        {
            var syntax = driver.GetAnalyzerSyntaxDiagnosticsAsync(tree, CancellationToken.None).GetAwaiter().GetResult();
            var semantic = driver.GetAnalyzerSemanticDiagnosticsAsync(driver.Compilation.GetSemanticModel(tree), null, CancellationToken.None).GetAwaiter().GetResult();
            return (syntax.Length + semantic.Length, 0.0);
        });
    }

    /// <summary>What a set finds; no sample is taken.</summary>
    public static ImmutableArray<Diagnostic> Findings(Compilation compilation, AnalyzerSet set, AnalyzerOptions options) =>
        Driver(compilation, set, options).GetAnalyzerDiagnosticsAsync(CancellationToken.None).GetAwaiter().GetResult();

    private static CompilationWithAnalyzers Driver(Compilation compilation, AnalyzerSet set, AnalyzerOptions options) => new(
        compilation,
        set.Analyzers,
        new CompilationWithAnalyzersOptions(options, (error, analyzer, _) => Console.Error.WriteLine($"{analyzer}: {error.Message}"), concurrentAnalysis: true, logAnalyzerExecutionTime: true));

    private static Sample Take(Func<(int Found, double Own)> run)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var process = Process.GetCurrentProcess();
        var (allocated, cpu, clock) = (GC.GetTotalAllocatedBytes(precise: true), process.TotalProcessorTime, Stopwatch.StartNew());
        var (found, own) = run();
        var wall = clock.Elapsed.TotalMilliseconds;
        process.Refresh();
        return new Sample(wall, (process.TotalProcessorTime - cpu).TotalMilliseconds, own, (GC.GetTotalAllocatedBytes(precise: true) - allocated) / 1e6, found);
    }
}
