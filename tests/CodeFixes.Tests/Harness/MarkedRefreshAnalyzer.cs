using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

#pragma warning disable RS1036, RS1038, RS1041, RS2008 // This never leaves the test assembly.

namespace RefreshRace.CodeFixes.Tests.Harness;

/// <summary>
/// Reports RR0001 on every call of a method named <c>Redeem…</c> that no flight runs, so that a test of a fix says what it fixes by a name and stays independent of how
/// strong the analysis is; with the place of the guard, where a lock stands in the same member, as RR0003 or as the rule that a constant <c>Rule.Id</c> of the compilation names. A flight runs what stands in its delegate, and the members whose names its delegate mentions.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class MarkedRefreshAnalyzer : DiagnosticAnalyzer
{
    private static readonly DiagnosticDescriptor s_rule = new("RR0001", "Race", "Race", "Tests", DiagnosticSeverity.Warning, true);

    private static readonly ImmutableArray<DiagnosticDescriptor> s_locked =
        [.. new[] { "RR0003", "RR0004", "RR0005", "RR0006", "RR0007", "RR0008", "RR0014" }.Select(id => new DiagnosticDescriptor(id, "Lock", "Lock", "Tests", DiagnosticSeverity.Warning, true))];

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [s_rule, .. s_locked];

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
            var rule = context.Compilation.GetTypeByMetadataName("Rule")?.GetMembers("Id").OfType<IFieldSymbol>().Single().ConstantValue as string ?? "RR0003";
            var scope = rule is "RR0006" or "RR0007" or "RR0008" ? call.FirstAncestorOrSelf<TypeDeclarationSyntax>() : (SyntaxNode?)call.FirstAncestorOrSelf<MethodDeclarationSyntax>();
            var guard = scope?.DescendantNodes().FirstOrDefault(rule is "RR0006" or "RR0007" or "RR0008" ? IsSharing : IsLock);
            context.ReportDiagnostic(guard is null
                ? Microsoft.CodeAnalysis.Diagnostic.Create(s_rule, call.GetLocation())
                : Microsoft.CodeAnalysis.Diagnostic.Create(s_locked.Single(known => known.Id == rule), call.GetLocation(), ImmutableDictionary<string, string?>.Empty.Add("Guard", $"{guard.SpanStart}+{guard.Span.Length}")));
        }
    }

    private static bool IsLock(SyntaxNode node) =>
        node is LockStatementSyntax or InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Wait" or "WaitAsync" or "LockAsync" } };

    private static bool IsSharing(SyntaxNode node) => node is AssignmentExpressionSyntax { Right: InvocationExpressionSyntax, Left: IdentifierNameSyntax { Identifier.ValueText: var field } } && field.StartsWith('_');

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
