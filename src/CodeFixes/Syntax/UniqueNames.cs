using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RefreshRace.CodeFixes.Syntax;

/// <summary>Names that mean nothing else where they are written.</summary>
internal static class UniqueNames
{
    /// <summary>
    /// A name for a new member of the type: unknown to the type, its bases, its other parts and containers, and to all code in this part.
    /// </summary>
    public static string Member(string wanted, INamedTypeSymbol type, SyntaxNode declaration)
    {
        var taken = IdentifiersIn(declaration);
        for (INamedTypeSymbol? outer = type; outer is not null; outer = outer.ContainingType)
        {
            for (var at = outer; at is not null; at = at.BaseType)
            {
                taken.UnionWith(at.MemberNames);
            }
        }

        foreach (var part in type.DeclaringSyntaxReferences)
        {
            if (part.SyntaxTree != declaration.SyntaxTree)
            {
                taken.UnionWith(IdentifiersIn(part.GetSyntax()));
            }
        }

        return Free(wanted, taken);
    }

    /// <summary>
    /// A name for a lambda's parameter or a local: unknown to the whole member, because older compilers refuse to shadow.
    /// </summary>
    public static string Local(string wanted, SyntaxNode inside, params string[] alsoTaken)
    {
        SyntaxNode? member = inside.FirstAncestorOrSelf<MemberDeclarationSyntax>(at => at is not GlobalStatementSyntax);
        var taken = IdentifiersIn(member ?? inside.SyntaxTree.GetRoot());
        taken.UnionWith(alsoTaken);
        return Free(wanted, taken);
    }

    /// <summary>Whether code uses <c>_</c>, so that a parameter of that name around it would be meant: <c>_ = LogAsync();</c>.</summary>
    public static bool HasDiscard(SyntaxNode code) =>
        code.DescendantTokens().Any(token => token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == "_");

    private static HashSet<string> IdentifiersIn(SyntaxNode node) =>
        new(node.DescendantTokens().Where(token => token.IsKind(SyntaxKind.IdentifierToken))
            .Select(token => token.ValueText), StringComparer.Ordinal);

    private static string Free(string wanted, HashSet<string> taken)
    {
        // RefreshCore2Async: what follows "Async" would hide it.
        var (name, stem) = (wanted, Identifiers.WithoutAsync(wanted));
        for (var number = 2; taken.Contains(name); number++)
        {
            name = stem + number.ToString(System.Globalization.CultureInfo.InvariantCulture) + wanted.Substring(stem.Length);
        }

        return name;
    }
}
