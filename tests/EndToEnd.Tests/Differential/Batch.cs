using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using RefreshRace.Analyzers;

namespace RefreshRace.EndToEnd.Tests.Differential;

/// <summary>Many members in one file, which is fixed as a whole, and compiled before and after.</summary>
internal sealed class Batch
{
    private const string Usings = """
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Threading;
        using System.Threading.Tasks;
        using RefreshRace.EndToEnd.Tests.Differential;


        """;

    private static readonly MetadataReference[] s_references =
        [.. Application.References, MetadataReference.CreateFromFile(typeof(World).Assembly.Location)];

    private readonly Member[] _members;
    private readonly Document _original;

    private Batch(Member[] members, Document original) => (_members, _original) = (members, original);

    /// <summary>The members that compile.</summary>
    public static async Task<Batch> OfAsync(IEnumerable<Member> members)
    {
        var all = members.ToArray();
        var document = Open(Text(all));
        var broken = await BrokenAsync(document);
        var good = all.Where((_, index) => !broken.Contains(index)).ToArray();
        return new Batch(good, Open(Text(good)));
    }

    public int Count => _members.Length;

    public string KindOf(int index) => _members[index].Kind;

    public string TextOf(Document document, int index) =>
        document.GetSyntaxRootAsync().Result!.DescendantNodes().OfType<ClassDeclarationSyntax>().Single(type => type.Identifier.ValueText == "Subject" + index).ToFullString();

    public Document Original => _original;

    /// <summary>Whether the analyzer finds a race in a member.</summary>
    public bool IsReported(int index, ImmutableArray<Diagnostic> findings)
    {
        var type = _original.GetSyntaxRootAsync().Result!.DescendantNodes().OfType<ClassDeclarationSyntax>().Single(type => type.Identifier.ValueText == "Subject" + index);
        return findings.Any(finding => type.Span.Contains(finding.Location.SourceSpan) && finding.Id is "RR0001" or "RR0101");
    }

    /// <summary>The file with every first offer of a fix taken.</summary>
    public async Task<Document> FixAsync(ImmutableArray<Diagnostic> diagnostics, CodeFixProvider fix, string key)
    {
        var context = new FixAllContext(_original, fix, FixAllScope.Document, key, fix.FixableDiagnosticIds, new Known(diagnostics), CancellationToken.None);
        var action = (await fix.GetFixAllProvider()!.GetFixAsync(context))!;
        var change = (await action.GetOperationsAsync(CancellationToken.None)).OfType<ApplyChangesOperation>().Single();
        return change.ChangedSolution.GetDocument(_original.Id)!;
    }

    public static async Task<Assembly> LoadAsync(Document document)
    {
        var compilation = (await document.Project.GetCompilationAsync())!;
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        var errors = result.Diagnostics.Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning).ToList();
        Assert.True(result.Success && errors.Count == 0, string.Join('\n', errors.Take(5)) + "\n" + await document.GetTextAsync());
        return Assembly.Load(image.ToArray());
    }

    /// <summary>What the analyzer finds in a file.</summary>
    public static async Task<ImmutableArray<Diagnostic>> AnalyzeAsync(Document document)
    {
        var compilation = (await document.Project.GetCompilationAsync())!;
        return await compilation.WithAnalyzers([new RefreshRaceAnalyzer()], options: (AnalyzerOptions?)null).GetAnalyzerDiagnosticsAsync();
    }

    private static string Text(Member[] members) =>
        Usings + string.Join('\n', members.Select((member, index) => member.Class.Replace("#", index.ToString(), StringComparison.Ordinal)));

    private static Document Open(string source) => new AdhocWorkspace().AddProject("Members", LanguageNames.CSharp)
        .WithCompilationOptions(Application.Options)
        .WithParseOptions(CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Latest))
        .WithMetadataReferences(s_references)
        .AddDocument("Members.cs", source, filePath: "/Members.cs");

    private static async Task<HashSet<int>> BrokenAsync(Document document)
    {
        var root = (await document.GetSyntaxRootAsync())!;
        var compilation = (await document.Project.GetCompilationAsync())!;
        return [.. compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)
            .Select(diagnostic => root.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<ClassDeclarationSyntax>()?.Identifier.ValueText)
            .OfType<string>()
            .Select(name => int.Parse(name["Subject".Length..]))];
    }

    private sealed class Known(ImmutableArray<Diagnostic> diagnostics) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);

        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>(diagnostics);

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>([]);
    }
}
