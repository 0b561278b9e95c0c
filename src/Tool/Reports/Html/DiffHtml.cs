using System.Net;
using System.Text;
using RefreshRace.Tool.Findings;
using RefreshRace.Tool.Fixing;

namespace RefreshRace.Tool.Reports.Html;

/// <summary>The edits of a fix as a coloured diff.</summary>
internal static class DiffHtml
{
    public static string Of(IEnumerable<FileEdit> edits)
    {
        var html = new StringBuilder();
        foreach (var edit in edits)
        {
            html.Append($"<figure class=\"diff\"><figcaption>{WebUtility.HtmlEncode(edit.Path)}</figcaption><pre class=\"scroll\">");
            foreach (var line in UnifiedDiff.Of(edit).TrimEnd('\n').Split('\n').Skip(2))
            {
                html.Append($"<span class=\"{Style(line)}\">{WebUtility.HtmlEncode(line.TrimEnd('\r'))}\n</span>");
            }

            html.Append("</pre></figure>\n");
        }

        return html.ToString();
    }

    private static string Style(string line) => line switch
    {
        ['+', ..] => "add",
        ['-', ..] => "del",
        ['@', ..] => "at",
        _ => "ctx",
    };
}
