using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;
using RefreshRace.Tool.Findings;

namespace RefreshRace.Tool.Reports.Html;

/// <summary>The code of a finding: what takes part in it, with the lines marked and said what they do.</summary>
internal sealed class Listings(SourceFiles files)
{
    private const int Context = 3;
    private const int MaxMarked = 12;

    public string Of(Finding finding)
    {
        var html = new StringBuilder();
        foreach (var file in MarksOf(finding).GroupBy(mark => mark.Path))
        {
            if (files.Of(file.Key) is { } code)
            {
                Listing(html, file.Key, code, [.. file.OrderBy(mark => mark.Line)]);
            }
        }

        return html.ToString();
    }

    private static IEnumerable<CodeMark> MarksOf(Finding finding)
    {
        var marks = new List<CodeMark>();
        Mark(finding.Site.Call, "redeems the refresh token", true);
        if (finding.Owner.Token is not null)
        {
            Mark(finding.Owner.Place, "reads the refresh token", false);
        }

        foreach (var guard in finding.Guards)
        {
            Mark(guard.Place, $"guard that does not hold: {guard.Why}", false);
        }

        if (finding.Site.KeepsAt is { } kept)
        {
            Mark(kept, "keeps the answer", false);
        }

        foreach (var failure in finding.Site.Failures)
        {
            Mark(failure.Place, $"a failure arrives here: {failure.Does}", failure.Ends);
        }

        Mark(finding.Place, finding.RuleId, true);
        foreach (var step in finding.Chains.FirstOrDefault([]))
        {
            Mark(step.Place, $"{step.Member} calls on", false);
        }

        return marks;

        // The first thing that is said of a line stands.
        void Mark(Place place, string text, bool isHarm)
        {
            if (!marks.Exists(mark => mark.Path == place.Path && mark.Line == place.Line))
            {
                marks.Add(new CodeMark(place.Path, place.Line, Math.Min(place.EndLine, place.Line + MaxMarked), text, isHarm));
            }
        }
    }

    private static void Listing(StringBuilder html, string path, CodeHtml code, ImmutableArray<CodeMark> marks)
    {
        html.Append($"<figure class=\"listing\"><figcaption>{Html(path)}</figcaption><div class=\"scroll\"><table><tbody>\n");
        var last = 0;
        foreach (var (start, end) in Ranges(marks, code.Lines))
        {
            if (last > 0)
            {
                html.Append("<tr class=\"gap\"><td></td><td>⋯</td><td></td></tr>\n");
            }

            for (var line = start; line <= end; line++)
            {
                Row(html, line, code.Line(line), marks.FirstOrDefault(mark => mark.Line <= line && line <= mark.EndLine));
            }

            last = end;
        }

        html.Append("</tbody></table></div></figure>\n");
    }

    private static void Row(StringBuilder html, int line, string code, CodeMark? mark)
    {
        var style = mark is null ? "" : mark.IsHarm ? " class=\"mark harm\"" : " class=\"mark\"";
        var text = mark?.Line == line ? $"<span>{Html(mark.Text)}</span>" : "";
        html.Append(CultureInfo.InvariantCulture,
            $"<tr{style}><td class=\"no\">{line}</td><td class=\"code\">{code}</td><td class=\"say\">{text}</td></tr>\n");
    }

    private static IEnumerable<(int Start, int End)> Ranges(ImmutableArray<CodeMark> marks, int lines)
    {
        (int Start, int End)? open = null;
        foreach (var mark in marks)
        {
            var (start, end) = (Math.Max(1, mark.Line - Context), Math.Min(lines, mark.EndLine + Context));
            if (open is { } range && start <= range.End + 2)
            {
                open = (range.Start, Math.Max(range.End, end));
                continue;
            }

            if (open is { } done)
            {
                yield return done;
            }

            open = (start, end);
        }

        if (open is { } rest)
        {
            yield return rest;
        }
    }

    private static string Html(string text) => WebUtility.HtmlEncode(text);
}
