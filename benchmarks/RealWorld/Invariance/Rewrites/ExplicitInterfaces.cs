using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>A public method of an interface is implemented explicitly.</summary>
internal sealed class ExplicitInterfaces(Seed seed) : Rewrite(seed)
{
    public override SyntaxNode? VisitMethodDeclaration(MethodDeclarationSyntax node)
    {
        var visited = (MethodDeclarationSyntax)base.VisitMethodDeclaration(node)!;
        if (Model.GetDeclaredSymbol(node) is not { DeclaredAccessibility: Accessibility.Public, IsStatic: false, IsOverride: false, IsVirtual: false, IsAbstract: false, ExplicitInterfaceImplementations.Length: 0 } method
            || Interface(method) is not { } type)
        {
            return visited;
        }

        var parameters = visited.ParameterList.Parameters.Select(parameter => parameter.WithDefault(null));
        return visited
            .WithModifiers(SyntaxFactory.TokenList(visited.Modifiers.Where(modifier => !modifier.IsKind(SyntaxKind.PublicKeyword))))
            .WithParameterList(SyntaxFactory.ParameterList(SyntaxFactory.SeparatedList(parameters)))
            .WithExplicitInterfaceSpecifier(SyntaxFactory.ExplicitInterfaceSpecifier(SyntaxFactory.ParseName(TypeText(type, node))));
    }

    private static INamedTypeSymbol? Interface(IMethodSymbol method) => method.ContainingType.AllInterfaces.FirstOrDefault(type => type.GetMembers(method.Name)
        .Any(member => SymbolEqualityComparer.Default.Equals(method.ContainingType.FindImplementationForInterfaceMember(member), method)));
}
