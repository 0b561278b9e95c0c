using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace RefreshRace.CodeFixes.Syntax;

/// <summary>
/// Takes statements out of a body: plain ones go, what <c>lock</c>, <c>using</c> and <c>try … finally</c> held moves into the block around.
/// A comment on a plain statement goes with it; other comments come before the next statement that stays, or at the end of the block.
/// </summary>
internal sealed class StatementRemover(Func<StatementSyntax, bool> isPlain, Func<StatementSyntax, bool> holds, SyntaxTrivia newLine,
    bool everywhere = false) : CSharpSyntaxRewriter
{
    /// <summary>Marks a statement for <see cref="RemoveMarked"/>.</summary>
    public static readonly SyntaxAnnotation Mark = new("RefreshRace.Gone");

    private readonly List<SyntaxTrivia> _dropped = [];

    /// <summary>The comments on plain statements: they were about what went, and go with it.</summary>
    public IReadOnlyList<SyntaxTrivia> Dropped => _dropped;

    /// <summary>Whether what moved into the block around should not have: see <see cref="BlockMerge"/>.</summary>
    public bool Clashes { get; private set; }

    /// <summary>
    /// The type without the statements that carry <see cref="Mark"/>; null where one of them stands where no statement can go, or what it
    /// held cannot move.
    /// </summary>
    /// <param name="dropped">Takes the comments that go with the statements.</param>
    public static TypeDeclarationSyntax? RemoveMarked(TypeDeclarationSyntax type, SyntaxTrivia newLine,
        out IReadOnlyList<SyntaxTrivia> dropped)
    {
        var remover = new StatementRemover(statement => statement.HasAnnotation(Mark), _ => false, newLine, everywhere: true);
        var changed = (TypeDeclarationSyntax)remover.Visit(type)!;
        dropped = remover.Dropped;
        return remover.Clashes || changed.GetAnnotatedNodes(Mark).Any() ? null : changed;
    }

    // What runs later, elsewhere, is not under this lock.
    public override SyntaxNode? VisitSimpleLambdaExpression(SimpleLambdaExpressionSyntax node) =>
        everywhere ? base.VisitSimpleLambdaExpression(node) : node;

    public override SyntaxNode? VisitParenthesizedLambdaExpression(ParenthesizedLambdaExpressionSyntax node) =>
        everywhere ? base.VisitParenthesizedLambdaExpression(node) : node;

    public override SyntaxNode? VisitAnonymousMethodExpression(AnonymousMethodExpressionSyntax node) =>
        everywhere ? base.VisitAnonymousMethodExpression(node) : node;

    public override SyntaxNode? VisitLocalFunctionStatement(LocalFunctionStatementSyntax node) =>
        everywhere ? base.VisitLocalFunctionStatement(node) : node;

    public override SyntaxNode? VisitBlock(BlockSyntax node)
    {
        // The children's own blocks first: a finally that did nothing but release is empty then.
        var visited = (BlockSyntax)base.VisitBlock(node)!;
        if (!visited.Statements.Any(Goes))
        {
            return visited;
        }

        var kept = new List<StatementSyntax>();
        var orphans = new List<SyntaxTrivia>();
        var blank = false;
        foreach (var statement in visited.Statements)
        {
            if (!Goes(statement))
            {
                Keep(statement);
                continue;
            }

            blank |= StartsBlank(statement);
            var pieces = Pieces(statement).ToArray();
            var index = visited.Statements.IndexOf(statement);
            Clashes |= !BlockMerge.IsSafe(pieces.Where(piece => piece.IsNode)
                .Select(piece => (StatementSyntax)piece.AsNode()!), visited.Statements.Take(index), visited.Statements.Skip(index + 1)
                .Where(later => !isPlain(later)).ToArray());
            foreach (var piece in pieces)
            {
                if (piece.IsNode)
                {
                    Keep(((StatementSyntax)piece.AsNode()!).WithAdditionalAnnotations(Formatter.Annotation));
                }
                else
                {
                    (isPlain(statement) ? _dropped : orphans).AddRange(Comments.In(piece.AsToken()));
                }
            }
        }

        var close = visited.CloseBraceToken;
        var indent = kept.Count > 0
            ? Comments.Indent(kept[0].GetLeadingTrivia())
            : Comments.Indent(visited.Statements[0].GetLeadingTrivia());
        return visited.WithStatements(SyntaxFactory.List(kept))
            .WithCloseBraceToken(close.WithLeadingTrivia(Comments.Lines(orphans, indent, newLine).Concat(close.LeadingTrivia)));

        void Keep(StatementSyntax statement)
        {
            var leading = statement.GetLeadingTrivia();
            if (orphans.Count > 0 || blank)
            {
                var own = StartsBlank(statement) ? leading.Skip(1) : leading;
                var first = (blank || StartsBlank(statement)) && kept.Count > 0 ? [newLine] : Array.Empty<SyntaxTrivia>();
                statement = statement.WithLeadingTrivia(first.Concat(Comments.Lines(orphans, Comments.Indent(leading), newLine))
                    .Concat(own));
            }
            else if (kept.Count == 0 && StartsBlank(statement))
            {
                statement = statement.WithLeadingTrivia(leading.Skip(1));
            }

            orphans.Clear();
            blank = false;
            kept.Add(statement);
        }
    }

    public override SyntaxNode? VisitTryStatement(TryStatementSyntax node)
    {
        var visited = (TryStatementSyntax)base.VisitTryStatement(node)!;
        if (node.Catches.Any(Lost))
        {
            // What remains of a catch that cleared and rethrew does nothing.
            var idle = visited.Catches.Where((clause, index) => Lost(node.Catches[index])
                && clause.Block.Statements.Count == 1
                && clause.Block.Statements[0] is ThrowStatementSyntax { Expression: null }
                && !Comments.In(clause).Any());
            visited = visited.WithCatches(SyntaxFactory.List(visited.Catches.Except(idle)));
        }

        if (!Lost(node.Finally) || visited.Finally!.Block.Statements.Count > 0 || visited.Catches.Count == 0)
        {
            return visited;
        }

        // The catches stay: the comments of the finally stand behind them.
        var comments = Comments.In(visited.Finally).ToArray();
        var bare = visited.WithFinally(null).WithTrailingTrivia(visited.GetTrailingTrivia());
        var block = bare.Catches.Last().Block;
        var close = block.CloseBraceToken;
        var indent = block.Statements.Count > 0 ? Comments.Indent(block.Statements[0].GetLeadingTrivia()) : SyntaxFactory.ElasticMarker;
        return comments.Length == 0
            ? bare
            : bare.ReplaceToken(close, close.WithLeadingTrivia(Comments.Lines(comments, indent, newLine).Concat(close.LeadingTrivia)));
    }

    private static bool StartsBlank(StatementSyntax statement) =>
        statement.GetLeadingTrivia().FirstOrDefault().IsKind(SyntaxKind.EndOfLineTrivia);

    // A lock or a try around nothing but what went is empty by now.
    private bool Goes(StatementSyntax statement) => isPlain(statement) || holds(statement)
        || statement is TryStatementSyntax { Catches.Count: 0, Finally: null or { Block.Statements.Count: 0 } }
            or LockStatementSyntax { Statement: BlockSyntax { Statements.Count: 0 } };

    private bool Lost(SyntaxNode? node) => node?.DescendantNodes().OfType<StatementSyntax>().Any(isPlain) == true;

    // In the order of the text: the tokens that go, and the statements that stay.
    private static IEnumerable<SyntaxNodeOrToken> Pieces(StatementSyntax statement)
    {
        var body = statement switch
        {
            LockStatementSyntax held => held.Statement,
            UsingStatementSyntax held => held.Statement,
            TryStatementSyntax tried => tried.Block,
            _ => null,
        };
        var stays = body is BlockSyntax block ? block.Statements : body is null ? default : SyntaxFactory.SingletonList(body);
        var given = new HashSet<StatementSyntax>();
        foreach (var token in statement.DescendantTokens())
        {
            if (stays.FirstOrDefault(inner => inner.Span.Contains(token.Span)) is not { } kept)
            {
                yield return token;
            }
            else if (given.Add(kept))
            {
                yield return kept;
            }
        }
    }
}
