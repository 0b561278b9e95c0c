using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

#pragma warning disable RS1036, RS1038, RS1041, RS2008 // This never leaves the test assembly.

namespace RefreshRace.CodeFixes.Tests.Harness;

/// <summary>
/// Reports RR0001 on every call of a method named <c>Redeem…</c> that no flight runs, so that a test of a fix says what it fixes by a name and stays independent of how
/// strong the analysis is; as RR0003, with the place of the guard, where a lock stands in the same member. A flight runs what stands in its delegate, and the members whose names its delegate mentions.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class MarkedRefreshAnalyzer : DiagnosticAnalyzer
{
    private static readonly DiagnosticDescriptor s_rule = new("RR0001", "Race", "Race", "Tests", DiagnosticSeverity.Warning, true);

    private static readonly DiagnosticDescriptor s_locked = new("RR0003", "Lock", "Lock", "Tests", DiagnosticSeverity.Warning, true);

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [s_rule, s_locked];

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterSyntaxNodeAction(Report, SyntaxKind.InvocationExpression);
    }

    private static void Report(SyntaxNodeAnalysisContext context)
    {
        var call = (InvocationExpressionSyntax)context.Node;
        if (Name(call.Expression)?.StartsWith("Redeem", StringComparison.Ordinal) != true || call.Ancestors().Any(IsFlight))
        {
            return;
        }

        var root = call.SyntaxTree.GetRoot(context.CancellationToken);
        var around = call.Ancestors().Select(at => at switch
        {
            MethodDeclarationSyntax method => method.Identifier.ValueText,
            LocalFunctionStatementSyntax local => local.Identifier.ValueText,
            _ => null,
        });
        var flown = root.DescendantNodes().Where(IsFlight).SelectMany(flight => flight.DescendantNodes().OfType<SimpleNameSyntax>()).Select(name => name.Identifier.ValueText).ToHashSet();
        if (!around.Any(name => name is not null && flown.Contains(name)))
        {
            var guard = call.FirstAncestorOrSelf<MethodDeclarationSyntax>()?.DescendantNodes().FirstOrDefault(IsLock);
            context.ReportDiagnostic(guard is null
                ? Microsoft.CodeAnalysis.Diagnostic.Create(s_rule, call.GetLocation())
                : Microsoft.CodeAnalysis.Diagnostic.Create(s_locked, call.GetLocation(), ImmutableDictionary<string, string?>.Empty.Add("Guard", $"{guard.SpanStart}+{guard.Span.Length}")));
        }
    }

    private static bool IsLock(SyntaxNode node) =>
        node is LockStatementSyntax or InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Wait" or "WaitAsync" or "LockAsync" } };

    private static bool IsFlight(SyntaxNode node) =>
        node is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Run" or "RunAsync", Expression: IdentifierNameSyntax { Identifier.ValueText: var field } } }
        && field.Contains("Flight", StringComparison.Ordinal);

    private static string? Name(ExpressionSyntax called) => called switch
    {
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        MemberBindingExpressionSyntax binding => binding.Name.Identifier.ValueText,
        SimpleNameSyntax name => name.Identifier.ValueText,
        _ => null,
    };
}
