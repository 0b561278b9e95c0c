using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace RefreshRace.CodeFixes.Syntax;

/// <summary>Edits of the modifiers of a declaration.</summary>
internal static class Modifiers
{
    public static SyntaxTokenList WithoutAsync(SyntaxTokenList modifiers)
    {
        var index = modifiers.IndexOf(SyntaxKind.AsyncKeyword);
        return index < 0 ? modifiers : modifiers.RemoveAt(index);
    }
}
