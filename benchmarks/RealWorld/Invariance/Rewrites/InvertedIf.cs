using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>An if with an else swaps its branches and negates its condition.</summary>
internal sealed class InvertedIf(Seed seed) : Rewrite(seed)
{
    public override SyntaxNode? VisitIfStatement(IfStatementSyntax node)
    {
        var visited = (IfStatementSyntax)base.VisitIfStatement(node)!;
        return visited.Else is not { Statement: BlockSyntax other } || visited.Statement is not BlockSyntax first || Declares(node.Condition)
            ? visited
            : SyntaxFactory.IfStatement(Expression($"!({visited.Condition})"), other, SyntaxFactory.ElseClause(first));
    }

    private static bool Declares(ExpressionSyntax condition) => condition.DescendantNodesAndSelf().Any(node => node is DeclarationExpressionSyntax or VariableDesignationSyntax);
}
