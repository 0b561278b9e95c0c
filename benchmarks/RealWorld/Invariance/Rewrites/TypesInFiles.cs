using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>Each type gets a file of its own.</summary>
internal sealed class TypesInFiles(Seed seed) : Rewrite(seed)
{
    public override Rewritten? Apply()
    {
        var count = Types(Seed.Root).Count;
        if (count < 2 || Seed.Root.Members.Any(SyntaxKind.GlobalStatement))
        {
            return null;
        }

        return new Rewritten([.. Enumerable.Range(0, count).Select(kept =>
        {
            var file = Seed.Root.RemoveNodes(Types(Seed.Root).Where((_, index) => index != kept), SyntaxRemoveOptions.KeepNoTrivia)!;
            return kept == 0 ? file : file.WithAttributeLists([]);
        })]);
    }

    private static List<SyntaxNode> Types(CompilationUnitSyntax root) => [.. root.DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax)
        .Where(node => node is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax)];
}
