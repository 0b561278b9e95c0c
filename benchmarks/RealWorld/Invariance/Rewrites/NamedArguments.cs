using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>Arguments of methods that the seed declares are named.</summary>
internal sealed class NamedArguments(Seed seed) : Rewrite(seed)
{
    public override SyntaxNode? VisitInvocationExpression(InvocationExpressionSyntax node)
    {
        var visited = (InvocationExpressionSyntax)base.VisitInvocationExpression(node)!;
        if (Model.GetSymbolInfo(node).Symbol is not IMethodSymbol { DeclaringSyntaxReferences.Length: > 0 } method || node.ArgumentList.Arguments.Count > method.Parameters.Length
            || method.Parameters.Any(parameter => parameter.IsParams))
        {
            return visited;
        }

        var arguments = visited.ArgumentList.Arguments.Select((argument, index) =>
            argument.NameColon is not null ? argument : argument.WithNameColon(SyntaxFactory.NameColon(method.Parameters[index].Name)));
        return visited.WithArgumentList(SyntaxFactory.ArgumentList(SyntaxFactory.SeparatedList(arguments)));
    }
}
