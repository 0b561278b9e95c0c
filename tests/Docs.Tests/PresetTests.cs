using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace RefreshRace.Docs.Tests;

/// <summary>The global configs behind <c>RefreshRaceMode</c> are generated from the descriptors.</summary>
public partial class PresetTests
{
    private static readonly Dictionary<string, string> s_severities = new()
    {
        ["AllWarnings"] = "warning",
        ["AllErrors"] = "error",
        ["Audit"] = "suggestion",
        ["None"] = "none",
    };

    private static readonly string s_build = Repository.PathTo("src", "Runtime", "build");

    public static TheoryData<string> Modes => [.. s_severities.Keys];

    [Theory, MemberData(nameof(Modes))]
    public void The_config_of_a_mode_is_what_the_descriptors_say(string mode)
    {
        var file = Path.Combine(s_build, "config", $"RefreshRace.{mode}.globalconfig");
        var expected = Config(mode);
        if (File.Exists(file) && File.ReadAllText(file) == expected)
            return;

        var written = Path.Combine(AppContext.BaseDirectory, Path.GetFileName(file));
        File.WriteAllText(written, expected);
        Assert.Fail($"{Repository.Relative(file)} is not what the descriptors say. Copy {written} over it.");
    }

    [Theory, MemberData(nameof(Modes))]
    public void The_compiler_reads_the_config_of_a_mode_without_complaint(string mode)
    {
        var set = AnalyzerConfigSet.Create(new[] { AnalyzerConfig.Parse(Config(mode), $"/RefreshRace.{mode}.globalconfig") }, out var problems);

        Assert.Empty(problems);
        Assert.Equal(Rules.All.Count, set.GlobalConfigOptions.TreeOptions.Count);
        Assert.Single(set.GlobalConfigOptions.TreeOptions.Values.Distinct());
    }

    [Fact]
    public void The_targets_the_page_and_the_configs_know_the_same_modes()
    {
        var expected = s_severities.Keys.Append("Default").Order(StringComparer.Ordinal).ToList();
        var targets = ModeInTargets().Matches(File.ReadAllText(Path.Combine(s_build, "RefreshRace.targets"))).Select(mode => mode.Groups["mode"].Value);
        var page = ModeOnPage().Matches(Repository.Read("docs", "severity.md")).Select(mode => mode.Groups["mode"].Value);
        var files = Directory.EnumerateFiles(Path.Combine(s_build, "config")).Select(file => Path.GetFileName(file).Split('.')[1]);

        Assert.Equal(expected, targets.Where(mode => mode.Length > 0).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(expected, page.Order(StringComparer.Ordinal));
        Assert.Equal(expected.Where(mode => mode != "Default"), files.Order(StringComparer.Ordinal));
    }

    /// <summary>A line per rule: the compiler does not ask a global config about a category.</summary>
    private static string Config(string mode) => string.Join('\n',
    [
        "# Generated from the rules by tests/Docs.Tests/PresetTests.cs.",
        "is_global = true",
        "global_level = -100",
        .. Rules.All.Select(rule => $"dotnet_diagnostic.{rule.Id}.severity = {s_severities[mode]}"),
        "",
    ]);

    [GeneratedRegex(@"'\$\(RefreshRaceMode\)' (==|!=) '(?<mode>\w*)'")]
    private static partial Regex ModeInTargets();

    [GeneratedRegex(@"^\| `(?<mode>\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex ModeOnPage();
}
