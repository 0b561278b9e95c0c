using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;
using RefreshRace.Tool.Findings;
using RefreshRace.Tool.Loading;

namespace RefreshRace.Tool.Reports.Html;

/// <summary>One page without outside parts: an overview, and for each finding the collision as a diagram, the code, and the fix.</summary>
internal sealed class HtmlReport
{
    private readonly StringBuilder _page = new();
    private readonly ScanResult _result;
    private readonly ImmutableArray<(Finding Finding, string Id)> _findings;

    private HtmlReport(ScanResult result)
    {
        _result = result;
        _findings = [.. result.Findings.Select((finding, index) => (finding, $"f{index + 1}"))];
    }

    public static string Of(ScanResult result) => new HtmlReport(result).Write();

    private string Write()
    {
        var title = Html($"RefreshRace: {_result.Name}");
        _page.Append($"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy"
              content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
            <link rel="icon" href="data:,">
            <title>{title}</title>
            <style>
            {PageParts.Read("report.css")}
            </style>
            </head>
            <body>
            <a class="skip" href="#main">Skip to the findings</a>

            """);
        Header();
        _page.Append("<div class=\"layout\">\n");
        Navigation();
        _page.Append("<main id=\"main\" tabindex=\"-1\">\n");
        Overview();
        foreach (var owner in _findings.GroupBy(item => item.Finding.Owner.Type))
        {
            Owner([.. owner]);
        }

        _page.Append("</main>\n</div>\n");
        Footer();
        _page.Append($"<script>\n{PageParts.Read("report.js")}\n</script>\n</body>\n</html>\n");
        return _page.ToString();
    }

    private void Header()
    {
        var commit = _result.Repository?.Commit is { } hash ? $" at <code>{hash[..10]}</code>" : "";
        var branch = _result.Repository?.Branch is { } name ? $" on <code>{Html(name)}</code>" : "";
        _page.Append($"""
            <header class="top">
            <div class="brand"><span class="logo" aria-hidden="true">R1<i>→</i>R2</span><div><h1>{Html(_result.Name)}</h1>
            <p>RefreshRace {ToolVersion.Text}{commit}{branch}</p></div></div>
            <div class="tools"><label class="filter"><span class="sr">Filter findings</span>
            <input id="filter" type="search" placeholder="Filter  /"></label>
            <button id="theme" type="button" aria-label="Switch between light and dark">◐</button>
            <button id="help" type="button" aria-label="Keys" aria-expanded="false" aria-controls="keys">?</button></div>
            </header>
            <div id="keys" class="keys" hidden><kbd>j</kbd> <kbd>k</kbd> next and previous finding <kbd>/</kbd> filter
            <kbd>t</kbd> light or dark <kbd>?</kbd> these keys <kbd>Esc</kbd> close</div>

            """);
    }

    private void Navigation()
    {
        _page.Append("<nav aria-label=\"Findings\"><ol>\n<li><a href=\"#overview\">Overview</a></li>\n");
        foreach (var owner in _findings.GroupBy(item => item.Finding.Owner.Type))
        {
            _page.Append($"<li class=\"owner\"><b>{Html(owner.Key)}</b><ol>\n");
            foreach (var (finding, id) in owner)
            {
                var known = finding.IsNew ? "" : " known";
                _page.Append($"<li data-of=\"{id}\"><a class=\"{Severity(finding)}{known}\" href=\"#{id}\">")
                    .Append($"<span class=\"rule\">{finding.RuleId}</span> {Html(finding.Member)}</a></li>\n");
            }

            _page.Append("</ol></li>\n");
        }

        _page.Append("</ol></nav>\n");
    }

    private void Overview()
    {
        var fresh = _result.New.Count();
        var fixable = _result.Findings.Count(finding => finding.Fix.Title is not null);
        var analysed = _result.Projects.Count(project => project.State == ProjectState.Analysed);
        var label = _result.ComparedWith is null ? Noun(fresh, "finding") : "new";
        _page.Append("<section id=\"overview\" class=\"overview\">\n<h2>Overview</h2>\n<div class=\"cards\">\n");
        Card(fresh, label, fresh > 0 ? "bad" : "good");
        if (_result.ComparedWith is { } baseline)
        {
            Card(_result.Findings.Length - fresh, $"known ({baseline})", "");
        }

        Card(_findings.Select(item => item.Finding.Owner.Type).Distinct().Count(), "token " + Noun(2, "owner"), "");
        Card(fixable, "with a fix", "");
        Card(analysed, Noun(analysed, "project") + " analysed", "");
        _page.Append("</div>\n");
        OverviewTable.Write(_page, _result);
        Incomplete();
        if (_result.Findings.IsEmpty)
        {
            _page.Append("<p class=\"none\">Nothing was found.</p>\n");
        }

        _page.Append("</section>\n");
    }

    private void Card(int number, string label, string style) =>
        _page.Append(CultureInfo.InvariantCulture, $"<div class=\"card {style}\"><b>{number}</b><span>{Html(label)}</span></div>\n");

    private void Incomplete()
    {
        if (!_result.Failures.IsEmpty)
        {
            _page.Append("<div class=\"failed\"><h3>Could not be analysed</h3><ul>\n");
            _page.AppendJoin('\n', _result.Failures.Select(failure => $"<li>{Html(failure)}</li>")).Append("\n</ul></div>\n");
        }

        var analysed = _result.Projects.Where(project => project.State == ProjectState.Analysed);
        var gaps = analysed.Where(project => !project.Unbound.IsEmpty || !project.Notes.IsEmpty).ToList();
        if (gaps.Count > 0)
        {
            _page.Append("<details class=\"gaps\"><summary>Analysed with gaps: names that could not be resolved</summary><ul>\n");
            _page.AppendJoin('\n', gaps.Select(project =>
                $"<li><code>{Html(project.Path)}</code> {Html(string.Join(" ", project.Notes))} "
                + $"{Html(string.Join(", ", project.Unbound))}</li>"));
            _page.Append("\n</ul></details>\n");
        }
    }

    private void Owner(ImmutableArray<(Finding Finding, string Id)> group)
    {
        var owner = group.Select(item => item.Finding.Owner).OrderByDescending(known => known.Token is not null).First();
        var token = owner.Token is null ? "holds its own token" : $"owns <code>{Html(owner.Token)}</code>";
        var store = owner.Store is null ? "" : $" from <code>{Html(owner.Store)}</code>";
        _page.Append($"<section class=\"group\"><h2><code>{Html(owner.Type)}</code> <small>{token}{store}</small></h2>\n");
        foreach (var (finding, id) in group)
        {
            _page.Append(FindingHtml.Of(finding, id, new SourceFiles(_result.Root)));
        }

        _page.Append("</section>\n");
    }

    private void Footer()
    {
        var seconds = _result.Elapsed.TotalSeconds.ToString("F1", CultureInfo.InvariantCulture);
        var notes = string.Join(" · ", _result.Notes.Select(Html));
        var line = $"{seconds} s{(notes.Length > 0 ? " · " : "")}{notes}";
        _page.Append($"<footer>{line} · R1 is the refresh token that both requests read, R2 the one that replaces it.</footer>\n");
    }

    private static string Severity(Finding finding) => finding.Severity.ToString().ToLowerInvariant();

    private static string Noun(int number, string noun) => number == 1 ? noun : noun + "s";

    private static string Html(string text) => WebUtility.HtmlEncode(text);
}
