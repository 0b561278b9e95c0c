using System.Text.RegularExpressions;

namespace RefreshRace.Package.Tests;

/// <summary><c>RefreshRaceMode</c> as the build of an installed package follows it, with one target framework and with two.</summary>
public sealed partial class ModeTests(ModeProject project) : IClassFixture<ModeProject>
{
    [Theory]
    [InlineData(null, "warning RR0001, warning RR0002")]
    [InlineData("Default", "warning RR0001, warning RR0002")]
    [InlineData("AllWarnings", "warning RR0001, warning RR0002")]
    [InlineData("AllErrors", "error RR0001, error RR0002")]
    [InlineData("allerrors", "error RR0001, error RR0002")]
    [InlineData("Audit", "")]
    [InlineData("None", "")]
    public async Task A_mode_sets_the_severity_for_every_target(string? mode, string expected) =>
        Assert.Equal(expected, await FindingsAsync("", Mode(mode)));

    [Theory]
    [InlineData("Default", "error RR0001, error RR0002")]
    [InlineData("Audit", "")]
    public async Task With_warnings_as_errors_only_Audit_lets_the_build_pass(string mode, string expected) =>
        Assert.Equal(expected, await FindingsAsync("", [.. Mode(mode), "-warnaserror"]));

    [Fact]
    public async Task Audit_reports_to_the_log_what_None_does_not()
    {
        await FindingsAsync("", [.. Mode("Audit"), "-f", "net10.0", "-p:ErrorLog=audit.sarif%2Cversion=2.1"]);
        await FindingsAsync("", [.. Mode("None"), "-f", "net10.0", "-p:ErrorLog=none.sarif%2Cversion=2.1"]);

        Assert.Equal(
            ["RR0001 note", "RR0002 note"],
            SarifResult.Read(project.Sandbox.PathTo(ModeProject.Folder, "audit.sarif")).Select(result => $"{result.RuleId} {result.Level}"));
        Assert.Empty(SarifResult.Read(project.Sandbox.PathTo(ModeProject.Folder, "none.sarif")));
    }

    [Theory]
    [InlineData("dotnet_diagnostic.RR0001.severity = none", "error RR0002")]
    [InlineData("dotnet_diagnostic.RR0001.severity = warning", "error RR0002, warning RR0001")]
    public async Task What_the_user_says_of_a_rule_wins(string line, string expected) =>
        Assert.Equal(expected, await FindingsAsync($"[*.cs]\n{line}\n", Mode("AllErrors")));

    [Fact]
    public async Task A_value_that_is_no_mode_is_a_warning_that_names_the_five()
    {
        var (_, output) = await BuildAsync("", Mode("Strict"));

        var warning = Assert.Single(output.Split('\n').Where(line => line.Contains("RRMODE", StringComparison.Ordinal) && line.Contains("net10.0]", StringComparison.Ordinal)).Select(line => line.Trim()).Distinct());
        Assert.Contains("'Strict'. It must be Default, AllWarnings, AllErrors, Audit or None", warning);
        Assert.Equal("warning RR0001, warning RR0002, warning RRMODE", await FindingsAsync("", Mode("Strict")));
    }

    private static string[] Mode(string? mode) => mode is null ? [] : [$"-p:RefreshRaceMode={mode}"];

    private async Task<string> FindingsAsync(string editorConfig, string[] more)
    {
        var (exitCode, output) = await BuildAsync(editorConfig, more);
        var found = Finding().Matches(output).Select(match => $"{match.Groups["severity"].Value} {match.Groups["id"].Value}").Distinct().Order(StringComparer.Ordinal).ToList();
        Assert.Equal(found.Any(finding => finding.StartsWith("error", StringComparison.Ordinal)), exitCode != 0);
        return string.Join(", ", found);
    }

    private Task<(int ExitCode, string Output)> BuildAsync(string editorConfig, string[] more)
    {
        project.Sandbox.Write(Path.Combine(ModeProject.Folder, ".editorconfig"), "root = true\n" + editorConfig);
        return project.Sandbox.DotnetAsync(ModeProject.Folder, ["build", "--no-restore", "--no-incremental", .. more]);
    }

    [GeneratedRegex(@": (?<severity>warning|error) (?<id>RR\w+): ")]
    private static partial Regex Finding();
}
