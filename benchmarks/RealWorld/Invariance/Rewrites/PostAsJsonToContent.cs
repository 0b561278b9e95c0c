using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>PostAsJsonAsync becomes PostAsync of JSON content.</summary>
internal sealed class PostAsJsonToContent(Seed seed) : Rewrite(seed)
{
    public override SyntaxNode? VisitInvocationExpression(InvocationExpressionSyntax node)
    {
        var visited = (InvocationExpressionSyntax)base.VisitInvocationExpression(node)!;
        if (Model.GetSymbolInfo(node).Symbol is not IMethodSymbol { Name: "PostAsJsonAsync", ReducedFrom: not null }
            || visited.Expression is not MemberAccessExpressionSyntax access || Arguments(visited) is not [var url, var body, .. var rest])
        {
            return visited;
        }

        var arguments = rest.Select(argument => argument.ToString()).Prepend($"global::System.Net.Http.Json.JsonContent.Create({body.Expression})").Prepend(url.ToString());
        return Expression($"{access.Expression}.PostAsync({string.Join(", ", arguments)})");
    }
}
