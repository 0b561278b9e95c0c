using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using RefreshRace.Verification;

namespace RefreshRace.CodeFixes.Tests.Harness;

/// <summary>Offers and applies fixes to sources whose fixed form a test does not spell out, and compiles what comes out.</summary>
internal sealed class FixRunner(CodeFixProvider provider, DiagnosticAnalyzer analyzer, LanguageVersion version = LanguageVersion.Latest, OutputKind output = OutputKind.DynamicallyLinkedLibrary)
{
    public static FixRunner ForMarked(LanguageVersion version = LanguageVersion.Latest, OutputKind output = OutputKind.DynamicallyLinkedLibrary) =>
        new(new SingleFlightFix(), new MarkedRefreshAnalyzer(), version, output);

    /// <summary>Lines of a global analyzer config, e.g. <c>refreshrace.refresh_methods = Client.Spin</c>.</summary>
    public string? Config { get; init; }

    public Document NewDocument(string source, bool nullable = true)
    {
        var workspace = new AdhocWorkspace();
        var project = workspace.AddProject("Test", LanguageNames.CSharp)
            .WithParseOptions(new CSharpParseOptions(version))
            .WithCompilationOptions(new CSharpCompilationOptions(output, nullableContextOptions: nullable && version >= LanguageVersion.CSharp8 ? NullableContextOptions.Enable : NullableContextOptions.Disable))
            .AddMetadataReferences(Framework.NetCore)
            .AddMetadataReference(Framework.Runtime);
        project = project.AddDocument("Sdk.cs", (version >= LanguageVersion.CSharp8 ? "#nullable disable\n" : "") + Sdk.Source).Project;
        if (Config is not null)
        {
            project = project.AddAnalyzerConfigDocument(".globalconfig", SourceText.From("is_global = true\n" + Config), filePath: "/.globalconfig").Project;
        }

        return project.AddDocument("Source.cs", source, filePath: "/Source.cs");
    }

    public async Task<ImmutableArray<Microsoft.CodeAnalysis.Diagnostic>> AnalyzeAsync(Document document)
    {
        var compilation = (await document.Project.GetCompilationAsync())!;
        var all = await compilation.WithAnalyzers([analyzer], document.Project.AnalyzerOptions).GetAnalyzerDiagnosticsAsync();
        return [.. all.OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start)];
    }

    /// <summary>Errors, and the warnings that a careful project has on: a fix must bring none.</summary>
    public static async Task<ImmutableArray<string>> CompileAsync(Document document)
    {
        var compilation = (await document.Project.GetCompilationAsync())!;
        return [.. compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning).Select(diagnostic => diagnostic.ToString())];
    }

    /// <summary>What the fix offers for a diagnostic; nothing where it is not its to fix.</summary>
    public async Task<ImmutableArray<CodeAction>> OffersAsync(Document document, Microsoft.CodeAnalysis.Diagnostic diagnostic)
    {
        var actions = ImmutableArray.CreateBuilder<CodeAction>();
        if (!provider.FixableDiagnosticIds.Contains(diagnostic.Id))
        {
            return [];
        }

        await provider.RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (action, _) => actions.Add(action), default));
        return actions.ToImmutable();
    }

    public static async Task<Document> ApplyAsync(Document document, CodeAction action)
    {
        var operations = await action.GetOperationsAsync(default);
        return operations.OfType<ApplyChangesOperation>().Single().ChangedSolution.GetDocument(document.Id)!;
    }
}
