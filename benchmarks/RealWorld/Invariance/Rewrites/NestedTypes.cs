using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>All types become nested types of one static class.</summary>
internal sealed class NestedTypes(Seed seed) : Rewrite(seed)
{
    public override Rewritten? Apply()
    {
        if (!HoldsTypesAlone)
        {
            return null;
        }

        var outer = (ClassDeclarationSyntax)Member($"public static class {Fresh("Outer")} {{ }}");
        return new Rewritten([Seed.Root.WithMembers([outer.WithMembers(Seed.Root.Members)])]);
    }
}
