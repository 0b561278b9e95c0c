using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>Interfaces and types without code go to another project.</summary>
internal sealed class ContractsInLibrary(Seed seed) : LibraryRewrite(seed)
{
    protected override List<MemberDeclarationSyntax> Moved(List<MemberDeclarationSyntax> types) => [.. types.Where(type => type is InterfaceDeclarationSyntax or EnumDeclarationSyntax or DelegateDeclarationSyntax
        || (type is TypeDeclarationSyntax && !type.DescendantNodes().Any(node => node is BlockSyntax or ArrowExpressionClauseSyntax or StatementSyntax or ConstructorInitializerSyntax)))];
}
