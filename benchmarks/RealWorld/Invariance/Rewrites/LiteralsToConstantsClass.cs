using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>String literals in methods become constants of a static class.</summary>
internal sealed class LiteralsToConstantsClass(Seed seed) : Rewrite(seed)
{
    private readonly Dictionary<string, string> _names = [];

    public override SyntaxNode? VisitCompilationUnit(CompilationUnitSyntax node)
    {
        var visited = (CompilationUnitSyntax)base.VisitCompilationUnit(node)!;
        if (_names.Count == 0)
        {
            return visited;
        }

        var constants = _names.Select(pair => $"public const string {pair.Value} = {SymbolDisplay.FormatLiteral(pair.Key, quote: true)};");
        return visited.AddMembers(Member($"internal static class Texts\n{{\n{string.Join('\n', constants)}\n}}"));
    }

    public override SyntaxNode? VisitLiteralExpression(LiteralExpressionSyntax node)
    {
        if (!node.IsKind(SyntaxKind.StringLiteralExpression) || node.Token.ValueText.Length < 3 || node.FirstAncestorOrSelf<BaseMethodDeclarationSyntax>() is null
            || node.FirstAncestorOrSelf<AttributeSyntax>() is not null)
        {
            return node;
        }

        if (!_names.TryGetValue(node.Token.ValueText, out var name))
        {
            _names[node.Token.ValueText] = name = Fresh("Text");
        }

        return Expression("Texts." + name);
    }
}
