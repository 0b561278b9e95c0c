using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>PostAsync becomes SendAsync of a request message.</summary>
internal sealed class PostToSend(Seed seed) : Rewrite(seed)
{
    public override SyntaxNode? VisitInvocationExpression(InvocationExpressionSyntax node)
    {
        var visited = (InvocationExpressionSyntax)base.VisitInvocationExpression(node)!;
        if (Model.GetSymbolInfo(node).Symbol is not IMethodSymbol { Name: "PostAsync" } method || method.ContainingType.ToDisplayString() != "System.Net.Http.HttpClient"
            || visited.Expression is not MemberAccessExpressionSyntax access || Arguments(visited) is not [var url, var content, .. var rest])
        {
            return visited;
        }

        var request = $"new HttpRequestMessage(HttpMethod.Post, {url.Expression}) {{ Content = {content.Expression} }}";
        return Expression($"{access.Expression}.SendAsync({string.Join(", ", rest.Select(argument => argument.ToString()).Prepend(request))})");
    }
}
