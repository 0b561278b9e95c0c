using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>A new without a type names it.</summary>
internal sealed class ExplicitNew(Seed seed) : Rewrite(seed)
{
    public override SyntaxNode? VisitImplicitObjectCreationExpression(ImplicitObjectCreationExpressionSyntax node)
    {
        var visited = (ImplicitObjectCreationExpressionSyntax)base.VisitImplicitObjectCreationExpression(node)!;
        return Model.GetTypeInfo(node).Type is { } type ? Expression($"new {TypeText(type.WithNullableAnnotation(NullableAnnotation.NotAnnotated), node)}{visited.ArgumentList}{visited.Initializer}") : visited;
    }
}
