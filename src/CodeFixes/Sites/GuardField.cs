using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.CodeFixes.Syntax;

namespace RefreshRace.CodeFixes.Sites;

/// <summary>The field of a guard whose work a flight takes over.</summary>
internal static class GuardField
{
    /// <summary>The declaration, where it can go as a whole.</summary>
    public static FieldDeclarationSyntax? In(TypeDeclarationSyntax type, string name) =>
        type.Members.OfType<FieldDeclarationSyntax>().FirstOrDefault(member =>
            member is { ContainsDirectives: false, AttributeLists.Count: 0, Declaration.Variables.Count: 1 }
                && member.Declaration.Variables[0].Identifier.ValueText == name);

    /// <summary>The comments above and behind it; they go to the field of the flight.</summary>
    public static SyntaxTriviaList CommentsOn(FieldDeclarationSyntax field) =>
        SyntaxFactory.TriviaList(field.GetLeadingTrivia().Concat(field.GetTrailingTrivia()).Where(Comments.Is));

    /// <summary>The tree with the comments somewhere in it, to be counted.</summary>
    public static SyntaxNode With(SyntaxNode root, SyntaxTriviaList comments)
    {
        var last = root.GetLastToken(includeZeroWidth: true);
        return root.ReplaceToken(last, last.WithTrailingTrivia(comments));
    }
}
