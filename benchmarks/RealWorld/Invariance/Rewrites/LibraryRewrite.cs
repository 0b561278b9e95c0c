using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>Moves types of a seed to another project, which this one refers to.</summary>
internal abstract class LibraryRewrite(Seed seed) : Rewrite(seed)
{
    public override Rewritten? Apply()
    {
        if (Seed.Root.Members.Any(SyntaxKind.GlobalStatement))
        {
            return null;
        }

        var types = Seed.Root.DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax).OfType<MemberDeclarationSyntax>().Where(node => node is not BaseNamespaceDeclarationSyntax).ToList();
        var moved = Moved(types);
        if (moved.Count == 0 || moved.Count == types.Count)
        {
            return null;
        }

        var library = Seed.Root.RemoveNodes(types.Except(moved), SyntaxRemoveOptions.KeepNoTrivia)!.WithAttributeLists([]);
        library = library.ReplaceNodes(library.DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax).OfType<MemberDeclarationSyntax>().Where(node => node is not BaseNamespaceDeclarationSyntax), (_, type) => Public(type));
        return new Rewritten([Seed.Root.RemoveNodes(moved, SyntaxRemoveOptions.KeepNoTrivia)!], library);
    }

    protected abstract List<MemberDeclarationSyntax> Moved(List<MemberDeclarationSyntax> types);

    private static MemberDeclarationSyntax Public(MemberDeclarationSyntax type) => type.Modifiers.Any(SyntaxKind.PublicKeyword) ? type : type.WithModifiers(SyntaxFactory.TokenList(
        type.Modifiers.Where(modifier => !modifier.IsKind(SyntaxKind.InternalKeyword)).Prepend(SyntaxFactory.Token(SyntaxKind.PublicKeyword)))).From(type);
}
