using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>A method that is handed over as a delegate becomes a lambda that calls it.</summary>
internal sealed class MethodGroupsToLambdas(Seed seed) : Rewrite(seed)
{
    public override SyntaxNode? VisitArgument(ArgumentSyntax node)
    {
        var visited = (ArgumentSyntax)base.VisitArgument(node)!;
        return node.Expression is IdentifierNameSyntax or MemberAccessExpressionSyntax && Model.GetSymbolInfo(node.Expression).Symbol is IMethodSymbol
            && Model.GetTypeInfo(node.Expression).ConvertedType is INamedTypeSymbol { DelegateInvokeMethod: { } invoke } && invoke.Parameters.All(parameter => parameter.RefKind == RefKind.None)
            ? visited.WithExpression(Expression(Lambda(visited.Expression, invoke)))
            : visited;
    }

    private string Lambda(ExpressionSyntax method, IMethodSymbol invoke)
    {
        var names = string.Join(", ", invoke.Parameters.Select(_ => Fresh("arg")).ToList());
        return $"({names}) => {method}({names})";
    }
}
