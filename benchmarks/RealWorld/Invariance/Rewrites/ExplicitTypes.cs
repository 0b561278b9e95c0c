using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>Locals that are declared with var name their type.</summary>
internal sealed class ExplicitTypes(Seed seed) : Rewrite(seed)
{
    public override SyntaxNode? VisitVariableDeclaration(VariableDeclarationSyntax node)
    {
        var visited = (VariableDeclarationSyntax)base.VisitVariableDeclaration(node)!;
        return node.Type.IsVar && Model.GetTypeInfo(node.Type).Type is { } type && !type.ToDisplayString().Contains('<' + "anonymous", StringComparison.Ordinal)
            ? visited.WithType(SyntaxFactory.ParseTypeName(TypeText(type, node) + " "))
            : visited;
    }
}
