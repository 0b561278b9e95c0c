using System.Net;
using System.Text;
using RefreshRace.Tool.Findings;
using RefreshRace.Tool.Reports.Scenes;
using RefreshRace.Tool.Reports.Sarif;

namespace RefreshRace.Tool.Reports.Html;

/// <summary>A finding as an article: the sentence, the diagram, the ways to it, the code, the fix.</summary>
internal static class FindingHtml
{
    public static string Of(Finding finding, string id, SourceFiles files)
    {
        var html = new StringBuilder();
        Head(html, finding, id);
        if (Scripts.For(finding) is { } scene)
        {
            html.Append("<figure class=\"stage\"><figcaption>How it collides here</figcaption>")
                .Append($"<div class=\"scroll\">{SequenceSvg.Of(scene, id)}</div></figure>\n");
        }

        Chains(html, finding);
        Guards(html, finding);
        html.Append(new Listings(files).Of(finding));
        Fix(html, finding);
        return html.Append("</article>\n").ToString();
    }

    private static void Head(StringBuilder html, Finding finding, string id)
    {
        var severity = finding.Severity.ToString().ToLowerInvariant();
        var state = finding.IsNew ? "" : "<span class=\"state\">known</span>";
        var weaknesses = CweTaxonomy.Of(finding.RuleId)
            .Select(cwe => $"<a href=\"https://cwe.mitre.org/data/definitions/{cwe}.html\">CWE-{cwe}</a>");
        html.Append($"""
            <article id="{id}" class="finding {severity}" tabindex="-1" data-text="{Html(SearchText(finding))}">
            <h3><a class="rule {severity}" href="{finding.Rule.HelpLinkUri}">{finding.RuleId}</a>
            {Html(finding.Rule.Title.ToString())} {state}</h3>
            <p class="place"><code>{Html(finding.Place.ToString())}</code> · <code>{Html(finding.Member)}</code> ·
            {Html(string.Join(", ", finding.Projects))} · {string.Join(" ", weaknesses)}</p>
            <p class="message">{Html(finding.Message)}</p>

            """);
    }

    private static string SearchText(Finding finding) =>
        $"{finding.RuleId} {finding.Rule.Title} {finding.Member} {finding.Place.Path} {finding.Owner.Type}".ToLowerInvariant();

    private static void Chains(StringBuilder html, Finding finding)
    {
        if (finding.Chains.All(chain => chain.Length < 2))
        {
            return;
        }

        html.Append("<section class=\"ways\"><h4>Who calls it</h4>\n");
        foreach (var chain in finding.Chains)
        {
            html.Append("<ol class=\"way\">");
            foreach (var (step, depth) in chain.Select((step, depth) => (step, depth)))
            {
                html.Append($"<li style=\"--depth:{depth}\"><b>{Html(step.Member)}</b> <code>{Html(step.Place.ToString())}</code></li>");
            }

            html.Append("</ol>\n");
        }

        if (finding.MoreChains > 0)
        {
            html.Append($"<p>and {Count.Of(finding.MoreChains, "more way")}</p>\n");
        }

        html.Append("</section>\n");
    }

    private static void Guards(StringBuilder html, Finding finding)
    {
        if (finding.Guards.IsEmpty)
        {
            return;
        }

        html.Append("<section class=\"guards\"><h4>What guards it, and why that does not hold</h4>\n<ul>\n");
        foreach (var guard in finding.Guards)
        {
            html.Append($"<li><code>{Html(guard.Name)}</code> <code class=\"at\">{Html(guard.Place.ToString())}</code> ")
                .Append($"{Html(guard.Why)}</li>\n");
        }

        html.Append("</ul></section>\n");
    }

    private static void Fix(StringBuilder html, Finding finding)
    {
        html.Append("<section class=\"fix\"><h4>Fix</h4>\n");
        if (finding.Fix.Title is { } title)
        {
            var package = finding.Fix.NeedsPackage ? " The project needs the package <code>RefreshRace</code> for it." : "";
            html.Append($"<p><span class=\"offer\">{Html(title)}</span>{package}</p>\n{DiffHtml.Of(finding.Fix.Edits)}");
        }
        else
        {
            html.Append($"<p class=\"no-fix\">{Html(finding.Fix.WhyNot!)}</p>\n");
        }

        html.Append("</section>\n");
    }

    private static string Html(string text) => WebUtility.HtmlEncode(text);
}
