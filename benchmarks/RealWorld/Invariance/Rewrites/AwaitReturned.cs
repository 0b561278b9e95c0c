using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>A method that returns the task of its one call awaits it.</summary>
internal sealed class AwaitReturned(Seed seed) : Rewrite(seed)
{
    public override SyntaxNode? VisitMethodDeclaration(MethodDeclarationSyntax node)
    {
        var visited = (MethodDeclarationSyntax)base.VisitMethodDeclaration(node)!;
        if (visited.Modifiers.Any(SyntaxKind.AsyncKeyword) || OnlyExpression(visited) is not InvocationExpressionSyntax only
            || Model.GetDeclaredSymbol(node)?.ReturnType is not INamedTypeSymbol type || !IsTask(type))
        {
            return visited;
        }

        var awaited = SyntaxFactory.AwaitExpression(only.WithoutTrivia());
        var marked = visited.WithModifiers(visited.Modifiers.Add(SyntaxFactory.Token(SyntaxKind.AsyncKeyword)));
        return marked.Body is null
            ? marked.WithExpressionBody(SyntaxFactory.ArrowExpressionClause(awaited))
            : marked.WithBody(SyntaxFactory.Block(type.Arity == 0 ? SyntaxFactory.ExpressionStatement(awaited) : SyntaxFactory.ReturnStatement(awaited)));
    }
}
