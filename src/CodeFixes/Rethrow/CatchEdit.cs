using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using RefreshRace.CodeFixes.Syntax;

namespace RefreshRace.CodeFixes.Rethrow;

/// <summary>Lets a catch handle and then rethrow, instead of handle and go on.</summary>
internal static class CatchEdit
{
    private static readonly string[] s_definitive = ["invalid_grant", "InvalidGrant", "Revoked", "Rejected"];

    /// <summary>
    /// Whether the clause can end with a rethrow: it goes on by returning or by falling through, not by another turn of a loop.
    /// </summary>
    public static bool CanApply(CatchClauseSyntax clause, SemanticModel model, CancellationToken cancellationToken) =>
        !clause.Block.ContainsDiagnostics
        && (clause.Block.Statements.LastOrDefault() is not (BreakStatementSyntax or ContinueStatementSyntax or GotoStatementSyntax
            or YieldStatementSyntax or ThrowStatementSyntax)
            && (Returns(clause.Block).Any() || EndsOpen(clause.Block, model)))
        && ExceptionPath.IsExpected(clause, EndsOpen(clause.Block, model), model, cancellationToken);

    public static SyntaxNode Apply(SyntaxNode root, CatchClauseSyntax clause, SemanticModel model)
    {
        var newLine = CodeStyle.NewLineOf(root);
        var block = clause.Block;
        var mark = new SyntaxAnnotation();
        var endsOpen = EndsOpen(block, model);
        var tryStatement = (TryStatementSyntax)clause.Parent!;
        var othersEnd = !EndsOpen(tryStatement.Block, model)
            && tryStatement.Catches.All(other => other == clause || !EndsOpen(other.Block, model));
        var dead = othersEnd ? Following(tryStatement) : [];

        // A comment in a catch that did nothing told why it did nothing.
        block = block.Statements.Count == 0 ? WithoutComments(block) : DeadAssignments.Mark(clause, model);
        block = block.ReplaceNodes(Returns(block), (old, _) => Throw().WithLeadingTrivia(Comments.LeadingWithInner(old, newLine))
            .WithTrailingTrivia(old.GetTrailingTrivia()));
        block = WithoutDeadTail(block, newLine);
        if (endsOpen)
        {
            block = Append(block, newLine, clause);
        }

        block = DeadAssignments.Remove(block);
        var edited = tryStatement.ReplaceNode(clause, WithoutUnusedVariable(clause.WithBlock(block))).WithAdditionalAnnotations(mark);
        root = root.TrackNodes(dead.Append(tryStatement));
        root = root.ReplaceNode(root.GetCurrentNode(tryStatement)!, edited);
        root = Remove(root, dead, newLine);
        return RethrowOnlyCatch.Remove(root, (TryStatementSyntax)root.GetAnnotatedNodes(mark).Single());
    }

    /// <summary>
    /// Returns that end the clause: not those of nested functions, of a nested try (it would catch the rethrow), or behind a test for a
    /// definitive rejection.
    /// </summary>
    private static IEnumerable<StatementSyntax> Returns(BlockSyntax block) =>
        block.DescendantNodes(
            at =>
                at is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or TryStatementSyntax or LockStatementSyntax))
            .OfType<ReturnStatementSyntax>()
            .Where(found => !found.Ancestors().TakeWhile(at => at != block).OfType<IfStatementSyntax>()
                .Any(branch => s_definitive.Any(word => branch.Condition.ToString()
                    .IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0)));

    private static BlockSyntax WithoutComments(BlockSyntax block)
    {
        var comments = block.DescendantTrivia().Where(trivia => Comments.Is(trivia) && block.Span.Contains(trivia.Span)).ToArray();
        if (comments.Length == 0)
        {
            return block;
        }

        var (open, close) = (block.OpenBraceToken, block.CloseBraceToken);
        var end = open.TrailingTrivia.Concat(close.LeadingTrivia).FirstOrDefault(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia));
        var isOneLine = !end.IsKind(SyntaxKind.EndOfLineTrivia);
        return block
            .WithOpenBraceToken(open.WithTrailingTrivia(isOneLine ? SyntaxFactory.TriviaList() : SyntaxFactory.TriviaList(end)))
            .WithCloseBraceToken(close.WithLeadingTrivia(isOneLine
                ? SyntaxFactory.TriviaList()
                : SyntaxFactory.TriviaList(Comments.Indent(close.LeadingTrivia))));
    }

    // catch (Exception e) of whose handling nothing is left that asks for it
    private static CatchClauseSyntax WithoutUnusedVariable(CatchClauseSyntax clause)
    {
        if (clause.Declaration is not { Identifier: { RawKind: not 0, ValueText: var name } } declaration
            || clause.DescendantNodes().OfType<IdentifierNameSyntax>().Any(use => use.Identifier.ValueText == name))
        {
            return clause;
        }

        return clause.WithDeclaration(declaration.WithType(declaration.Type.WithoutTrailingTrivia()).WithIdentifier(default));
    }

    private static bool EndsOpen(BlockSyntax block, SemanticModel model) =>
        model.AnalyzeControlFlow(block) is { Succeeded: true, EndPointIsReachable: true };

    private static ThrowStatementSyntax Throw() => SyntaxFactory.ThrowStatement();

    private static BlockSyntax WithoutDeadTail(BlockSyntax block, SyntaxTrivia newLine)
    {
        var index = block.Statements.IndexOf(statement => statement is ThrowStatementSyntax);
        var dead = block.Statements.Skip(index + 1).ToArray();
        if (index < 0
            || dead.Length == 0
            || dead.Any(statement => statement is LabeledStatementSyntax or LocalFunctionStatementSyntax || statement.ContainsDirectives))
        {
            return block;
        }

        var close = block.CloseBraceToken;
        var comments = Comments.Lines(dead.SelectMany(Comments.In), Comments.Indent(block.Statements[index].GetLeadingTrivia()), newLine);
        return block.WithStatements(SyntaxFactory.List(block.Statements.Take(index + 1)))
            .WithCloseBraceToken(close.WithLeadingTrivia(comments.Concat(close.LeadingTrivia)));
    }

    private static BlockSyntax Append(BlockSyntax block, SyntaxTrivia newLine, CatchClauseSyntax clause)
    {
        var close = block.CloseBraceToken;
        var multiLine = block.OpenBraceToken.TrailingTrivia.Any(SyntaxKind.EndOfLineTrivia)
            || block.Statements.LastOrDefault()?.GetTrailingTrivia().Any(SyntaxKind.EndOfLineTrivia) == true;
        if (!multiLine)
        {
            // A block on one line: a comment in it comes before the throw.
            var kept = close.LeadingTrivia;
            var single = Throw()
                .WithLeadingTrivia(kept.Any()
                    ? kept
                    : SyntaxFactory.TriviaList(block.Statements.Count == 0 && !block.OpenBraceToken.TrailingTrivia.Any()
                        ? SyntaxFactory.Space
                        : SyntaxFactory.ElasticMarker)).WithTrailingTrivia(SyntaxFactory.Space);
            return block.WithStatements(block.Statements.Add(single)).WithCloseBraceToken(close.WithLeadingTrivia());
        }

        // Comments that stand before the closing brace belong to the handling: the throw comes after them.
        var indent = block.Statements.FirstOrDefault()?.GetLeadingTrivia().LastOrDefault() ?? default;
        var statement = Throw();
        var closeIndent = close.LeadingTrivia.LastOrDefault();
        var before = close.LeadingTrivia.Any(item => !item.IsKind(SyntaxKind.WhitespaceTrivia) && !item.IsKind(SyntaxKind.EndOfLineTrivia))
            ? close.LeadingTrivia.Take(close.LeadingTrivia.Count - (closeIndent.IsKind(SyntaxKind.WhitespaceTrivia) ? 1 : 0))
            : [];
        statement = indent.IsKind(SyntaxKind.WhitespaceTrivia)
            ? statement.WithLeadingTrivia(before.Append(indent)).WithTrailingTrivia(newLine)
            : statement.WithLeadingTrivia(before.Append(SyntaxFactory.ElasticMarker)).WithTrailingTrivia(newLine)
                .WithAdditionalAnnotations(Formatter.Annotation);
        return block.WithStatements(block.Statements.Add(statement))
            .WithCloseBraceToken(
                close.WithLeadingTrivia(closeIndent.IsKind(SyntaxKind.WhitespaceTrivia)
                    ? SyntaxFactory.TriviaList(closeIndent)
                    : close.LeadingTrivia));
    }

    /// <summary>
    /// The statements behind the try in its block, which nothing reaches any more; none where a label or a local function stands among
    /// them.
    /// </summary>
    private static StatementSyntax[] Following(TryStatementSyntax statement)
    {
        var siblings = Siblings(statement).ToArray();
        var following = siblings.TakeWhile(at => at is not LocalFunctionStatementSyntax).ToArray();
        return following.Any(at => at is LabeledStatementSyntax || at.ContainsDirectives)
            || siblings.Skip(following.Length).Any(at => at is not LocalFunctionStatementSyntax) ? [] : following;
    }

    // The statements behind a try in its block.
    private static IEnumerable<StatementSyntax> Siblings(TryStatementSyntax statement)
    {
        var all = statement.Parent switch
        {
            BlockSyntax block => block.Statements,
            SwitchSectionSyntax section => section.Statements,
            _ => default,
        };
        return all.Skip(all.IndexOf(statement) + 1);
    }

    // A comment on dead code may still say why: it stays at the end of the block.
    private static SyntaxNode Remove(SyntaxNode root, StatementSyntax[] dead, SyntaxTrivia newLine)
    {
        foreach (var statement in dead)
        {
            var old = root.GetCurrentNode(statement)!;
            root = root.ReplaceNode(old, old.WithLeadingTrivia(Comments.LeadingWithInner(old, newLine)));
            var current = root.GetCurrentNode(statement)!;
            var hasComment = current.GetLeadingTrivia().Concat(current.GetTrailingTrivia())
                .Any(item => item.IsKind(SyntaxKind.SingleLineCommentTrivia) || item.IsKind(SyntaxKind.MultiLineCommentTrivia));
            root = root.RemoveNode(current, hasComment ? SyntaxRemoveOptions.KeepExteriorTrivia : SyntaxRemoveOptions.KeepNoTrivia)!;
        }

        return root;
    }
}
