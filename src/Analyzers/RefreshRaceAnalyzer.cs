using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using RefreshRace.Analyzers.Knowledge;
using RefreshRace.Analyzers.Flow;
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
        context.RegisterCompilationStartAction(start =>
        {
            var knowledge = Catalogue.With(ProjectKnowledge.Read(start.Options.AdditionalFiles, start.CancellationToken));
            var scope = new AnalysisScope(start.Compilation, new WellKnownTypes(start.Compilation), start.Options.AnalyzerConfigOptionsProvider, knowledge);
            var findings = new CompilationFindings(scope);
            start.RegisterOperationBlockAction(block => Report(block, findings));
            start.RegisterSyntaxTreeAction(tree => ReportOptions(tree, scope));
        });
    }

    // Each block reports what lies in it, so that an editor shows it while the file is open and no diagnostic waits for the end of the compilation.
    private static void Report(OperationBlockAnalysisContext context, CompilationFindings findings)
    {
        foreach (var block in context.OperationBlocks)
        {
            foreach (var diagnostic in findings.In(block.Syntax.SyntaxTree, block.Syntax.Span, context.CancellationToken))
            {
                context.ReportDiagnostic(diagnostic);
            }
        }
    }

    private static void ReportRows(AdditionalFileAnalysisContext context)
    {
        foreach (var problem in ProjectKnowledge.Problems(context.AdditionalFile, context.CancellationToken))
        {
            context.ReportDiagnostic(problem);
        }
    }

    // A section of a config file applies to many trees; the first of them speaks for all.
    private static void ReportOptions(SyntaxTreeAnalysisContext context, AnalysisScope scope)
    {
        foreach (var problem in scope.Options.Malformed(context.Tree))
        {
            if (scope.Compilation.SyntaxTrees.First(tree => scope.Options.Malformed(tree).Contains(problem)) == context.Tree)
            {
                var start = Location.Create(context.Tree, new TextSpan(0, 0));
                context.ReportDiagnostic(Diagnostic.Create(Descriptors.RR0100_MalformedOption, start, problem.Key, problem.Value, problem.Expected));
            }
        }
    }
}
