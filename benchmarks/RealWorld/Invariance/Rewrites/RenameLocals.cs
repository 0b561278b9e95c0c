using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>Locals, local functions, and the parameters of private methods, of lambdas and of primary constructors get neutral names.</summary>
internal sealed class RenameLocals(Seed seed) : RenameRewrite(seed)
{
    protected override string Stem(ISymbol symbol) => "v";

    protected override bool Renames(ISymbol symbol) => IsOfSeed(symbol) && symbol switch
    {
        ILocalSymbol => true,
        IMethodSymbol { MethodKind: MethodKind.LocalFunction } => true,
        IParameterSymbol { ContainingSymbol: IMethodSymbol method } => method.MethodKind switch
        {
            MethodKind.LocalFunction or MethodKind.AnonymousFunction => true,
            MethodKind.Ordinary => method.DeclaredAccessibility == Accessibility.Private,
            MethodKind.Constructor => !method.ContainingType.IsRecord && method.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax() is ClassDeclarationSyntax),
            _ => false,
        },
        _ => false,
    };
}
