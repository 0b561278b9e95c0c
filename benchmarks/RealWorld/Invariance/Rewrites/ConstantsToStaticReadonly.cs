using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>Private constant texts become static readonly fields.</summary>
internal sealed class ConstantsToStaticReadonly(Seed seed) : Rewrite(seed)
{
    public override SyntaxNode? VisitFieldDeclaration(FieldDeclarationSyntax node)
    {
        var visited = (FieldDeclarationSyntax)base.VisitFieldDeclaration(node)!;
        return !visited.Modifiers.Any(SyntaxKind.ConstKeyword) || visited.Declaration.Type.ToString() != "string"
            ? visited
            : visited.WithModifiers(SyntaxFactory.TokenList(visited.Modifiers.Where(modifier => !modifier.IsKind(SyntaxKind.ConstKeyword))
                .Append(SyntaxFactory.Token(SyntaxKind.StaticKeyword)).Append(SyntaxFactory.Token(SyntaxKind.ReadOnlyKeyword))));
    }
}
