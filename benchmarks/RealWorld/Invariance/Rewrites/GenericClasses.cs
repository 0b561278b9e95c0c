using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>A class gets a type parameter that it does not use.</summary>
internal sealed class GenericClasses(Seed seed) : Rewrite(seed)
{
    private readonly HashSet<ISymbol> _classes = new(SymbolEqualityComparer.Default);

    public override Rewritten? Apply()
    {
        _classes.UnionWith(Seed.Root.DescendantNodes().OfType<ClassDeclarationSyntax>()
            .Where(one => one.Parent is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax && one.TypeParameterList is null && one.Members.OfType<MethodDeclarationSyntax>().Any())
            .Select(one => Model.GetDeclaredSymbol(one)!)
            .Where(type => type is { IsStatic: false, Name: not "Program", BaseType.SpecialType: SpecialType.System_Object } && !type.Name.EndsWith("Controller", StringComparison.Ordinal)));
        return base.Apply();
    }

    public override SyntaxNode? VisitClassDeclaration(ClassDeclarationSyntax node)
    {
        var visited = (ClassDeclarationSyntax)base.VisitClassDeclaration(node)!;
        return _classes.Contains(Model.GetDeclaredSymbol(node)!)
            ? visited.WithIdentifier(visited.Identifier.WithoutTrivia()).WithTypeParameterList(SyntaxFactory.TypeParameterList([SyntaxFactory.TypeParameter("TUnused")]))
            : visited;
    }

    public override SyntaxNode? VisitIdentifierName(IdentifierNameSyntax node)
    {
        if (Model.GetSymbolInfo(node).Symbol is not INamedTypeSymbol type || !_classes.Contains(type) || node.IsVar)
        {
            return node;
        }

        var isInside = node.Ancestors().OfType<ClassDeclarationSyntax>().Any(around => SymbolEqualityComparer.Default.Equals(Model.GetDeclaredSymbol(around), type));
        return SyntaxFactory.ParseTypeName($"{node.Identifier.ValueText}<{(isInside ? "TUnused" : "object")}>");
    }
}
