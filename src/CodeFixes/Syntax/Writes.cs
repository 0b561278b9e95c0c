using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RefreshRace.CodeFixes.Syntax;

/// <summary>What code gives another value: by an assignment, also of several at once, by reference, or by counting.</summary>
internal static class Writes
{
    /// <summary>
    /// Whether code writes an expression, or something that it starts from: <c>session</c> or <c>session.Tokens</c> for
    /// <c>session.Tokens.RefreshToken</c>.
    /// </summary>
    public static bool Changes(IEnumerable<SyntaxNode> code, ExpressionSyntax expression)
    {
        var text = Plain(expression);
        return Targets(code).Select(Plain)
            .Any(target => text == target || text.StartsWith(target, StringComparison.Ordinal) && text[target.Length] is '.' or '[' or '?');
    }

    /// <summary>The expressions that code writes.</summary>
    public static IEnumerable<ExpressionSyntax> Targets(IEnumerable<SyntaxNode> code) => code.SelectMany(node => node switch
    {
        // The left side in an object initialiser names a member of the new object.
        AssignmentExpressionSyntax { Parent: InitializerExpressionSyntax { RawKind: (int)SyntaxKind.ObjectInitializerExpression
            or (int)SyntaxKind.WithInitializerExpression } } => [],
        AssignmentExpressionSyntax assignment => Parts(assignment.Left),
        ArgumentSyntax { RefKindKeyword.RawKind: (int)SyntaxKind.RefKeyword
            or (int)SyntaxKind.OutKeyword, Expression: var given } => [given],
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreIncrementExpression
            or (int)SyntaxKind.PreDecrementExpression, Operand: var counted } => [counted],
        PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PostIncrementExpression
            or (int)SyntaxKind.PostDecrementExpression, Operand: var counted } => [counted],
        _ => Enumerable.Empty<ExpressionSyntax>(),
    });

    private static IEnumerable<ExpressionSyntax> Parts(ExpressionSyntax left) =>
        left is TupleExpressionSyntax tuple ? tuple.Arguments.SelectMany(argument => Parts(argument.Expression)) : [left];

    private static string Plain(ExpressionSyntax expression)
    {
        var text = string.Concat(expression.DescendantTokens().Where(token => !token.IsKind(SyntaxKind.ExclamationToken))
            .Select(token => token.Text));
        return text.StartsWith("this.", StringComparison.Ordinal) ? text.Substring("this.".Length) : text;
    }
}
