using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>Comparisons with null and negations become patterns.</summary>
internal sealed class Patterns(Seed seed) : Rewrite(seed)
{
    public override SyntaxNode? VisitBinaryExpression(BinaryExpressionSyntax node)
    {
        var visited = (BinaryExpressionSyntax)base.VisitBinaryExpression(node)!;
        return !visited.Right.IsKind(SyntaxKind.NullLiteralExpression) || InTree(node) ? visited
            : visited.IsKind(SyntaxKind.EqualsExpression) ? Expression($"{visited.Left} is null")
            : visited.IsKind(SyntaxKind.NotEqualsExpression) ? Expression($"{visited.Left} is not null")
            : visited;
    }

    public override SyntaxNode? VisitPrefixUnaryExpression(PrefixUnaryExpressionSyntax node)
    {
        var visited = (PrefixUnaryExpressionSyntax)base.VisitPrefixUnaryExpression(node)!;
        return !visited.IsKind(SyntaxKind.LogicalNotExpression) || InTree(node) || node.Parent is not (IfStatementSyntax or WhileStatementSyntax or ReturnStatementSyntax) ? visited
            : Expression($"{visited.Operand} is false");
    }

    private bool InTree(SyntaxNode node) => node.Ancestors().OfType<LambdaExpressionSyntax>().Any(lambda =>
        Model.GetTypeInfo(lambda).ConvertedType?.ToDisplayString().StartsWith("System.Linq.Expressions", StringComparison.Ordinal) == true);
}
