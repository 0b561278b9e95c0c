using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>PostAsync of JSON content becomes PostAsJsonAsync.</summary>
internal sealed class ContentToPostAsJson(Seed seed) : Rewrite(seed)
{
    public override SyntaxNode? VisitInvocationExpression(InvocationExpressionSyntax node)
    {
        var visited = (InvocationExpressionSyntax)base.VisitInvocationExpression(node)!;
        return Model.GetSymbolInfo(node).Symbol is IMethodSymbol { Name: "PostAsync" } method && method.ContainingType.ToDisplayString() == "System.Net.Http.HttpClient"
            && visited.Expression is MemberAccessExpressionSyntax access && Arguments(visited) is [var url, { Expression: InvocationExpressionSyntax content }, .. var rest]
            && content is { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Create" } create, ArgumentList.Arguments: [var body] }
            && create.Expression.ToString().EndsWith("JsonContent", StringComparison.Ordinal)
            ? Expression($"{access.Expression}.PostAsJsonAsync({string.Join(", ", rest.Select(argument => argument.ToString()).Prepend(body.ToString()).Prepend(url.ToString()))})")
            : visited;
    }
}
