using System.Text.RegularExpressions;

namespace RefreshRace.Package.Tests;

/// <summary>The main job, as a user does it: install the package, read the warnings, apply the fixes, run the program.</summary>
[Collection(PackedPackage.Collection)]
public partial class StudioTests(PackedPackage package)
{
    private string Help => $"https://github.com/refreshrace/RefreshRace/blob/v{package.Version}/docs/rules/";

    private Sandbox Sandbox => package.Sandbox;

    [Fact]
    public async Task The_fixes_turn_five_refreshes_into_one()
    {
        package.AddStudio("studio");
        await Sandbox.DotnetSucceedsAsync("studio", "restore");

        // As committed the sample races with itself, hides why, and signs the user out.
        Assert.Equal(["RR0001", "RR0002"], Warnings(await BuildAsync("studio", "-p:ErrorLog=before.sarif%2Cversion=2.1")));
        Assert.Equal(
            [
                new SarifResult("RR0001", "warning", "SessionService.cs", Help + "RR0001.md"),
                new SarifResult("RR0002", "warning", "SessionService.cs", Help + "RR0002.md"),
            ],
            SarifResult.Read(Sandbox.PathTo("studio", "before.sarif")));
        var before = await RunAsync("studio");
        Assert.Contains("refreshes that reached the identity provider: 5 (4 rejected)", before);
        Assert.Contains("API calls that failed: 4 of 5", before);
        Assert.Contains("user still signed in: no", before);

        await Sandbox.DotnetSucceedsAsync("studio", "format", "analyzers", "--diagnostics", "RR0001", "RR0002", "--severity", "warn", "--no-restore");

        Assert.Empty(Warnings(await BuildAsync("studio")));
        var after = await RunAsync("studio");
        Assert.Contains("refreshes that reached the identity provider: 1 (0 rejected)", after);
        Assert.Contains("API calls that failed: 0 of 5", after);
        Assert.Contains("user still signed in: yes", after);

        // samples/Studio.Fixed shows what the fixes write, and nothing else.
        Assert.Equal(
            File.ReadAllText(Path.Combine(Sandbox.RepositoryRoot, "samples", "Studio.Fixed", "SessionService.cs")),
            Sandbox.Read("studio", "SessionService.cs"));
    }

    [Fact]
    public async Task A_project_that_cannot_see_the_runtime_gets_the_warnings_and_no_fix_that_would_not_compile()
    {
        package.AddStudio("analyzer-only", """ExcludeAssets="compile;runtime" """);
        await Sandbox.DotnetSucceedsAsync("analyzer-only", "restore");

        Assert.Equal(["RR0001", "RR0002"], Warnings(await BuildAsync("analyzer-only")));

        var before = Sandbox.Read("analyzer-only", "SessionService.cs");
        await Sandbox.DotnetSucceedsAsync("analyzer-only", "format", "analyzers", "--diagnostics", "RR0001", "--severity", "warn", "--no-restore");
        Assert.Equal(before, Sandbox.Read("analyzer-only", "SessionService.cs"));
    }

    [Fact]
    public async Task Warnings_as_errors_stop_the_build()
    {
        package.AddStudio("strict");
        await Sandbox.DotnetSucceedsAsync("strict", "restore");

        var (exitCode, output) = await Sandbox.DotnetAsync("strict", "build", "--no-restore", "-warnaserror");

        Assert.NotEqual(0, exitCode);
        Assert.Contains("error RR0001", output);
    }

    private Task<string> BuildAsync(string folder, params string[] more) =>
        Sandbox.DotnetSucceedsAsync(folder, ["build", "--no-restore", "--no-incremental", .. more]);

    private Task<string> RunAsync(string folder) => Sandbox.DotnetSucceedsAsync(folder, "run", "--no-build");

    /// <summary>The ids of the warnings, of any tool, each place once.</summary>
    private static IEnumerable<string> Warnings(string output) =>
        Warning().Matches(output).Select(match => (match.Groups["place"].Value, Id: match.Groups["id"].Value)).Distinct().Select(warning => warning.Id).Order(StringComparer.Ordinal);

    [GeneratedRegex(@"^(?<place>\S.*?): warning (?<id>[A-Z]+\d+):", RegexOptions.Multiline)]
    private static partial Regex Warning();
}
