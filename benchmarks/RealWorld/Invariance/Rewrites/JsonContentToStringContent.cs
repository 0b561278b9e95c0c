using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>JSON content becomes a text that is serialized by hand.</summary>
internal sealed class JsonContentToStringContent(Seed seed) : Rewrite(seed)
{
    public override SyntaxNode? VisitInvocationExpression(InvocationExpressionSyntax node)
    {
        var visited = (InvocationExpressionSyntax)base.VisitInvocationExpression(node)!;
        string Content(ExpressionSyntax body) =>
            $"new StringContent(global::System.Text.Json.JsonSerializer.Serialize({body}), global::System.Text.Encoding.UTF8, \"application/json\")";
        return Model.GetSymbolInfo(node).Symbol switch
        {
            IMethodSymbol { Name: "Create", ContainingType.Name: "JsonContent" } when visited.ArgumentList.Arguments is [{ } body] => Expression(Content(body.Expression)),
            IMethodSymbol { Name: "PostAsJsonAsync", ReducedFrom: not null } when visited.Expression is MemberAccessExpressionSyntax access && Arguments(visited) is [var url, var body, .. var rest] =>
                Expression($"{access.Expression}.PostAsync({string.Join(", ", rest.Select(argument => argument.ToString()).Prepend(Content(body.Expression)).Prepend(url.ToString()))})"),
            _ => visited,
        };
    }
}
