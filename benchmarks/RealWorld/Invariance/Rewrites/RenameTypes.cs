using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>Types without a namespace get neutral names; one in a namespace stands for a package, and one whose name a framework goes by keeps it.</summary>
internal sealed class RenameTypes(Seed seed) : RenameRewrite(seed)
{
    private static readonly string[] Conventions = ["Controller", "Middleware", "Hub", "Attribute"];

    protected override string Stem(ISymbol symbol) => symbol is INamedTypeSymbol { TypeKind: TypeKind.Interface } ? "IThing" : "Thing";

    protected override bool Renames(ISymbol symbol) => symbol is INamedTypeSymbol { TypeKind: not TypeKind.Delegate, IsAnonymousType: false }
        && IsOfSeed(symbol)
        && symbol.ContainingNamespace.IsGlobalNamespace
        && symbol.Name != "Program"
        && !Conventions.Any(ending => symbol.Name.EndsWith(ending, StringComparison.Ordinal));
}
