using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.CodeFixes.Syntax;

namespace RefreshRace.CodeFixes.Sharing;

/// <summary>Statements that only take an entry out of a map of tasks: a flight forgets by itself.</summary>
internal static class MapEntryRemoval
{
    /// <summary>
    /// Whether a statement is <c>map.TryRemove(…);</c>, with or without <c>_ =</c>, <c>((ICollection&lt;…>)map).Remove(…);</c>, or one of
    /// these as all that a continuation does.
    /// </summary>
    public static bool IsOne(StatementSyntax statement, string map) =>
        statement is ExpressionStatementSyntax { Expression: var expression }
            && Removes(expression, map)
            && !statement.DescendantNodes().OfType<SingleVariableDesignationSyntax>().Any(IsUsed);

    private static bool Removes(ExpressionSyntax expression, string map) => expression switch
    {
        AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: "_" }, Right: var value } => Removes(value, map),
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "TryRemove"
            or "Remove" } access } => Expressions.IsMember(Expressions.Strip(access.Expression), map),
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ContinueWith" },
            ArgumentList.Arguments: { Count: > 0 } arguments } =>
            arguments[0].Expression is LambdaExpressionSyntax { ExpressionBody: { } body } && Removes(body, map),
        _ => false,
    };

    // out var removed, and removed is looked at afterwards.
    private static bool IsUsed(SingleVariableDesignationSyntax variable) =>
        variable.FirstAncestorOrSelf<MemberDeclarationSyntax>()?.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Any(name => name.Identifier.ValueText == variable.Identifier.ValueText) == true;
}
