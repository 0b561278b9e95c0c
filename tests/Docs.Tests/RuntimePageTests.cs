using System.Diagnostics.Metrics;
using System.Diagnostics.Tracing;
using System.Reflection;
using System.Text.RegularExpressions;

namespace RefreshRace.Docs.Tests;

/// <summary>What a flight tells is on the page about it, and nothing else: instruments, spans, tags and events.</summary>
public partial class RuntimePageTests
{
    private static readonly string s_section = Repository.Read("docs", "runtime-reference.md").Split("\n## ").Single(section => section.StartsWith("What can be observed\n", StringComparison.Ordinal));

    private static readonly string s_code = string.Concat(
        Directory.EnumerateFiles(Repository.PathTo("src", "Runtime", "Observability"), "*.cs")
            .Concat(Directory.EnumerateFiles(Repository.PathTo("src", "Runtime", "Engine"), "*.cs"))
            .Select(File.ReadAllText));

    [Fact]
    public void The_page_lists_exactly_the_instruments()
    {
        var published = new List<string>();
        using var meter = new Meter(nameof(RuntimePageTests));
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter == meter)
                published.Add($"{instrument.Name}: {instrument.GetType().Name.Split('`')[0]}, {instrument.Unit}");
        };
        _ = new SingleFlight<string, string>(new() { Meter = meter });
        listener.Start();
        Same(published, InstrumentInTable().Matches(s_section).Select(row => $"{row.Groups["name"]}: {row.Groups["kind"]}, {row.Groups["unit"]}"));
    }

    [Fact]
    public void The_page_names_exactly_the_instruments_and_spans() =>
        Same(NameInCode().Matches(s_code).Select(name => name.Groups["name"].Value), NameOnPage().Matches(s_section).Select(name => name.Groups["name"].Value));

    [Fact]
    public void The_page_lists_exactly_the_tags() =>
        Same(TagInCode().Matches(s_code).Select(tag => tag.Groups["key"].Value), TagOnPage().Matches(s_section).Select(tag => tag.Groups["key"].Value));

    [Theory]
    [InlineData("outcome", @"string OutcomeOf\(.*?\n    }")]
    [InlineData("kind", @"(\.Joined\(Name|\.StartJoin\(Name), [^\n]*")]
    public void The_page_lists_exactly_the_values_of_a_tag(string tag, string code)
    {
        var row = Regex.Match(s_section, $@"\| `{tag}`: (?<values>[\w, ]+) \|");
        Same(
            Regex.Matches(s_code, code, RegexOptions.Singleline).SelectMany(part => Literal().Matches(part.Value)).Select(literal => literal.Groups["value"].Value),
            row.Groups["values"].Value.Split(", "));
    }

    [Fact]
    public void The_page_lists_exactly_the_events()
    {
        var events =
            from type in typeof(SingleFlight<,>).Assembly.GetTypes()
            where type.IsSubclassOf(typeof(EventSource))
            from method in type.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            let written = method.GetCustomAttribute<EventAttribute>()
            where written is not null
            select $"{method.Name} ({written.EventId}), {written.Level}: {string.Join(", ", method.GetParameters().Select(parameter => $"`{parameter.Name}`"))}";
        Same(events, EventInTable().Matches(s_section).Select(row => $"{row.Groups["name"]} ({row.Groups["id"]}), {row.Groups["level"]}: {row.Groups["payload"]}"));
    }

    private static void Same(IEnumerable<string> real, IEnumerable<string> described)
    {
        var expected = real.Distinct().Order(StringComparer.OrdinalIgnoreCase).ToList();
        Assert.NotEmpty(expected);
        Assert.Equal(expected, described.Distinct().Order(StringComparer.OrdinalIgnoreCase), StringComparer.OrdinalIgnoreCase);
    }

    [GeneratedRegex(@"^\| `(?<name>refreshrace\.[a-z.]+)` \| (?<kind>\w+) \| `(?<unit>[^`]+)` \|", RegexOptions.Multiline)]
    private static partial Regex InstrumentInTable();

    [GeneratedRegex(@"^\| `(?<name>\w+)` \((?<id>\d+)\) \| (?<level>\w+) \| (?<payload>[^|]+) \|", RegexOptions.Multiline)]
    private static partial Regex EventInTable();

    [GeneratedRegex("\"(?<name>refreshrace\\.[a-z.]+)\"")]
    private static partial Regex NameInCode();

    [GeneratedRegex(@"`(?<name>refreshrace\.[a-z.]+)`")]
    private static partial Regex NameOnPage();

    [GeneratedRegex("(tags\\.Add|SetTag)\\(\"(?<key>\\w+)\"")]
    private static partial Regex TagInCode();

    [GeneratedRegex(@"(\| |the tag )`(?<key>\w+)`(: | where)")]
    private static partial Regex TagOnPage();

    [GeneratedRegex("\"(?<value>\\w+)\"")]
    private static partial Regex Literal();
}
