using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>The methods of a class stand in the opposite order.</summary>
internal sealed class ReversedMembers(Seed seed) : Rewrite(seed)
{
    public override SyntaxNode? VisitClassDeclaration(ClassDeclarationSyntax node)
    {
        var visited = (ClassDeclarationSyntax)base.VisitClassDeclaration(node)!;
        var methods = visited.Members.OfType<MethodDeclarationSyntax>().ToList();
        return methods.Count < 2 ? visited : visited.WithMembers(SyntaxFactory.List(visited.Members.Where(member => member is not MethodDeclarationSyntax).Concat(methods.AsEnumerable().Reverse())));
    }
}
