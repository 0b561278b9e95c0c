using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

#pragma warning disable RS1036, RS1038, RS1041, RS2008 // This never leaves the test assembly.

namespace RefreshRace.CodeFixes.Tests.Rethrow;

/// <summary>Reports RR0002, where the real rule reports it, on the head of every catch without a throw, and of every branch on an unsuccessful answer that returns.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class MarkedSwallowAnalyzer : DiagnosticAnalyzer
{
    private static readonly DiagnosticDescriptor s_rule = new("RR0002", "Swallow", "Swallow", "Tests", DiagnosticSeverity.Warning, true);

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [s_rule];

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterSyntaxNodeAction(
            at =>
            {
                var clause = (CatchClauseSyntax)at.Node;
                if (!clause.Block.DescendantNodes().Any(node => node is ThrowStatementSyntax))
                {
                    Report(at, clause.SpanStart, (clause.Filter ?? (SyntaxNode?)clause.Declaration)?.Span.End ?? clause.CatchKeyword.Span.End);
                }
            },
            SyntaxKind.CatchClause);
        context.RegisterSyntaxNodeAction(
            at =>
            {
                var branch = (IfStatementSyntax)at.Node;
                var text = branch.Condition.ToString();
                if ((text.Contains("IsSuccess", StringComparison.Ordinal) || text.Contains("IsError", StringComparison.Ordinal)) && branch.Parent!.DescendantNodes().OfType<ReturnStatementSyntax>().Any(found => found.Expression.IsKind(SyntaxKind.NullLiteralExpression)))
                {
                    Report(at, branch.SpanStart, branch.CloseParenToken.Span.End);
                }
            },
            SyntaxKind.IfStatement);
        context.RegisterSyntaxNodeAction(
            at =>
            {
                var choice = (ConditionalExpressionSyntax)at.Node;
                if (choice.Condition.ToString().Contains("IsSuccess", StringComparison.Ordinal) && choice.WhenFalse.IsKind(SyntaxKind.NullLiteralExpression))
                {
                    Report(at, choice.SpanStart, choice.Span.End);
                }
            },
            SyntaxKind.ConditionalExpression);
    }

    private static void Report(SyntaxNodeAnalysisContext context, int start, int end)
    {
        var condition = context.Node switch
        {
            IfStatementSyntax branch => branch.Condition,
            ConditionalExpressionSyntax choice => choice.Condition,
            _ => null,
        };
        var facts = condition is null
            ? ImmutableDictionary<string, string?>.Empty
            : ImmutableDictionary<string, string?>.Empty.Add("HoldsOnFailure", condition is PrefixUnaryExpressionSyntax || condition.ToString().Contains("IsError", StringComparison.Ordinal) ? "true" : "false");
        context.ReportDiagnostic(Microsoft.CodeAnalysis.Diagnostic.Create(s_rule, Location.Create(context.Node.SyntaxTree, TextSpan.FromBounds(start, end)), facts));
    }
}
