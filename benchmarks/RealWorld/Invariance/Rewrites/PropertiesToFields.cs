using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>Private properties that keep their value become fields.</summary>
internal sealed class PropertiesToFields(Seed seed) : Rewrite(seed)
{
    public override SyntaxNode? VisitPropertyDeclaration(PropertyDeclarationSyntax node)
    {
        var visited = (PropertyDeclarationSyntax)base.VisitPropertyDeclaration(node)!;
        if (Model.GetDeclaredSymbol(node) is not { DeclaredAccessibility: Accessibility.Private, ExplicitInterfaceImplementations.Length: 0 }
            || visited.AccessorList is not { } accessors || accessors.Accessors.Any(accessor => accessor.Body is not null || accessor.ExpressionBody is not null) || visited.AttributeLists.Count > 0)
        {
            return visited;
        }

        var isReadonly = accessors.Accessors.Count == 1 ? "readonly " : string.Empty;
        return Member($"{visited.Modifiers} {isReadonly}{visited.Type} {visited.Identifier} {visited.Initializer};").From(node);
    }
}
