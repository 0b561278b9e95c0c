using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>Locals that name their type are declared with var.</summary>
internal sealed class VarTypes(Seed seed) : Rewrite(seed)
{
    public override SyntaxNode? VisitLocalDeclarationStatement(LocalDeclarationStatementSyntax node)
    {
        var visited = (LocalDeclarationStatementSyntax)base.VisitLocalDeclarationStatement(node)!;
        return !node.IsConst && !node.Declaration.Type.IsVar && node.Declaration.Variables is [{ Initializer.Value: { } value }]
            && SymbolEqualityComparer.Default.Equals(Model.GetTypeInfo(value).Type, Model.GetTypeInfo(node.Declaration.Type).Type)
            && value is not (ImplicitObjectCreationExpressionSyntax or CollectionExpressionSyntax or InitializerExpressionSyntax or AnonymousFunctionExpressionSyntax)
            ? visited.WithDeclaration(visited.Declaration.WithType(SyntaxFactory.ParseTypeName("var ")))
            : visited;
    }
}
