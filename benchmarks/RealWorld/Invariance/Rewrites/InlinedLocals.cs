using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>A local that is used once, in the next statement, is written there.</summary>
internal sealed class InlinedLocals(Seed seed) : Rewrite(seed)
{
    public override SyntaxNode? VisitBlock(BlockSyntax node)
    {
        var statements = new List<StatementSyntax>();
        for (var i = 0; i < node.Statements.Count; i++)
        {
            if (i + 1 < node.Statements.Count && Value(node.Statements[i], node.Statements[i + 1], node) is { } inlined)
            {
                statements.Add(inlined);
                i++;
                continue;
            }

            statements.Add((StatementSyntax)Visit(node.Statements[i])!);
        }

        return statements.Count == node.Statements.Count ? base.VisitBlock(node) : node.WithStatements(SyntaxFactory.List(statements));
    }

    private StatementSyntax? Value(StatementSyntax declaration, StatementSyntax next, BlockSyntax block)
    {
        if (declaration is not LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0, Declaration.Variables: [{ Initializer.Value: ObjectCreationExpressionSyntax or InvocationExpressionSyntax or MemberAccessExpressionSyntax } variable] }
            || next is not (LocalDeclarationStatementSyntax or ExpressionStatementSyntax or ReturnStatementSyntax))
        {
            return null;
        }

        var uses = block.DescendantNodes().OfType<IdentifierNameSyntax>().Where(name => name.Identifier.ValueText == variable.Identifier.ValueText).ToList();
        return uses is [{ Parent: ArgumentSyntax or MemberAccessExpressionSyntax } use] && next.Contains(use) && !IsInLambda(use, next) && Comes(use, next)
            ? next.ReplaceNode(use, variable.Initializer!.Value)
            : null;
    }

    private static bool IsInLambda(SyntaxNode use, SyntaxNode statement) => use.Ancestors().TakeWhile(node => node != statement).Any(node => node is AnonymousFunctionExpressionSyntax);

    // Nothing that does something is evaluated before the use.
    private static bool Comes(SyntaxNode use, SyntaxNode statement) => !statement.DescendantNodes()
        .Any(node => node is InvocationExpressionSyntax or ObjectCreationExpressionSyntax or AwaitExpressionSyntax && node.Span.End <= use.SpanStart);
}
