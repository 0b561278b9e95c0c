using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>All types get a namespace.</summary>
internal sealed class InNamespace(Seed seed) : Rewrite(seed)
{
    public override Rewritten? Apply()
    {
        if (!HoldsTypesAlone)
        {
            return null;
        }

        var space = SyntaxFactory.FileScopedNamespaceDeclaration(SyntaxFactory.ParseName("Company.Product")).WithMembers(Seed.Root.Members);
        return new Rewritten([Seed.Root.WithMembers([space])]);
    }
}
