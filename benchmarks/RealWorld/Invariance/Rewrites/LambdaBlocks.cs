using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>Lambdas with an expression get a block.</summary>
internal sealed class LambdaBlocks(Seed seed) : Rewrite(seed)
{
    public override SyntaxNode? VisitParenthesizedLambdaExpression(ParenthesizedLambdaExpressionSyntax node) =>
        Rewritten(node, (LambdaExpressionSyntax)base.VisitParenthesizedLambdaExpression(node)!);

    public override SyntaxNode? VisitSimpleLambdaExpression(SimpleLambdaExpressionSyntax node) => Rewritten(node, (LambdaExpressionSyntax)base.VisitSimpleLambdaExpression(node)!);

    private LambdaExpressionSyntax Rewritten(LambdaExpressionSyntax node, LambdaExpressionSyntax visited)
    {
        if (visited.ExpressionBody is not { } expression || expression is ThrowExpressionSyntax || Model.GetSymbolInfo(node).Symbol is not IMethodSymbol method
            || Model.GetTypeInfo(node).ConvertedType is not INamedTypeSymbol { TypeKind: TypeKind.Delegate })
        {
            return visited;
        }

        var nothing = method.ReturnsVoid || (method.IsAsync && method.ReturnType is INamedTypeSymbol { Arity: 0 });
        StatementSyntax statement = nothing ? SyntaxFactory.ExpressionStatement(expression) : SyntaxFactory.ReturnStatement(expression);
        return visited.WithExpressionBody(null).WithBlock(SyntaxFactory.Block(statement));
    }
}
