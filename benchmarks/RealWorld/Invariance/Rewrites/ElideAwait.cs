using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>An async method that only awaits a call returns its task.</summary>
internal sealed class ElideAwait(Seed seed) : Rewrite(seed)
{
    public override SyntaxNode? VisitMethodDeclaration(MethodDeclarationSyntax node)
    {
        var visited = (MethodDeclarationSyntax)base.VisitMethodDeclaration(node)!;
        if (!visited.Modifiers.Any(SyntaxKind.AsyncKeyword) || OnlyExpression(node) is not AwaitExpressionSyntax awaited
            || Task(awaited.Expression) is not { } task || Model.GetDeclaredSymbol(node) is not { } method
            || !SymbolEqualityComparer.Default.Equals(Model.GetTypeInfo(task).Type, method.ReturnType))
        {
            return visited;
        }

        var plain = visited.WithModifiers(SyntaxFactory.TokenList(visited.Modifiers.Where(modifier => !modifier.IsKind(SyntaxKind.AsyncKeyword))));
        return plain.Body is null
            ? plain.WithExpressionBody(SyntaxFactory.ArrowExpressionClause(task.WithoutTrivia()))
            : plain.WithBody(SyntaxFactory.Block(SyntaxFactory.ReturnStatement(task.WithoutTrivia())));
    }

    private static ExpressionSyntax? Task(ExpressionSyntax awaited) =>
        awaited is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" } configured } ? configured.Expression : awaited as InvocationExpressionSyntax;
}
