using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.CodeFixes.Keys;
using RefreshRace.CodeFixes.Syntax;

namespace RefreshRace.CodeFixes.Flights;

/// <summary>A refresh that a function makes only where one is needed.</summary>
internal static class ConditionalRefresh
{
    /// <summary>
    /// Whether the function can end well without the call. A return for a missing token does not count: without a token there is no flight.
    /// </summary>
    public static bool Is(SyntaxNode call, EnclosingFunction function, FlightKey? key)
    {
        for (var at = call.Parent; at is not null && at != function.Body; at = at.Parent)
        {
            switch (at)
            {
                case IfStatementSyntax branch when !branch.Condition.Span.Contains(call.Span)
                    && !OnlyAsksForToken(branch.Condition, key)
                    && !AreAll(branch.Condition, SyntaxKind.LogicalAndExpression, IsPresent):
                case ConditionalExpressionSyntax choice when !choice.Condition.Span.Contains(call.Span)
                    && !OnlyAsksForToken(choice.Condition, key):
                case SwitchSectionSyntax or SwitchExpressionArmSyntax or WhileStatementSyntax or ForStatementSyntax or CatchClauseSyntax:
                case CommonForEachStatementSyntax:
                case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalAndExpression or (int)SyntaxKind.LogicalOrExpression
                    or (int)SyntaxKind.CoalesceExpression } operation when operation.Right.Span.Contains(call.Span):
                    return true;
            }
        }

        return function.OwnNodes().OfType<ReturnStatementSyntax>().Any(early =>
            early.Span.End <= call.SpanStart
            && !(early.Ancestors().TakeWhile(at => at != function.Body).OfType<IfStatementSyntax>().FirstOrDefault() is { } branch
                && (OnlyAsksForToken(branch.Condition, key) || AreAll(branch.Condition, SyntaxKind.LogicalOrExpression, IsMissing))));
    }

    // if (client is null) return null: without it nothing can be refreshed, so it is no look at whether a refresh is needed.
    private static bool AreAll(ExpressionSyntax condition, SyntaxKind operation, Func<ExpressionSyntax, bool> test) =>
        Expressions.Strip(condition) switch
    {
        BinaryExpressionSyntax both when both.IsKind(operation) =>
            AreAll(both.Left, operation, test) && AreAll(both.Right, operation, test),
        var single => test(single),
    };

    private static bool IsMissing(ExpressionSyntax test) =>
        test is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression,
            Right: LiteralExpressionSyntax { RawKind: (int)SyntaxKind.NullLiteralExpression } }
        or IsPatternExpressionSyntax { Pattern: ConstantPatternSyntax { Expression: LiteralExpressionSyntax { RawKind: (
            int)SyntaxKind.NullLiteralExpression } } };

    private static bool IsPresent(ExpressionSyntax test) =>
        test is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.NotEqualsExpression,
            Right: LiteralExpressionSyntax { RawKind: (int)SyntaxKind.NullLiteralExpression } }
        or IsPatternExpressionSyntax
        {
            Pattern: UnaryPatternSyntax
            {
                Pattern: ConstantPatternSyntax { Expression: LiteralExpressionSyntax { RawKind: (int)SyntaxKind.NullLiteralExpression } },
            },
        };

    private static bool OnlyAsksForToken(ExpressionSyntax condition, FlightKey? key) =>
        condition.DescendantNodesAndSelf().OfType<ExpressionSyntax>()
            .Where(at => Expressions.LastName(at) is { } name && InputNames.IsTokenName(name)).Any()
        && !condition.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>()
            .Any(name => name.Identifier.ValueText.IndexOf("expir", StringComparison.OrdinalIgnoreCase) >= 0
                || name.Identifier.ValueText.IndexOf("valid", StringComparison.OrdinalIgnoreCase) >= 0)
        && (key is not null || condition is not BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalOrExpression });
}
