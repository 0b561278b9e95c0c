using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace RefreshRace.CodeFixes.Editing;

/// <summary>
/// Takes the statements of one lock out of a body: waits and releases go, what <c>lock</c>, <c>using</c> and <c>try … finally</c> held moves into the block around.
/// Comments on what goes come before the next statement that stays, or at the end of the block.
/// </summary>
internal sealed class LockRewriter(string target, SyntaxTrivia newLine) : CSharpSyntaxRewriter
{
    private static readonly string[] s_takes = ["Wait", "WaitAsync", "Enter", "WaitOne", "EnterWriteLock", "LockAsync", "EnterScope", "EnterAsync", "AcquireAsync", "Lock"];
    private static readonly string[] s_releases = ["Release", "Exit", "ExitWriteLock", "ReleaseMutex"];

    /// <summary>Whether the statement by itself takes the lock or gives it back.</summary>
    public bool IsPlain(StatementSyntax statement) => statement is ExpressionStatementSyntax plain && (IsCall(plain.Expression, s_takes) || IsCall(plain.Expression, s_releases));

    /// <summary>Whether the statement holds the lock for a block, or for the rest of the block around.</summary>
    public bool Holds(StatementSyntax statement) => statement switch
    {
        LockStatementSyntax held => held.Expression.ToString() == target,
        UsingStatementSyntax { Declaration: null, Expression: { } taken } => IsCall(taken, s_takes),
        UsingStatementSyntax { Declaration: { } declared } => IsCall(declared),
        LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 } held => IsCall(held.Declaration),
        _ => false,
    };

    /// <summary>Whether these statements are all that the body has of the lock, the given one among them, so that nothing of it is left behind.</summary>
    public bool IsWhole(SyntaxNode body, ExpressionSyntax lockName, SyntaxNode guard)
    {
        if (guard.FirstAncestorOrSelf<StatementSyntax>() is not { Parent: BlockSyntax } taking || !IsPlain(taking) && !Holds(taking))
        {
            return false;
        }

        var last = lockName.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().LastOrDefault()?.Identifier.ValueText;
        return body.DescendantNodes().OfType<IdentifierNameSyntax>().Where(name => name.Identifier.ValueText == last).All(name =>
            name.FirstAncestorOrSelf<StatementSyntax>() is { Parent: BlockSyntax } statement
            && (IsPlain(statement) && !IsAllOfBranch(statement) || Holds(statement) && !IsLeaseUsed(statement, body))
            && !name.Ancestors().TakeWhile(at => at != body).Any(at => at is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax));
    }

    // What runs later, elsewhere, is not under this lock.
    public override SyntaxNode? VisitSimpleLambdaExpression(SimpleLambdaExpressionSyntax node) => node;

    public override SyntaxNode? VisitParenthesizedLambdaExpression(ParenthesizedLambdaExpressionSyntax node) => node;

    public override SyntaxNode? VisitAnonymousMethodExpression(AnonymousMethodExpressionSyntax node) => node;

    public override SyntaxNode? VisitLocalFunctionStatement(LocalFunctionStatementSyntax node) => node;

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
            foreach (var piece in Pieces(statement))
            {
                if (piece.IsNode)
                {
                    Keep(((StatementSyntax)piece.AsNode()!).WithAdditionalAnnotations(Formatter.Annotation));
                }
                else
                {
                    orphans.AddRange(Comments.In(piece.AsToken()));
                }
            }
        }

        var close = visited.CloseBraceToken;
        var indent = kept.Count > 0 ? Comments.Indent(kept[0].GetLeadingTrivia()) : Comments.Indent(visited.Statements[0].GetLeadingTrivia());
        return visited.WithStatements(SyntaxFactory.List(kept)).WithCloseBraceToken(close.WithLeadingTrivia(Comments.Lines(orphans, indent, newLine).Concat(close.LeadingTrivia)));

        void Keep(StatementSyntax statement)
        {
            var leading = statement.GetLeadingTrivia();
            if (orphans.Count > 0 || blank)
            {
                var own = StartsBlank(statement) ? leading.Skip(1) : leading;
                var first = (blank || StartsBlank(statement)) && kept.Count > 0 ? [newLine] : Array.Empty<SyntaxTrivia>();
                statement = statement.WithLeadingTrivia(first.Concat(Comments.Lines(orphans, Comments.Indent(leading), newLine)).Concat(own));
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
        if (!Released(node) || visited.Finally!.Block.Statements.Count > 0 || visited.Catches.Count == 0)
        {
            return visited;
        }

        // The catches stay: the comments of the finally stand behind them.
        var comments = Comments.In(visited.Finally).ToArray();
        var bare = visited.WithFinally(null).WithTrailingTrivia(visited.GetTrailingTrivia());
        var block = bare.Catches.Last().Block;
        var close = block.CloseBraceToken;
        var indent = block.Statements.Count > 0 ? Comments.Indent(block.Statements[0].GetLeadingTrivia()) : SyntaxFactory.ElasticMarker;
        return comments.Length == 0 ? bare : bare.ReplaceToken(close, close.WithLeadingTrivia(Comments.Lines(comments, indent, newLine).Concat(close.LeadingTrivia)));
    }

    // A branch that does nothing but release would stay behind empty.
    private static bool IsAllOfBranch(StatementSyntax statement) => statement.Parent is BlockSyntax { Statements.Count: 1, Parent: not (TryStatementSyntax or FinallyClauseSyntax) } block && block.Parent is StatementSyntax or ElseClauseSyntax;

    private static bool IsLeaseUsed(StatementSyntax statement, SyntaxNode body)
    {
        var declaration = (statement as UsingStatementSyntax)?.Declaration ?? (statement as LocalDeclarationStatementSyntax)?.Declaration;
        return declaration is not null && body.DescendantNodes().OfType<IdentifierNameSyntax>().Any(name => name.Identifier.ValueText == declaration.Variables[0].Identifier.ValueText);
    }

    private static bool StartsBlank(StatementSyntax statement) => statement.GetLeadingTrivia().FirstOrDefault().IsKind(SyntaxKind.EndOfLineTrivia);

    private bool Goes(StatementSyntax statement) => IsPlain(statement) || Holds(statement) || statement is TryStatementSyntax { Finally.Block.Statements.Count: 0, Catches.Count: 0 };

    private bool Released(TryStatementSyntax node) => node.Finally?.Block.Statements.Any(IsPlain) == true;

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

    private bool IsCall(VariableDeclarationSyntax declaration) => declaration.Variables.Count == 1 && declaration.Variables[0].Initializer is { } initializer && IsCall(initializer.Value, s_takes);

    // _gate.WaitAsync(ct), await _gate.WaitAsync(ct).ConfigureAwait(false), Monitor.Enter(_gate)
    private bool IsCall(ExpressionSyntax expression, string[] names)
    {
        expression = Values.Strip(expression is AwaitExpressionSyntax awaited ? awaited.Expression : expression);
        while (expression is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait", Expression: var inner } })
        {
            expression = inner;
        }

        return expression is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name } access } call
            && names.Contains(name)
            && (access.Expression.ToString() == target
                || access.Expression is IdentifierNameSyntax { Identifier.ValueText: "Monitor" } && call.ArgumentList.Arguments.Count == 1 && call.ArgumentList.Arguments[0].ToString() == target);
    }
}
