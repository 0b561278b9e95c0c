using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>Uses of constant texts are written out.</summary>
internal sealed class ConstantsToLiterals(Seed seed) : Rewrite(seed)
{
    public override SyntaxNode? VisitIdentifierName(IdentifierNameSyntax node) => Literal(node) ?? base.VisitIdentifierName(node);

    public override SyntaxNode? VisitMemberAccessExpression(MemberAccessExpressionSyntax node) => Literal(node) ?? base.VisitMemberAccessExpression(node);

    private ExpressionSyntax? Literal(ExpressionSyntax node) =>
        Model.GetSymbolInfo(node).Symbol is IFieldSymbol { HasConstantValue: true, ConstantValue: string text, Type.SpecialType: SpecialType.System_String }
            && node.Parent is not (MemberAccessExpressionSyntax or NameColonSyntax)
            ? SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal(text))
            : null;
}
