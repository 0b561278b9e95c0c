using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace RefreshRace.CodeFixes.Syntax;

/// <summary>Comments around code that a fix removes: they outlive it.</summary>
internal static class Comments
{
    public static bool Is(SyntaxTrivia trivia) =>
        trivia.Kind() is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia
            or SyntaxKind.SingleLineDocumentationCommentTrivia or SyntaxKind.MultiLineDocumentationCommentTrivia;

    public static IEnumerable<SyntaxTrivia> In(SyntaxNode node) => node.DescendantTrivia().Where(Is);

    public static IEnumerable<SyntaxTrivia> In(SyntaxToken token) => token.GetAllTrivia().Where(Is);

    /// <summary>Whether every comment of one version is in the other, as often.</summary>
    /// <param name="dropped">Comments that go with what they were about.</param>
    public static bool AreKept(SyntaxNode before, SyntaxNode after, IEnumerable<SyntaxTrivia>? dropped = null)
    {
        var kept = In(after).Concat(dropped ?? []).ToLookup(Text);
        return In(before).GroupBy(Text).All(group => kept[group.Key].Count() >= group.Count());
    }

    /// <summary>The comments, a line each, with the indentation of what they come before.</summary>
    public static IEnumerable<SyntaxTrivia> Lines(IEnumerable<SyntaxTrivia> comments, SyntaxTrivia indent, SyntaxTrivia newLine)
    {
        foreach (var comment in comments)
        {
            yield return indent;
            yield return comment;
            if (comment.Kind() is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia)
            {
                yield return newLine;
            }
        }
    }

    /// <summary>
    /// What leads a node, with the comments inside of it on lines of their own: for what takes the place of a node that goes.
    /// </summary>
    public static SyntaxTriviaList LeadingWithInner(SyntaxNode node, SyntaxTrivia newLine)
    {
        var leading = node.GetLeadingTrivia();
        var inner = node.DescendantTrivia().Where(trivia => Is(trivia) && node.Span.Contains(trivia.Span)).ToArray();
        if (inner.Length == 0)
        {
            return leading;
        }

        var indent = Indent(leading);
        var before = indent.IsKind(SyntaxKind.WhitespaceTrivia) && leading.Count > 0 ? leading.Take(leading.Count - 1) : leading;
        return SyntaxFactory.TriviaList(before.Concat(Lines(inner, indent, newLine)).Append(indent));
    }

    /// <summary>The white space right before a node; the formatter's, where there is none.</summary>
    public static SyntaxTrivia Indent(SyntaxTriviaList leading)
    {
        var last = leading.LastOrDefault();
        return last.IsKind(SyntaxKind.WhitespaceTrivia) ? last : SyntaxFactory.ElasticMarker;
    }

    private static string Text(SyntaxTrivia comment) => string.Concat(comment.ToFullString().Where(letter => !char.IsWhiteSpace(letter)));
}
