using System.Net;
using System.Text;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace RefreshRace.Tool.Reports.Html;

/// <summary>Lines of C# as HTML, with keywords, strings and comments coloured.</summary>
internal sealed class CodeHtml
{
    private readonly SourceText _text;
    private readonly List<(TextSpan Span, string Style)> _styles = [];

    public CodeHtml(string source)
    {
        _text = SourceText.From(source);
        foreach (var token in SyntaxFactory.ParseTokens(source))
        {
            foreach (var trivia in token.LeadingTrivia.Concat(token.TrailingTrivia))
            {
                if (Style(trivia.Kind()) is { } style)
                {
                    _styles.Add((trivia.FullSpan, style));
                }
            }

            if (Style(token.Kind()) is { } known)
            {
                _styles.Add((token.Span, known));
            }
        }

        _styles.Sort((first, second) => first.Span.Start.CompareTo(second.Span.Start));
    }

    public int Lines => _text.Lines.Count;

    /// <summary>One line.</summary>
    /// <param name="number">From 1.</param>
    public string Line(int number)
    {
        var line = _text.Lines[number - 1].Span;
        var html = new StringBuilder();
        var at = line.Start;
        foreach (var (span, style) in Within(line))
        {
            html.Append(Html(at, span.Start)).Append($"<span class=\"{style}\">").Append(Html(span.Start, span.End)).Append("</span>");
            at = span.End;
        }

        return html.Append(Html(at, line.End)).ToString();
    }

    private IEnumerable<(TextSpan Span, string Style)> Within(TextSpan line) => _styles
        .Select(item => (item.Span.Intersection(line), item.Style))
        .Where(item => item.Item1 is { IsEmpty: false })
        .Select(item => (item.Item1!.Value, item.Style));

    private string Html(int start, int end) => start >= end ? "" : WebUtility.HtmlEncode(_text.ToString(TextSpan.FromBounds(start, end)));

    private static string? Style(SyntaxKind kind) => kind switch
    {
        SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia => "com",
        SyntaxKind.SingleLineDocumentationCommentTrivia or SyntaxKind.MultiLineDocumentationCommentTrivia => "com",
        SyntaxKind.StringLiteralToken or SyntaxKind.CharacterLiteralToken or SyntaxKind.InterpolatedStringTextToken => "str",
        SyntaxKind.SingleLineRawStringLiteralToken or SyntaxKind.MultiLineRawStringLiteralToken => "str",
        SyntaxKind.Utf8StringLiteralToken => "str",
        SyntaxKind.InterpolatedStringStartToken or SyntaxKind.InterpolatedStringEndToken => "str",
        SyntaxKind.NumericLiteralToken => "num",
        _ when SyntaxFacts.IsKeywordKind(kind) || SyntaxFacts.IsContextualKeyword(kind) => "key",
        _ => null,
    };
}
