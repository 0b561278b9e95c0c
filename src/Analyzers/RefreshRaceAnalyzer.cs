using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using RefreshRace.Analyzers.Knowledge;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Options;
using RefreshRace.Analyzers.Pipeline;
using RefreshRace.Analyzers.Rules;
using RefreshRace.Analyzers.Symbols;

namespace RefreshRace.Analyzers;

/// <summary>The one entry. Per compilation: find the refreshes, walk up to who owns their tokens, judge the guards and the failures on the way, report.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class RefreshRaceAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => Descriptors.All;

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterAdditionalFileAction(ReportRows);
        context.RegisterCompilationStartAction(Start);
    }

    // A file's findings are asked for with its semantic model: unlike an action on operations, that has the compiler build nothing which the findings do not need.
    private static void Start(CompilationStartAnalysisContext start)
    {
        var knowledge = Catalogue.With(ProjectKnowledge.Read(start.Options.AdditionalFiles, start.CancellationToken));
        var scope = new AnalysisScope(start.Compilation, new WellKnownTypes(start.Compilation), start.Options.AnalyzerConfigOptionsProvider, knowledge);
        var problems = MalformedOptions.Of(scope.Options, start.Compilation.SyntaxTrees, start.CancellationToken);
        if (problems.Count > 0)
        {
            start.RegisterSyntaxTreeAction(tree => ReportOptions(tree, problems));
        }

        var findings = new CompilationFindings(scope);
        if (!findings.MayExist(start.CancellationToken))
        {
            return;
        }

        if (IsAlwaysTold(start.Compilation))
        {
            start.RegisterSemanticModelAction(file =>
                Report(findings.In(file.SemanticModel.SyntaxTree, file.CancellationToken), file.ReportDiagnostic));
        }
        else
        {
            start.RegisterSyntaxNodeAction(
                file => Report(findings.In(file.Node.SyntaxTree, file.CancellationToken), file.ReportDiagnostic),
                SyntaxKind.CompilationUnit);
        }
    }

    // Where documentation comments are not parsed, the compiler does not look for unused usings when it is asked about one file alone, and
    // it
    // is that look which ends a file and has its action run.
    private static bool IsAlwaysTold(Compilation compilation) =>
        compilation.SyntaxTrees.All(static tree => tree.Options.DocumentationMode != DocumentationMode.None);

    private static void ReportRows(AdditionalFileAnalysisContext context)
    {
        foreach (var problem in ProjectKnowledge.Problems(context.AdditionalFile, context.CancellationToken))
        {
            context.ReportDiagnostic(problem);
        }
    }

    private static void Report(IEnumerable<Diagnostic> found, Action<Diagnostic> report)
    {
        foreach (var diagnostic in found)
        {
            report(diagnostic);
        }
    }

    private static void ReportOptions(SyntaxTreeAnalysisContext context, IReadOnlyDictionary<SyntaxTree, ImmutableArray<MalformedOption>> problems)
    {
        if (!problems.TryGetValue(context.Tree, out var found))
        {
            return;
        }

        var start = Location.Create(context.Tree, new TextSpan(0, 0));
        foreach (var problem in found)
        {
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.RR0100_MalformedOption, start, problem.Key, problem.Value, problem.Expected));
        }
    }
}
