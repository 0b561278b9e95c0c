using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>Methods and local functions of one statement become expressions.</summary>
internal sealed class ExpressionBodies(Seed seed) : Rewrite(seed)
{
    public override SyntaxNode? VisitMethodDeclaration(MethodDeclarationSyntax node)
    {
        var visited = (MethodDeclarationSyntax)base.VisitMethodDeclaration(node)!;
        return Only(visited.Body) is not { } expression
            ? visited
            : visited.WithBody(null).WithExpressionBody(SyntaxFactory.ArrowExpressionClause(expression)).WithSemicolonToken(SyntaxFactory.Token(SyntaxKind.SemicolonToken));
    }

    public override SyntaxNode? VisitLocalFunctionStatement(LocalFunctionStatementSyntax node)
    {
        var visited = (LocalFunctionStatementSyntax)base.VisitLocalFunctionStatement(node)!;
        return Only(visited.Body) is not { } expression
            ? visited
            : visited.WithBody(null).WithExpressionBody(SyntaxFactory.ArrowExpressionClause(expression)).WithSemicolonToken(SyntaxFactory.Token(SyntaxKind.SemicolonToken));
    }

    private static ExpressionSyntax? Only(BlockSyntax? body) => body is not { Statements: [var only] } ? null : only switch
    {
        ReturnStatementSyntax { Expression: { } value } => value,
        ExpressionStatementSyntax { Expression: InvocationExpressionSyntax or AwaitExpressionSyntax or AssignmentExpressionSyntax } statement => statement.Expression,
        _ => null,
    };
}
