using System.Diagnostics.CodeAnalysis;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Verification;

namespace RefreshRace.Analyzers.Tests.Pipeline;

/// <summary>Runs the analyzer over files and counts what it did, which is the same on every machine.</summary>
internal static class Work
{
    private static readonly CSharpParseOptions s_parse = new(LanguageVersion.Latest, DocumentationMode.Parse);

    public static CSharpCompilation Compile(IEnumerable<(string Path, string Text)> files) => CSharpCompilation.Create(
        "Counted",
        files.Select(file => CSharpSyntaxTree.ParseText(file.Text, s_parse, file.Path)),
        Framework.NetCore,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, concurrentBuild: false));

    /// <summary>A build: every file is asked for.</summary>
    public static (WorkCounter Counter, int Findings) OfBuild(Compilation compilation, (string Key, string Value)? option = null)
    {
        var findings = 0;
        var counter = WorkCounter.Of(() => findings = Driver(compilation, option).GetAnalyzerDiagnosticsAsync().GetAwaiter().GetResult().Length);
        return (counter, findings);
    }

    /// <summary>An editor: one file is asked for.</summary>
    public static (WorkCounter Counter, int Findings) OfFile(Compilation compilation, SyntaxTree tree)
    {
        var findings = 0;
        var counter = WorkCounter.Of(() =>
        {
            var driver = Driver(compilation, null);
            findings = driver.GetAnalyzerSemanticDiagnosticsAsync(driver.Compilation.GetSemanticModel(tree), null, default).GetAwaiter().GetResult().Length;
        });
        return (counter, findings);
    }

    private static CompilationWithAnalyzers Driver(Compilation compilation, (string Key, string Value)? option) => compilation.WithAnalyzers(
        [new RefreshRaceAnalyzer()],
        new CompilationWithAnalyzersOptions(new AnalyzerOptions([], new Options(option)), (error, _, _) => throw error, concurrentAnalysis: false, logAnalyzerExecutionTime: false));

    private sealed class Options((string Key, string Value)? option) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Values(option);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;

        private sealed class Values((string Key, string Value)? option) : AnalyzerConfigOptions
        {
            public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value)
            {
                WorkCounter.Add(WorkKind.OptionsRead);
                value = option?.Key == key ? option.Value.Value : null;
                return value is not null;
            }
        }
    }
}
