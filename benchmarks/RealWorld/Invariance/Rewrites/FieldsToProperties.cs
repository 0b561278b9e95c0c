using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>Private fields become properties that keep their value.</summary>
internal sealed class FieldsToProperties(Seed seed) : Rewrite(seed)
{
    public override SyntaxNode? VisitFieldDeclaration(FieldDeclarationSyntax node)
    {
        var visited = (FieldDeclarationSyntax)base.VisitFieldDeclaration(node)!;
        if (visited.Declaration.Variables is not [var variable] || visited.AttributeLists.Count > 0 || node.Parent is not ClassDeclarationSyntax
            || visited.Modifiers.Any(modifier => modifier.Kind() is SyntaxKind.ConstKeyword or SyntaxKind.VolatileKeyword or SyntaxKind.PublicKeyword or SyntaxKind.ProtectedKeyword))
        {
            return visited;
        }

        var accessors = visited.Modifiers.Any(SyntaxKind.ReadOnlyKeyword) ? "{ get; }" : "{ get; set; }";
        var modifiers = string.Join(' ', visited.Modifiers.Where(modifier => !modifier.IsKind(SyntaxKind.ReadOnlyKeyword)).Select(modifier => modifier.Text));
        var end = variable.Initializer is null ? string.Empty : $" {variable.Initializer};";
        return Member($"{modifiers} {visited.Declaration.Type} {variable.Identifier} {accessors}{end}").From(node);
    }
}
