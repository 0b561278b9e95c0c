using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.CodeFixes.Syntax;

namespace RefreshRace.CodeFixes.Keys;

/// <summary>
/// How a function that keeps its own token begins by leaving where there is none. A flight without a key must not be started then: its
/// empty outcome would be retained, and handed to
/// those who come after the next sign-in.
/// </summary>
/// <param name="Test">Which test it makes.</param>
/// <param name="Token">The token, as it is read at the entry.</param>
internal sealed record MissingToken(EmptyTest Test, string Token)
{
    /// <summary>Null where the function makes no such test before it does anything else.</summary>
    public static MissingToken? AtEntry(EnclosingFunction function, SyntaxNode call, SemanticModel model,
        CancellationToken cancellationToken)
    {
        if (function.Body is not BlockSyntax body)
        {
            return null;
        }

        var hoist = new EntryRead(function, model, cancellationToken);
        foreach (var statement in body.Statements)
        {
            if (statement is LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0 } declaration
                && declaration.Declaration.Variables.All(variable => variable.Initializer is { Value: var value }
                    && hoist.ToEntry(value) is not null))
            {
                continue;
            }

            if (statement is not IfStatementSyntax branch)
            {
                return null;
            }

            var leaves = !branch.Span.Contains(call.Span) && Last(branch.Statement) is ReturnStatementSyntax;
            var holds = branch.Statement.Span.Contains(call.Span);
            return leaves || holds ? Tests(branch.Condition, holds).Select(Read).FirstOrDefault(found => found is not null) : null;
        }

        return null;

        MissingToken? Read((EmptyTest Test, ExpressionSyntax Token) found) =>
            found.Test != EmptyTest.None
                && Expressions.LastName(found.Token) is not null
                && hoist.ToEntry(found.Token) is { } token
                && Expressions.LastName(token) is { } name
                && InputNames.IsTokenName(name)
                ? new MissingToken(found.Test, token.WithoutTrivia().ToString())
                : null;
    }

    // What a condition says about a missing value: that it is missing, for a branch that leaves; that it is there, for one that refreshes.
    private static IEnumerable<(EmptyTest Test, ExpressionSyntax Token)> Tests(ExpressionSyntax condition, bool isThere) =>
        Expressions.Strip(condition) switch
    {
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalOrExpression } either when !isThere =>
            Tests(either.Left, false).Concat(Tests(either.Right, false)),
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalAndExpression } both when isThere =>
            Tests(both.Left, true).Concat(Tests(both.Right, true)),
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression } not => Tests(not.Operand, !isThere),
        InvocationExpressionSyntax { ArgumentList.Arguments: { Count: 1 } arguments } call when !isThere =>
            Expressions.LastName(call.Expression) switch
        {
            "IsNullOrEmpty" => [(EmptyTest.NullOrEmpty, arguments[0].Expression)],
            "IsNullOrWhiteSpace" => [(EmptyTest.NullOrWhiteSpace, arguments[0].Expression)],
            _ => [],
        },
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression or (int)SyntaxKind.NotEqualsExpression } comparison
            when comparison.IsKind(SyntaxKind.NotEqualsExpression) == isThere
                && comparison.Right.IsKind(SyntaxKind.NullLiteralExpression) => [(EmptyTest.Null, comparison.Left)],
        IsPatternExpressionSyntax { Pattern: ConstantPatternSyntax { Expression: LiteralExpressionSyntax { RawKind: (
            int)SyntaxKind.NullLiteralExpression } } } test when !isThere => [(EmptyTest.Null, test.Expression)],
        IsPatternExpressionSyntax { Pattern: UnaryPatternSyntax { Pattern: ConstantPatternSyntax { Expression: var denied } } } test
            when isThere && denied.IsKind(SyntaxKind.NullLiteralExpression) => [(EmptyTest.Null, test.Expression)],
        IsPatternExpressionSyntax { Pattern: RecursivePatternSyntax { PropertyPatternClause.Subpatterns.Count: 0 } } test when isThere =>
            [(EmptyTest.Null, test.Expression)],
        IsPatternExpressionSyntax { Pattern: UnaryPatternSyntax { Pattern: var denied } } test
            when !isThere && denied is RecursivePatternSyntax { PropertyPatternClause.Subpatterns.Count: 0 } =>
                [(EmptyTest.Null, test.Expression)],
        _ => [],
    };

    /// <summary>The statement with which a branch ends.</summary>
    public static StatementSyntax? Last(StatementSyntax statement) =>
        statement is BlockSyntax block ? block.Statements.LastOrDefault() : statement;
}
