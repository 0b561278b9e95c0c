using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using RefreshRace.CodeFixes.Syntax;

namespace RefreshRace.CodeFixes.Rethrow;

/// <summary>
/// What remains of a catch that did nothing but hide the failure: <c>catch { throw; }</c> does nothing at all, and neither does a try
/// around it.
/// </summary>
internal static class RethrowOnlyCatch
{
    /// <summary>The root without the last clauses of the statement that do nothing, and without the statement where none remains.</summary>
    public static SyntaxNode Remove(SyntaxNode root, TryStatementSyntax statement)
    {
        // Only from the end: a clause before another one keeps its exceptions from that one.
        var kept = statement.Catches.Reverse().SkipWhile(IsIdle).Reverse().ToArray();
        if (kept.Length == statement.Catches.Count || HasDirectivesInside(statement))
        {
            return root;
        }

        if (kept.Length > 0 || statement.Finally is not null)
        {
            var trimmed = statement.WithCatches(SyntaxFactory.List(kept));
            return root.ReplaceNode(statement, trimmed.WithTrailingTrivia(statement.GetTrailingTrivia()));
        }

        return CanUnwrap(statement) ? root.ReplaceNode(statement, Unwrapped(statement)) : root;
    }

    private static bool HasDirectivesInside(TryStatementSyntax statement) =>
        statement.DescendantTrivia().Any(trivia => trivia.IsDirective && statement.Span.Contains(trivia.Span));

    private static bool IsIdle(CatchClauseSyntax clause) =>
        clause is { Filter: null, Block.Statements: { Count: 1 } statements }
            && statements[0] is ThrowStatementSyntax { Expression: null }
            && !Comments.In(clause).Any();

    private static bool CanUnwrap(TryStatementSyntax statement)
    {
        if (statement.Parent is not BlockSyntax around || statement.Block.Statements.Count == 0
            || Comments.In(statement.Block.OpenBraceToken).Concat(Comments.In(statement.Block.CloseBraceToken)).Any()
            || statement.TryKeyword.TrailingTrivia.Any(Comments.Is) || statement.GetTrailingTrivia().Any(Comments.Is))
        {
            return false;
        }

        var index = around.Statements.IndexOf(statement);
        return BlockMerge.IsSafe(statement.Block.Statements, around.Statements.Take(index), around.Statements.Skip(index + 1).ToArray());
    }

    private static IEnumerable<SyntaxNode> Unwrapped(TryStatementSyntax statement)
    {
        var outer = Comments.Indent(statement.GetLeadingTrivia()).ToString();
        var inner = Comments.Indent(statement.Block.Statements[0].GetLeadingTrivia()).ToString();
        var isAligned = inner.Length > outer.Length && inner.StartsWith(outer, StringComparison.Ordinal);
        var statements = statement.Block.Statements.Select(at => isAligned
            ? MovedOut(at, inner, outer)
            : at.WithAdditionalAnnotations(Formatter.Annotation)).ToArray();
        var lead = statements[0].GetLeadingTrivia();
        var first = lead.FirstOrDefault().IsKind(SyntaxKind.WhitespaceTrivia) ? lead.Skip(1) : lead;
        statements[0] = statements[0].WithLeadingTrivia(statement.GetLeadingTrivia().Concat(first));
        return statements;
    }

    // One step to the left, line by line, as it was written otherwise.
    private static StatementSyntax MovedOut(StatementSyntax statement, string inner, string outer) =>
        statement.ReplaceTokens(statement.DescendantTokens(), (_, token) => token.WithLeadingTrivia(token.LeadingTrivia.Select(trivia =>
            trivia.IsKind(SyntaxKind.WhitespaceTrivia) && trivia.ToString().StartsWith(inner, StringComparison.Ordinal)
                ? SyntaxFactory.Whitespace(outer + trivia.ToString().Substring(inner.Length))
                : trivia)));
}
