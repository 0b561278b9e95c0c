using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RefreshRace.CodeFixes.Syntax;

/// <summary>Questions about expressions that need their text alone.</summary>
internal static class Expressions
{
    /// <summary>Whether an expression is the literal <c>null</c> or <c>default</c>.</summary>
    public static bool IsNullOrDefault(ExpressionSyntax value) =>
        Strip(value) is LiteralExpressionSyntax { RawKind: (int)SyntaxKind.NullLiteralExpression
            or (int)SyntaxKind.DefaultLiteralExpression };

    /// <summary>Whether an expression is a member of the object by that name, with or without <c>this.</c>.</summary>
    public static bool IsMember(ExpressionSyntax expression, string name) => expression switch
    {
        IdentifierNameSyntax bare => bare.Identifier.ValueText == name,
        MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } own => own.Name.Identifier.ValueText == name,
        _ => false,
    };

    public static ExpressionSyntax Strip(ExpressionSyntax expression)
    {
        while (true)
        {
            switch (expression)
            {
                case ParenthesizedExpressionSyntax inner:
                    expression = inner.Expression;
                    break;
                case PostfixUnaryExpressionSyntax inner when inner.IsKind(SyntaxKind.SuppressNullableWarningExpression):
                    expression = inner.Operand;
                    break;
                case CastExpressionSyntax inner:
                    expression = inner.Expression;
                    break;
                default:
                    return expression;
            }
        }
    }

    /// <summary>The name of the called method; empty where something else than a name is called.</summary>
    public static string CalledName(InvocationExpressionSyntax call) => call.Expression switch
    {
        SimpleNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        MemberBindingExpressionSyntax binding => binding.Name.Identifier.ValueText,
        _ => "",
    };

    /// <summary>
    /// The last name of an expression: <c>RefreshToken</c> in <c>session.Tokens.RefreshToken</c>, <c>refresh_token</c> in
    /// <c>form["refresh_token"]</c>.
    /// </summary>
    public static string? LastName(ExpressionSyntax expression) => Strip(expression) switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        MemberBindingExpressionSyntax binding => binding.Name.Identifier.ValueText,
        ConditionalAccessExpressionSyntax access => LastName(access.WhenNotNull),
        AwaitExpressionSyntax awaited => LastName(awaited.Expression),
        ElementAccessExpressionSyntax { ArgumentList.Arguments: { Count: 1 } arguments }
            when arguments[0].Expression is LiteralExpressionSyntax literal => literal.Token.ValueText,
        InvocationExpressionSyntax { ArgumentList.Arguments: { Count: > 0 } arguments }
            when arguments[0].Expression is LiteralExpressionSyntax literal && InputNames.IsTokenName(literal.Token.ValueText) =>
                literal.Token.ValueText,
        InvocationExpressionSyntax { Expression: var called } => LastName(called),
        _ => null,
    };
}
