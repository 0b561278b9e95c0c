using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>Every awaited task is awaited with ConfigureAwait(false).</summary>
internal sealed class AddConfigureAwait(Seed seed) : Rewrite(seed)
{
    public override SyntaxNode? VisitAwaitExpression(AwaitExpressionSyntax node)
    {
        var visited = (AwaitExpressionSyntax)base.VisitAwaitExpression(node)!;
        return IsTask(Model.GetTypeInfo(node.Expression).Type)
            ? SyntaxFactory.AwaitExpression(Expression($"({visited.Expression}).ConfigureAwait(false)") is InvocationExpressionSyntax call && Simple(visited.Expression)
                ? call.WithExpression(SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, visited.Expression.WithoutTrivia(), SyntaxFactory.IdentifierName("ConfigureAwait")))
                : Expression($"({visited.Expression}).ConfigureAwait(false)"))
            : visited;
    }

    private static bool Simple(ExpressionSyntax expression) => expression is InvocationExpressionSyntax or IdentifierNameSyntax or MemberAccessExpressionSyntax;
}
