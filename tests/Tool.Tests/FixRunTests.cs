using Microsoft.CodeAnalysis;
using RefreshRace.Tool.Fixing;
using RefreshRace.Tool.Tests.Support;

namespace RefreshRace.Tool.Tests;

/// <summary>Fix All over a solution that does not refer to the package yet.</summary>
public sealed class FixRunTests
{
    private static async Task<(FixRun Run, Solution Start)> RunAsync(Solution solution)
    {
        var (start, _) = await RuntimeReference.AddAsync(solution, solution.ProjectIds, CancellationToken.None);
        var run = new FixRun(start, solution.ProjectIds, _ => true, _ => { });
        await run.RunAsync(CancellationToken.None);
        return (run, start);
    }

    [Fact]
    public async Task Both_rules_of_a_site_are_fixed_and_a_second_run_changes_nothing()
    {
        var (run, start) = await RunAsync(Scanned.SolutionOf([("App/Sessions.cs", Sources.Chain)]));

        Assert.Empty(run.Left);
        Assert.Equal(2, run.Fixed);
        Assert.Empty(run.Refused);
        var edit = Assert.Single(await SolutionEdits.BetweenAsync(start, run.Solution, Scanned.Paths, CancellationToken.None));
        Assert.Equal("App/Sessions.cs", edit.Path);
        Assert.Contains("SingleFlight<", edit.After.ToString());
        Assert.DoesNotContain("catch", edit.After.ToString());
        Assert.Equal(run.Solution, (await RunAsync(run.Solution)).Run.Solution);
    }

    // What callers must not share gets no flight; the user is told so, and where to read on.
    [Fact]
    public async Task Why_a_refresh_gets_no_flight_is_told_with_its_key()
    {
        const string Gateway = """
            using System.Net.Http;

            public sealed class Gateway(HttpClient http)
            {
                private string _refreshToken = "";

                public async Task<HttpResponseMessage> RefreshAsync() => await http.PostAsync("/token", new FormUrlEncodedContent(
                    new Dictionary<string, string> { ["grant_type"] = "refresh_token", ["refresh_token"] = _refreshToken }));
            }
            """;
        var (run, _) = await RunAsync(Scanned.SolutionOf([("App/Gateway.cs", Gateway)]));

        var offers = new FixOffers(run.Solution, Scanned.Paths, withEdits: false);
        var fix = await offers.ForAsync(Assert.Single(run.Left), CancellationToken.None);

        Assert.Null(fix.Title);
        Assert.StartsWith("The refresh gives what callers must not share", fix.WhyNot);
        Assert.EndsWith("under 'result'.", fix.WhyNot);
    }

    [Fact]
    public async Task A_file_of_two_targets_gets_one_text()
    {
        var (run, _) = await RunAsync(Scanned.SolutionOf([("App/Provider.cs", Sources.Plain)], "net8.0", "net10.0"));

        var texts = new HashSet<string>();
        foreach (var id in run.Solution.GetDocumentIdsWithFilePath($"{Scanned.Root}/App/Provider.cs"))
        {
            texts.Add((await run.Solution.GetDocument(id)!.GetTextAsync()).ToString());
        }

        Assert.Contains("SingleFlight", Assert.Single(texts));
        Assert.Empty(run.Left);
    }

    [Fact]
    public async Task A_fix_that_would_not_compile_in_another_target_is_not_applied()
    {
        // In one of the targets the name of the runtime's namespace is a type of the code's own.
        const string Taken = "#if NET8_0\npublic static class RefreshRace { }\n#endif\n";

        var (run, start) = await RunAsync(Scanned.SolutionOf([("App/Provider.cs", Sources.Plain), ("App/Taken.cs", Taken)], "net10.0",
            "net8.0"));

        Assert.Equal(start, run.Solution);
        Assert.Single(run.Left);
    }

    [Fact]
    public async Task The_diff_is_one_that_git_applies()
    {
        var (run, start) = await RunAsync(Scanned.SolutionOf([("App/Provider.cs", Sources.Plain + "\n")]));
        var edits = await SolutionEdits.BetweenAsync(start, run.Solution, Scanned.Paths, CancellationToken.None);
        using var sandbox = new Sandbox();
        sandbox.Write("App/Provider.cs", Sources.Plain + "\n");
        sandbox.Write("fix.diff", UnifiedDiff.Of(edits));

        var (exitCode, output) = await sandbox.RunAsync("", "git", "apply", "fix.diff");

        Assert.True(exitCode == 0, output);
        Assert.Equal(edits[0].After.ToString(), sandbox.Read("App", "Provider.cs"));
    }
}
