using System.Text.Json;
using System.Text.RegularExpressions;
using RefreshRace.Docs.Tests.Telemetry;

namespace RefreshRace.Docs.Tests;

/// <summary>The page, the dashboard and the alerts ask for what the exporter really gives.</summary>
public partial class OpenTelemetryPageTests(ExportedTelemetry exported) : IClassFixture<ExportedTelemetry>
{
    private static readonly string s_page = Repository.Read("docs", "opentelemetry.md");

    /// <summary>Labels that Prometheus adds to what it scrapes.</summary>
    private static readonly string[] s_ofTheServer = ["job", "instance"];

    public static TheoryData<string> Queries => [.. Dashboard().Concat(Alerts()).Distinct()];

    [Theory, MemberData(nameof(Queries))]
    public void A_query_names_what_the_exporter_gives(string query)
    {
        var selectors = Selector().Matches(query);
        Assert.NotEmpty(selectors);
        Assert.All(selectors, selector =>
        {
            var name = selector.Groups["name"].Value;
            var samples = exported.Samples.Where(sample => sample.Name == name).ToList();
            Assert.True(samples.Count > 0, $"The exporter gives no {name}.");
            foreach (Match matcher in Matcher().Matches(selector.Groups["matchers"].Value))
                HasLabel(samples, matcher.Groups["label"].Value, matcher.Groups["value"].Value);
        });
    }

    [Theory, MemberData(nameof(Queries))]
    public void A_query_groups_by_labels_that_the_exporter_gives(string query)
    {
        var names = Selector().Matches(query).Select(selector => selector.Groups["name"].Value).ToHashSet();
        var samples = exported.Samples.Where(sample => names.Contains(sample.Name)).ToList();
        foreach (Match grouping in Grouping().Matches(query))
        {
            foreach (var label in grouping.Groups["labels"].Value.Split(',', StringSplitOptions.TrimEntries))
                HasLabel(samples, label, "$");
        }
    }

    [Fact]
    public void The_page_lists_exactly_the_metrics_of_the_exporter()
    {
        var real = exported.Samples.Select(sample => Suffix().Replace(sample.Name, ""))
            .Where(name => name.StartsWith("refreshrace_", StringComparison.Ordinal));
        var listed = MetricInTable().Matches(s_page).Select(row => row.Groups["name"].Value);
        Assert.Equal(real.Distinct().Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_page_lists_exactly_the_spans()
    {
        var listed = SpanInTable().Matches(s_page).Select(row => row.Groups["name"].Value);
        var real = exported.Spans.Select(span => span.OperationName).Distinct();
        Assert.Equal(real.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_histogram_has_the_buckets_of_the_view() =>
        Assert.Contains(
            exported.Samples, sample => sample.Name == "refreshrace_flight_duration_seconds_bucket" && sample.Labels["le"] == "0.25");

    [Fact]
    public void Every_panel_says_what_it_shows()
    {
        using var dashboard = JsonDocument.Parse(Repository.Read("docs", "opentelemetry", "dashboard.json"));
        Assert.All(dashboard.RootElement.GetProperty("panels").EnumerateArray(), panel =>
        {
            Assert.NotEqual("", panel.GetProperty("title").GetString());
            Assert.NotEqual("", panel.GetProperty("description").GetString());
        });
    }

    [Fact]
    public void The_page_describes_every_alert()
    {
        var rules = Repository.Read("docs", "opentelemetry", "alerts.yml");
        var alerts = Alert().Matches(rules).Select(alert => alert.Groups["name"].Value).ToList();
        Assert.NotEmpty(alerts);
        Assert.All(alerts, alert => Assert.Contains($"| `{alert}` |", s_page));
    }

    private static void HasLabel(List<ExportedSample> samples, string label, string value)
    {
        if (s_ofTheServer.Contains(label))
            return;

        // A value with a variable is the reader's; one with alternatives has to be there with each of them.
        var values = value.StartsWith('$') ? [] : value.Split('|');
        Assert.True(samples.Any(sample => sample.Labels.ContainsKey(label)), $"The exporter gives no label {label}.");
        Assert.All(values, wanted => Assert.Contains(samples, sample => sample.Labels.GetValueOrDefault(label) == wanted));
    }

    private static IEnumerable<string> Dashboard()
    {
        using var dashboard = JsonDocument.Parse(Repository.Read("docs", "opentelemetry", "dashboard.json"));
        return
        [
            .. dashboard.RootElement.GetProperty("panels").EnumerateArray()
                .SelectMany(panel => panel.GetProperty("targets").EnumerateArray())
                .Select(target => target.GetProperty("expr").GetString()!),
            .. dashboard.RootElement.GetProperty("templating").GetProperty("list").EnumerateArray()
                .Where(variable => variable.TryGetProperty("definition", out _))
                .Select(variable => variable.GetProperty("definition").GetString()!),
        ];
    }

    private static IEnumerable<string> Alerts() =>
        Expression().Matches(Repository.Read("docs", "opentelemetry", "alerts.yml")).Select(rule => rule.Groups["expr"].Value);

    [GeneratedRegex(@"(?<name>refreshrace_\w+)(\{(?<matchers>[^}]*)\})?")]
    private static partial Regex Selector();

    [GeneratedRegex("(?<label>\\w+)(=~|!=|!~|=)\"(?<value>[^\"]*)\"")]
    private static partial Regex Matcher();

    [GeneratedRegex(@"\b(by|on) \((?<labels>[^)]*)\)")]
    private static partial Regex Grouping();

    [GeneratedRegex(@"expr: >-\n(?<expr>(          .*\n)+)")]
    private static partial Regex Expression();

    [GeneratedRegex(@"- alert: (?<name>\w+)")]
    private static partial Regex Alert();

    [GeneratedRegex("_(bucket|sum|count)$")]
    private static partial Regex Suffix();

    [GeneratedRegex(@"^\| `(?<name>refreshrace_\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex MetricInTable();

    [GeneratedRegex(@"^\| `(?<name>refreshrace\.\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex SpanInTable();
}
