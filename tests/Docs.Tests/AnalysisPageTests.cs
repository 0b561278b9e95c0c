using System.Globalization;
using System.Text.RegularExpressions;

namespace RefreshRace.Docs.Tests;

/// <summary>Every bound of a walk is on the page about the analysis, with its value, and no other.</summary>
public partial class AnalysisPageTests
{
    [Fact]
    public void The_page_lists_exactly_the_bounds_of_the_analyzer()
    {
        var set =
            from file in Directory.EnumerateFiles(Repository.PathTo("src", "Analyzers"), "*.cs", SearchOption.AllDirectories)
            where !Repository.Relative(file).Contains("/obj/", StringComparison.Ordinal)
            from Match bound in BoundInCode().Matches(File.ReadAllText(file))
            select $"{Path.GetFileName(file).Split('.')[0]}.{bound.Groups["name"].Value} = {int.Parse(bound.Groups["value"].Value.Replace("_", "", StringComparison.Ordinal), CultureInfo.InvariantCulture)}";
        var described =
            from line in File.ReadLines(Repository.PathTo("docs", "analysis.md"))
            let row = BoundInTable().Match(line)
            where row.Success
            select $"{row.Groups["name"].Value} = {row.Groups["value"].Value}";

        var expected = set.Order(StringComparer.Ordinal).ToList();
        Assert.NotEmpty(expected);
        Assert.Equal(expected, described.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex(@"private const int (?<name>Max\w+) = (?<value>[\d_]+);")]
    private static partial Regex BoundInCode();

    [GeneratedRegex(@"^\| `(?<name>\w+\.\w+)` \| (?<value>\d+) \|")]
    private static partial Regex BoundInTable();
}
