using System.Globalization;
using System.Net;
using System.Text;
using RefreshRace.Tool.Findings;
using RefreshRace.Tool.Loading;

namespace RefreshRace.Tool.Reports.Html;

/// <summary>How many findings of each rule each project has.</summary>
internal static class OverviewTable
{
    public static void Write(StringBuilder page, ScanResult result)
    {
        var rules = result.Findings.Select(finding => finding.Rule).DistinctBy(rule => rule.Id)
            .OrderBy(rule => rule.Id, StringComparer.Ordinal).ToList();
        if (rules.Count == 0)
        {
            return;
        }

        page.Append("<div class=\"scroll\"><table class=\"matrix\"><thead><tr><th scope=\"col\">Project</th>");
        foreach (var rule in rules)
        {
            page.Append($"<th scope=\"col\"><a href=\"{rule.HelpLinkUri}\" title=\"{Html(rule.Title.ToString())}\">{rule.Id}</a></th>");
        }

        page.Append("</tr></thead><tbody>\n");
        foreach (var project in result.Projects.Where(project => project.State != ProjectState.Skipped))
        {
            Row(page, project, [.. rules.Select(rule => Hits(result, project, rule.Id))]);
        }

        page.Append("</tbody></table></div>\n<dl class=\"rules\">\n");
        page.AppendJoin('\n', rules.Select(rule => $"<dt>{rule.Id}</dt><dd>{Html(rule.Title.ToString())}</dd>")).Append("\n</dl>\n");
    }

    private static void Row(StringBuilder page, ProjectReport project, int[] counts)
    {
        var targets = project.Targets.IsEmpty ? "" : $" <small>{Html(string.Join(", ", project.Targets))}</small>";
        var state = project.State == ProjectState.Failed ? " <em>not analysed</em>" : project.HasPackage ? " <small>has the package</small>"
            : "";
        page.Append($"<tr><th scope=\"row\">{Html(project.Name)}{targets}{state}</th>");
        foreach (var count in counts)
        {
            page.Append(CultureInfo.InvariantCulture, $"<td class=\"{(count > 0 ? "some" : "zero")}\">{(count > 0 ? count : "·")}</td>");
        }

        page.Append("</tr>\n");
    }

    // A linked file counts in each of its projects.
    private static int Hits(ScanResult result, ProjectReport project, string rule) => result.Findings.Count(finding =>
        finding.RuleId == rule && finding.Projects.Any(name => name == project.Name
            || name.StartsWith(project.Name + " (", StringComparison.Ordinal)));

    private static string Html(string text) => WebUtility.HtmlEncode(text);
}
