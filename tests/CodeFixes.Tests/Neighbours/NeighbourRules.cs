using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace RefreshRace.CodeFixes.Tests.Neighbours;

/// <summary>The analyzers that live beside ours in many projects, read from their packages: Meziantou's, Visual Studio's for threading, and those of the SDK.</summary>
internal static class NeighbourRules
{
    // Off unless a project asks for them, which those do that care about tasks, cancellation, disposal and errors.
    private static readonly ImmutableHashSet<string> s_alsoOn =
        ["CA1031", "CA1849", "CA2000", "CA2007", "CA2008", "CA2025", "CA2213", "MA0045", "MA0080", "MA0137", "MA0138", "MA0155"];

    // An application that never configures its awaits has these off.
    private static readonly ImmutableHashSet<string> s_ofLibraries = ["CA2007", "MA0004", "VSTHRD111"];

    // A sample is one file with all its types, and internal ones are used by nobody. What MA0038 says, CA1822 says.
    private static readonly ImmutableHashSet<string> s_ofSamples = ["MA0038", "MA0048", "MA0182"];

    private static readonly Lazy<ImmutableArray<DiagnosticAnalyzer>> s_analyzers = new(() => [.. Load().Where(analyzer => analyzer.SupportedDiagnostics.Any(IsOn))]);

    /// <summary>What they say of the document, whatever severity they give it by themselves.</summary>
    /// <param name="isLibrary">Whether the project configures its awaits.</param>
    public static async Task<ImmutableArray<Finding>> FindAsync(Document document, bool isLibrary)
    {
        var rules = s_analyzers.Value.SelectMany(analyzer => analyzer.SupportedDiagnostics).DistinctBy(rule => rule.Id);
        var severities = rules.ToDictionary(rule => rule.Id, rule => IsOn(rule) && (isLibrary || !s_ofLibraries.Contains(rule.Id)) ? ReportDiagnostic.Warn : ReportDiagnostic.Suppress);
        var compilation = await document.Project.WithCompilationOptions(document.Project.CompilationOptions!.WithSpecificDiagnosticOptions(severities)).GetCompilationAsync();
        var options = new CompilationWithAnalyzersOptions(document.Project.AnalyzerOptions, (crash, _, _) => throw crash, concurrentAnalysis: true, logAnalyzerExecutionTime: false);
        var found = await compilation!.WithAnalyzers(s_analyzers.Value, options).GetAnalyzerDiagnosticsAsync();
        var root = (await document.GetSyntaxRootAsync())!;
        return
        [
            .. found.Where(at => at.Location.SourceTree?.FilePath == document.FilePath)
                .Select(at => new Finding(at.Id, MemberAt(root, at.Location.SourceSpan.Start), at.ToString())),
        ];
    }

    /// <summary>The names of a document's methods, local functions, properties, fields and types.</summary>
    public static async Task<ImmutableHashSet<string>> MembersAsync(Document document) =>
        [.. (await document.GetSyntaxRootAsync())!.DescendantNodes().Select(NameOf).OfType<string>()];

    private static bool IsOn(DiagnosticDescriptor rule) =>
        rule.Category is not ("Documentation" or "Interoperability" or "Naming" or "Security") && (rule.IsEnabledByDefault || s_alsoOn.Contains(rule.Id)) && !s_ofSamples.Contains(rule.Id);

    private static string MemberAt(SyntaxNode root, int position) =>
        root.FindToken(position).Parent!.AncestorsAndSelf().Select(NameOf).FirstOrDefault(name => name is not null) ?? "";

    private static string? NameOf(SyntaxNode node) => node switch
    {
        MethodDeclarationSyntax method => method.Identifier.ValueText,
        LocalFunctionStatementSyntax local => local.Identifier.ValueText,
        PropertyDeclarationSyntax property => property.Identifier.ValueText,
        VariableDeclaratorSyntax { Parent.Parent: FieldDeclarationSyntax } field => field.Identifier.ValueText,
        BaseTypeDeclarationSyntax type => type.Identifier.ValueText,
        _ => null,
    };

    private static IEnumerable<DiagnosticAnalyzer> Load() =>
        from file in typeof(NeighbourRules).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        where file.Key == "Neighbour"
        from type in Assembly.LoadFrom(file.Value!).GetTypes()
        where !type.IsAbstract && type.GetCustomAttribute<DiagnosticAnalyzerAttribute>()?.Languages.Contains(LanguageNames.CSharp) == true
        select (DiagnosticAnalyzer)Activator.CreateInstance(type)!;
}

/// <param name="Member">The innermost member or type around it.</param>
/// <param name="Text">With its place.</param>
internal sealed record Finding(string Id, string Member, string Text);
