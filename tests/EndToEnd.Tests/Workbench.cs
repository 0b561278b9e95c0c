using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;
using RefreshRace.Analyzers;

namespace RefreshRace.EndToEnd.Tests;

/// <summary>What an editor does: open the source, show what the analyzer finds, apply a fix. The fixed source is what the next step works on.</summary>
internal sealed class Workbench
{
    private Workbench(Document document) => Document = document;

    public Document Document { get; private set; }

    public static Workbench Open(string source)
    {
        var workspace = new AdhocWorkspace();
        var project = workspace.AddProject("Application", LanguageNames.CSharp)
            .WithCompilationOptions(Application.Options)
            .WithParseOptions(CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Latest))
            .WithMetadataReferences(Application.References);
        return new Workbench(project.AddDocument("OrdersClient.cs", source));
    }

    public async Task<IReadOnlyList<Diagnostic>> FindingsAsync()
    {
        var compilation = (await Document.Project.GetCompilationAsync())!;
        var findings = await compilation.WithAnalyzers([new RefreshRaceAnalyzer()], options: (AnalyzerOptions?)null).GetAnalyzerDiagnosticsAsync();
        return [.. findings.OrderBy(finding => finding.Location.SourceSpan)];
    }

    /// <summary>Applies the offer of that key to the one finding of the rule.</summary>
    public async Task FixAsync(string rule, CodeFixProvider fix, string equivalenceKey)
    {
        var finding = Assert.Single(await FindingsAsync(), finding => finding.Id == rule);
        Document = await ApplyAsync(finding, fix, equivalenceKey);
    }

    private async Task<Document> ApplyAsync(Diagnostic finding, CodeFixProvider fix, string equivalenceKey)
    {
        var offers = new List<CodeAction>();
        await fix.RegisterCodeFixesAsync(new CodeFixContext(Document, finding, (offer, _) => offers.Add(offer), CancellationToken.None));
        var action = Assert.Single(offers, offer => offer.EquivalenceKey == equivalenceKey);
        var change = Assert.Single((await action.GetOperationsAsync(CancellationToken.None)).OfType<ApplyChangesOperation>());
        return change.ChangedSolution.GetDocument(Document.Id)!;
    }
}
