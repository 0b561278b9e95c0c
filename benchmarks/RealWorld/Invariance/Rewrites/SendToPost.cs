using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>SendAsync of a request message that is built in place becomes PostAsync.</summary>
internal sealed class SendToPost(Seed seed) : Rewrite(seed)
{
    public override SyntaxNode? VisitInvocationExpression(InvocationExpressionSyntax node)
    {
        var visited = (InvocationExpressionSyntax)base.VisitInvocationExpression(node)!;
        return Model.GetSymbolInfo(node).Symbol is IMethodSymbol { Name: "SendAsync" } method && method.ContainingType.ToDisplayString() == "System.Net.Http.HttpClient"
            && visited.Expression is MemberAccessExpressionSyntax access && Arguments(visited) is [{ Expression: ObjectCreationExpressionSyntax request }, .. var rest]
            && request is { ArgumentList.Arguments: [{ Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Post" } }, var url] }
            && request.Initializer is { Expressions: [AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: "Content" }, Right: var content }] }
            && !rest.Any(argument => argument.ToString().Contains("HttpCompletionOption", StringComparison.Ordinal))
            ? Expression($"{access.Expression}.PostAsync({string.Join(", ", rest.Select(argument => argument.ToString()).Prepend(content.ToString()).Prepend(url.ToString()))})")
            : visited;
    }
}
