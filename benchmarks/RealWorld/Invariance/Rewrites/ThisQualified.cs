using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>Members of the own object are named with this.</summary>
internal sealed class ThisQualified(Seed seed) : Rewrite(seed)
{
    public override SyntaxNode? VisitIdentifierName(IdentifierNameSyntax node)
    {
        var symbol = Model.GetSymbolInfo(node).Symbol;
        var isInInitializer = node.Ancestors().Any(one => one is AttributeSyntax) || node.FirstAncestorOrSelf<BaseMethodDeclarationSyntax>() is null;
        return symbol is { IsStatic: false } and (IFieldSymbol or IPropertySymbol or IMethodSymbol { MethodKind: MethodKind.Ordinary }) && !isInInitializer
            && node.Parent is not (MemberAccessExpressionSyntax or MemberBindingExpressionSyntax or NameColonSyntax or NameEqualsSyntax or AnonymousObjectMemberDeclaratorSyntax or SubpatternSyntax or InitializerExpressionSyntax)
            | (node.Parent as MemberAccessExpressionSyntax)?.Expression == node
            && node.Parent is not AssignmentExpressionSyntax { Parent: InitializerExpressionSyntax or WithExpressionSyntax }
            ? Expression($"this.{node.Identifier}")
            : node;
    }
}
