using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>Private fields, properties and methods get neutral names.</summary>
internal sealed class RenamePrivateMembers(Seed seed) : RenameRewrite(seed)
{
    protected override string Stem(ISymbol symbol) => symbol is IFieldSymbol ? "_m" : "M";

    protected override bool Renames(ISymbol symbol) => IsOfSeed(symbol)
        && symbol is IFieldSymbol { IsImplicitlyDeclared: false } or IPropertySymbol or IMethodSymbol { MethodKind: MethodKind.Ordinary }
        && symbol.DeclaredAccessibility == Accessibility.Private
        && symbol is not (IMethodSymbol { IsExtern: true } or { Name: "Main" })
        && symbol is not (IMethodSymbol { ExplicitInterfaceImplementations.Length: > 0 } or IPropertySymbol { ExplicitInterfaceImplementations.Length: > 0 });
}
