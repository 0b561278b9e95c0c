using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.CodeFixes.Syntax;

namespace RefreshRace.CodeFixes.Keys;

/// <summary>How a function allows for a missing token, told by its own tests of it: the strictest one that it makes.</summary>
internal static class EmptyTests
{
    /// <summary>The tests that code makes of one local or parameter.</summary>
    public static EmptyTest In(string name, SyntaxNode code) => In(code.DescendantNodes(), name);

    /// <summary>The tests among some nodes of what an expression gives.</summary>
    public static EmptyTest In(IEnumerable<SyntaxNode> code, string expression) =>
        In(code, new HashSet<string>(StringComparer.Ordinal) { expression });

    /// <param name="key">The token where the flight is started.</param>
    /// <param name="presented">The token as the call presents it; null where only a parameter's name tells.</param>
    public static EmptyTest In(EnclosingFunction function, ExpressionSyntax key, ExpressionSyntax? presented)
    {
        var aliases = new HashSet<string>(StringComparer.Ordinal) { key.WithoutTrivia().ToString() };
        if (presented is not null)
        {
            aliases.Add(Expressions.Strip(presented).WithoutTrivia().ToString());
        }

        foreach (var declarator in function.OwnNodes().OfType<VariableDeclaratorSyntax>())
        {
            if (declarator.Initializer is { } initializer && aliases.Contains(Expressions.Strip(initializer.Value).ToString()))
            {
                aliases.Add(declarator.Identifier.ValueText);
            }
        }

        return In(function.OwnNodes(), aliases);
    }

    private static EmptyTest In(IEnumerable<SyntaxNode> code, HashSet<string> aliases)
    {
        var found = EmptyTest.None;
        foreach (var node in code)
        {
            var test = node switch
            {
                InvocationExpressionSyntax { ArgumentList.Arguments.Count: 1 } call when IsAlias(
                    call.ArgumentList.Arguments[0].Expression) => Expressions.LastName(call.Expression) switch
                {
                    "IsNullOrEmpty" => EmptyTest.NullOrEmpty,
                    "IsNullOrWhiteSpace" => EmptyTest.NullOrWhiteSpace,
                    _ => EmptyTest.None,
                },
                BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression
                    or (int)SyntaxKind.NotEqualsExpression } comparison when IsAlias(comparison.Left) =>
                    comparison.Right is LiteralExpressionSyntax { RawKind: (int)SyntaxKind.NullLiteralExpression } ? EmptyTest.Null
                    : comparison.Right.ToString() is "\"\"" or "string.Empty" or "String.Empty" ? EmptyTest.NullOrEmpty
                    : EmptyTest.None,
                BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } coalesce when IsAlias(
                    coalesce.Left) => EmptyTest.Null,
                ConditionalAccessExpressionSyntax access when IsAlias(access.Expression) => EmptyTest.Null,
                IsPatternExpressionSyntax pattern when IsAlias(pattern.Expression) =>
                    pattern.Pattern.ToString().Contains("Length") || pattern.Pattern.ToString().Contains("\"\"")
                        ? EmptyTest.NullOrEmpty
                        : EmptyTest.Null,
                _ => EmptyTest.None,
            };
            if (test > found)
            {
                found = test;
            }
        }

        return found;

        bool IsAlias(ExpressionSyntax expression) => aliases.Contains(Expressions.Strip(expression).WithoutTrivia().ToString());
    }
}
