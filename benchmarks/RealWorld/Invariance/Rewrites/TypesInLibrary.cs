using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>All types but the last go to another project.</summary>
internal sealed class TypesInLibrary(Seed seed) : LibraryRewrite(seed)
{
    protected override List<MemberDeclarationSyntax> Moved(List<MemberDeclarationSyntax> types) => [.. types.SkipLast(1)];
}
