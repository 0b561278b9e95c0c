using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using RefreshRace.Verification;

namespace RefreshRace.CodeFixes.Tests.Harness;

/// <summary>Offers and applies fixes to sources whose fixed form a test does not spell out, and compiles what comes out.</summary>
internal sealed class FixRunner(CodeFixProvider provider, DiagnosticAnalyzer analyzer, LanguageVersion version = LanguageVersion.Latest, OutputKind output = OutputKind.DynamicallyLinkedLibrary)
{
    public static FixRunner ForMarked(LanguageVersion version = LanguageVersion.Latest, OutputKind output = OutputKind.DynamicallyLinkedLibrary) =>
        new(new SingleFlightFix(), new MarkedRefreshAnalyzer(), version, output);

    public Document NewDocument(string source, bool nullable = true)
    {
        var workspace = new AdhocWorkspace();
        var project = workspace.AddProject("Test", LanguageNames.CSharp)
            .WithParseOptions(new CSharpParseOptions(version))
            .WithCompilationOptions(new CSharpCompilationOptions(output, nullableContextOptions: nullable && version >= LanguageVersion.CSharp8 ? NullableContextOptions.Enable : NullableContextOptions.Disable))
            .AddMetadataReferences(Framework.NetCore)
            .AddMetadataReference(Framework.Runtime);
        project = project.AddDocument("Sdk.cs", (version >= LanguageVersion.CSharp8 ? "#nullable disable\n" : "") + Sdk.Source).Project;
        return project.AddDocument("Source.cs", source);
    }

    public async Task<ImmutableArray<Microsoft.CodeAnalysis.Diagnostic>> AnalyzeAsync(Document document)
    {
        var compilation = (await document.Project.GetCompilationAsync())!;
        var all = await compilation.WithAnalyzers([analyzer]).GetAnalyzerDiagnosticsAsync();
        return [.. all.OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start)];
    }

    /// <summary>Errors, and the warnings that a careful project has on: a fix must bring none.</summary>
    public static async Task<ImmutableArray<string>> CompileAsync(Document document)
    {
        var compilation = (await document.Project.GetCompilationAsync())!;
        return [.. compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning).Select(diagnostic => diagnostic.ToString())];
    }

    public async Task<ImmutableArray<CodeAction>> OffersAsync(Document document, Microsoft.CodeAnalysis.Diagnostic diagnostic)
    {
        var actions = ImmutableArray.CreateBuilder<CodeAction>();
        await provider.RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (action, _) => actions.Add(action), default));
        return actions.ToImmutable();
    }

    public static async Task<Document> ApplyAsync(Document document, CodeAction action)
    {
        var operations = await action.GetOperationsAsync(default);
        return operations.OfType<ApplyChangesOperation>().Single().ChangedSolution.GetDocument(document.Id)!;
    }
}
