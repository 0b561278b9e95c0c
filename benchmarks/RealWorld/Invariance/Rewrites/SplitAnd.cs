using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>An if over two conditions becomes two nested ones.</summary>
internal sealed class SplitAnd(Seed seed) : Rewrite(seed)
{
    public override SyntaxNode? VisitIfStatement(IfStatementSyntax node)
    {
        var visited = (IfStatementSyntax)base.VisitIfStatement(node)!;
        return visited is not { Else: null, Condition: BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalAndExpression } both }
            ? visited
            : visited.WithCondition(both.Left.WithoutTrivia()).WithStatement(SyntaxFactory.Block(SyntaxFactory.IfStatement(both.Right.WithoutTrivia(), visited.Statement)));
    }
}
