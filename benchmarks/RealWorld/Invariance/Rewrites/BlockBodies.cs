using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>Expression bodies of methods, local functions and getters become blocks.</summary>
internal sealed class BlockBodies(Seed seed) : Rewrite(seed)
{
    public override SyntaxNode? VisitMethodDeclaration(MethodDeclarationSyntax node)
    {
        var visited = (MethodDeclarationSyntax)base.VisitMethodDeclaration(node)!;
        return visited.ExpressionBody is not { } body || Model.GetDeclaredSymbol(node) is not { } method
            ? visited
            : visited.WithExpressionBody(null).WithSemicolonToken(default).WithBody(Block(body.Expression, method));
    }

    public override SyntaxNode? VisitLocalFunctionStatement(LocalFunctionStatementSyntax node)
    {
        var visited = (LocalFunctionStatementSyntax)base.VisitLocalFunctionStatement(node)!;
        return visited.ExpressionBody is not { } body || Model.GetDeclaredSymbol(node) is not IMethodSymbol method
            ? visited
            : visited.WithExpressionBody(null).WithSemicolonToken(default).WithBody(Block(body.Expression, method));
    }

    public override SyntaxNode? VisitPropertyDeclaration(PropertyDeclarationSyntax node)
    {
        var visited = (PropertyDeclarationSyntax)base.VisitPropertyDeclaration(node)!;
        return visited.ExpressionBody is not { } body
            ? visited
            : visited.WithExpressionBody(null).WithSemicolonToken(default).WithAccessorList(SyntaxFactory.AccessorList(SyntaxFactory.SingletonList(
                SyntaxFactory.AccessorDeclaration(SyntaxKind.GetAccessorDeclaration, SyntaxFactory.Block(AsStatement(body.Expression, returns: true))))));
    }

    private static BlockSyntax Block(ExpressionSyntax expression, IMethodSymbol method)
    {
        var nothing = method.ReturnsVoid || (method.IsAsync && method.ReturnType is INamedTypeSymbol { Arity: 0 });
        return SyntaxFactory.Block(AsStatement(expression, !nothing));
    }

    private static StatementSyntax AsStatement(ExpressionSyntax expression, bool returns) => expression switch
    {
        ThrowExpressionSyntax thrown => SyntaxFactory.ThrowStatement(thrown.Expression),
        _ when returns => SyntaxFactory.ReturnStatement(expression),
        _ => SyntaxFactory.ExpressionStatement(expression),
    };
}
