using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>Awaited calls and arguments are put in parentheses.</summary>
internal sealed class RedundantParentheses(Seed seed) : Rewrite(seed)
{
    public override SyntaxNode? VisitArgument(ArgumentSyntax node)
    {
        var visited = (ArgumentSyntax)base.VisitArgument(node)!;
        return node.RefKindKeyword.RawKind == 0 && node.Expression is InvocationExpressionSyntax or MemberAccessExpressionSyntax or IdentifierNameSyntax or ObjectCreationExpressionSyntax
            && Model.GetSymbolInfo(node.Expression).Symbol is not IMethodSymbol { MethodKind: not MethodKind.Constructor } | node.Expression is InvocationExpressionSyntax
            && node.FirstAncestorOrSelf<InvocationExpressionSyntax>()?.Expression.ToString() != "nameof"
            ? visited.WithExpression(SyntaxFactory.ParenthesizedExpression(visited.Expression))
            : visited;
    }

    public override SyntaxNode? VisitAwaitExpression(AwaitExpressionSyntax node)
    {
        var visited = (AwaitExpressionSyntax)base.VisitAwaitExpression(node)!;
        return visited.WithExpression(SyntaxFactory.ParenthesizedExpression(visited.Expression));
    }
}
