using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>Patterns with null become comparisons.</summary>
internal sealed class PatternsToComparisons(Seed seed) : Rewrite(seed)
{
    public override SyntaxNode? VisitIsPatternExpression(IsPatternExpressionSyntax node)
    {
        var visited = (IsPatternExpressionSyntax)base.VisitIsPatternExpression(node)!;
        return Model.GetTypeInfo(node.Expression).Type is not { IsReferenceType: true } ? visited : visited.Pattern switch
        {
            ConstantPatternSyntax { Expression.RawKind: (int)SyntaxKind.NullLiteralExpression } => Expression($"{visited.Expression} == null"),
            UnaryPatternSyntax { Pattern: ConstantPatternSyntax { Expression.RawKind: (int)SyntaxKind.NullLiteralExpression } } => Expression($"{visited.Expression} != null"),
            _ => visited,
        };
    }
}
