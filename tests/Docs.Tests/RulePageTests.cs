using System.Text.RegularExpressions;

namespace RefreshRace.Docs.Tests;

/// <summary>A rule is described in four places: its descriptor, the release notes of the analyzer, its page, and the table of the README. They agree.</summary>
public partial class RulePageTests
{
    private static readonly string[] s_sections =
        ["## What is reported", "## Why", "## How to fix it", "## Cases deliberately not flagged", "## When to suppress"];

    [Theory]
    [MemberData(nameof(Rules.Ids), MemberType = typeof(Rules))]
    public void The_page_has_the_title_and_the_table_of_the_descriptor(string id)
    {
        var rule = Rules.Of(id);
        var page = Repository.Read("docs", "rules", id + ".md");

        Assert.StartsWith($"# {id}: {rule.Title}\n", page);
        var row = Assert.Single(Rows(page), row => row[0] == id);
        Assert.Equal(Rules.Word(rule.DefaultSeverity), row[1]);
        Assert.Equal(rule.Category, row[2]);
        Assert.Equal(Rules.Fixable.Contains(id), row[3] != "none");
    }

    [Theory]
    [MemberData(nameof(Rules.Ids), MemberType = typeof(Rules))]
    public void The_page_has_its_sections_in_order(string id)
    {
        var page = Repository.Read("docs", "rules", id + ".md");

        Assert.Equal(s_sections, page.Split('\n').Where(line => line.StartsWith("## ", StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Rules.Ids), MemberType = typeof(Rules))]
    public void The_help_link_leads_to_the_page(string id) =>
        Assert.Matches($"^https://github\\.com/refreshrace/RefreshRace/blob/v\\d+\\.\\d+\\.\\d+[^/+]*/docs/rules/{id}\\.md$", Rules.Of(id).HelpLinkUri);

    [Theory]
    [MemberData(nameof(Rules.Ids), MemberType = typeof(Rules))]
    public void The_readme_lists_the_rule_with_its_title_severity_and_whether_it_has_a_fix(string id)
    {
        var rule = Rules.Of(id);
        var row = Assert.Single(Rows(Repository.Read("README.md")), row => row[0] == $"[{id}](docs/rules/{id}.md)");

        Assert.Equal(rule.Title.ToString(), row[1]);
        Assert.Equal(Rules.Word(rule.DefaultSeverity), row[2]);
        Assert.Equal(Rules.Fixable.Contains(id), row[3] != "–");
    }

    [Theory]
    [MemberData(nameof(Rules.Ids), MemberType = typeof(Rules))]
    public void The_analyzer_releases_list_the_rule_once(string id)
    {
        var rule = Rules.Of(id);
        var releases = Repository.Read("src", "Analyzers", "AnalyzerReleases.Shipped.md") + Repository.Read("src", "Analyzers", "AnalyzerReleases.Unshipped.md");
        var line = Assert.Single(releases.Split('\n'), line => line.StartsWith(id, StringComparison.Ordinal));

        Assert.StartsWith($"{id} | {rule.Category} | {Rules.Word(rule.DefaultSeverity)} | ", line);
    }

    [Fact]
    public void There_is_no_page_and_no_row_for_a_rule_that_does_not_exist()
    {
        var known = Rules.All.Select(rule => rule.Id).ToList();
        var pages = Directory.EnumerateFiles(Repository.PathTo("docs", "rules"), "RR*.md").Select(file => Path.GetFileNameWithoutExtension(file)!);
        var rows = RuleLink().Matches(Repository.Read("README.md")).Select(match => match.Groups["id"].Value);

        Assert.Equal(known, pages.Order(StringComparer.Ordinal));
        Assert.Equal(known, rows.Distinct().Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string[]> Rows(string page) =>
        page.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .Select(line => line.Trim('|', ' ').Split('|').Select(cell => cell.Trim()).ToArray())
            .Where(row => row.Length == 4);

    [GeneratedRegex(@"docs/rules/(?<id>RR\d{4})\.md")]
    private static partial Regex RuleLink();
}
