using System.Text.RegularExpressions;

namespace RefreshRace.Docs.Tests;

/// <summary>Every option that the analyzer reads has a section on the configuration page, and no other.</summary>
public partial class ConfigurationPageTests
{
    [Fact]
    public void The_page_describes_exactly_the_options_that_the_analyzer_reads()
    {
        var read =
            from file in Directory.EnumerateFiles(Repository.PathTo("src", "Analyzers", "Options"), "*.cs")
            from Match option in OptionLiteral().Matches(File.ReadAllText(file))
            select option.Groups["key"].Value;
        var described =
            from line in File.ReadLines(Repository.PathTo("docs", "configuration.md"))
            let heading = OptionHeading().Match(line)
            where heading.Success
            select heading.Groups["key"].Value;

        Assert.Equal(read.Distinct().Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex("\"(?<key>refreshrace\\.[a-z_]+)\"")]
    private static partial Regex OptionLiteral();

    [GeneratedRegex("^### `?(?<key>refreshrace\\.[a-z_]+)`?$")]
    private static partial Regex OptionHeading();
}
