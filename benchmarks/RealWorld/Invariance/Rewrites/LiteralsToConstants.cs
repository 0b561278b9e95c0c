using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>String literals in methods become private constants.</summary>
internal class LiteralsToConstants(Seed seed) : Rewrite(seed)
{
    private readonly Dictionary<string, string> _names = [];

    public override SyntaxNode? VisitClassDeclaration(ClassDeclarationSyntax node)
    {
        if (IsInClass)
        {
            return node;
        }

        _names.Clear();
        return base.VisitClassDeclaration(node);
    }

    public override SyntaxNode? VisitLiteralExpression(LiteralExpressionSyntax node)
    {
        if (!node.IsKind(SyntaxKind.StringLiteralExpression) || node.Token.ValueText.Length < 3 || !IsInClass || node.FirstAncestorOrSelf<BaseMethodDeclarationSyntax>() is not { } method
            || node.FirstAncestorOrSelf<AttributeSyntax>() is not null)
        {
            return node;
        }

        if (!_names.TryGetValue(node.Token.ValueText, out var name))
        {
            _names[node.Token.ValueText] = name = Fresh("Text");
            AddMember(Declaration(name, node.Token.ValueText), method);
        }

        return SyntaxFactory.IdentifierName(name);
    }

    protected virtual string Declaration(string name, string text) => $"private const string {name} = {SymbolDisplay.FormatLiteral(text, quote: true)};";
}
