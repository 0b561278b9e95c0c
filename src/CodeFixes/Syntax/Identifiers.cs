using Microsoft.CodeAnalysis.CSharp;

namespace RefreshRace.CodeFixes.Syntax;

/// <summary>The text of identifiers.</summary>
internal static class Identifiers
{
    /// <summary>A name as it is written.</summary>
    public static string Escaped(string name) => SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None ? "@" + name : name;

    /// <summary>A name without its "Async".</summary>
    public static string WithoutAsync(string member) =>
        member.EndsWith("Async", StringComparison.Ordinal) && member.Length > 5 ? member.Substring(0, member.Length - 5) : member;
}
