namespace RefreshRace.Tool.Solutions.Tests;

/// <summary>A baseline, and what a branch brought: only what is new fails.</summary>
public sealed class NewFindingsTests : IAsyncLifetime
{
    private const string Another = """
        public sealed class Other(IIdentityClient identity, Tokens tokens)
        {
            private Tokens _tokens = tokens;

            public async Task RenewAsync() => _tokens = await identity.RefreshTokenAsync(_tokens.RefreshToken);
        }
        """;

    private readonly Sandbox _sandbox = new();

    public Task InitializeAsync() => Repository.WriteAsync(_sandbox);

    public Task DisposeAsync()
    {
        _sandbox.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_baseline_survives_moved_lines_and_a_moved_file_and_finds_what_is_new()
    {
        var update = await ToolProcess.RunAsync(_sandbox.Root, "scan", "--update-baseline");
        Assert.True(update.ExitCode == 0, update.ToString());

        File.Delete(_sandbox.PathTo("App", "Provider.cs"));
        _sandbox.Write("App/Moved/Provider.cs", "// Moved.\n\n\n" + Sources.Plain);
        var moved = await ToolProcess.RunAsync(_sandbox.Root, "scan", "--baseline", "refreshrace.baseline.json");
        Assert.True(moved.ExitCode == 0, moved.ToString());

        _sandbox.Write("App/Other.cs", Another);
        var added = await ToolProcess.RunAsync(_sandbox.Root, "scan", "--baseline", "refreshrace.baseline.json", "--json");
        Assert.True(added.ExitCode == 1, added.ToString());
        Assert.Equal(
            ["App/Moved/Provider.cs False", "App/Other.cs True"],
            added.Json.GetProperty("findings").EnumerateArray()
                .Select(finding => $"{finding.GetProperty("place").GetProperty("path")} {finding.GetProperty("isNew")}")
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Since_a_revision_what_the_branch_found_there_does_not_fail()
    {
        await Repository.GitAsync(_sandbox, "checkout", "-q", "-b", "branch");
        _sandbox.Write("App/Provider.cs", "// A comment.\n" + Sources.Plain);
        await Repository.CommitAsync(_sandbox);
        var same = await ToolProcess.RunAsync(_sandbox.Root, "scan", "--since", "main");
        Assert.True(same.ExitCode == 0, same.ToString());
        Assert.Contains("1 known (since main)", same.Output);

        _sandbox.Write("App/Other.cs", Another);
        var added = await ToolProcess.RunAsync(_sandbox.Root, "scan", "--since", "main", "--github");
        Assert.True(added.ExitCode == 1, added.ToString());
        Assert.Contains("::warning file=App/Other.cs,line=5,", added.Output);
        Assert.DoesNotContain("::warning file=App/Provider.cs", added.Output);
    }

    [Fact]
    public async Task Excluded_files_and_projects_are_left_out()
    {
        var file = await ToolProcess.RunAsync(_sandbox.Root, "scan", "--exclude", "App/Prov*.cs");
        Assert.True(file.ExitCode == 0, file.ToString());

        var project = await ToolProcess.RunAsync(_sandbox.Root, "scan", "--exclude", "App/**", "--json");
        Assert.True(project.ExitCode == 0, project.ToString());
        Assert.Equal("skipped", project.Json.GetProperty("projects")[0].GetProperty("state").GetString());
    }

    [Theory]
    [InlineData("There is no baseline 'missing.json'", "scan", "--baseline", "missing.json")]
    [InlineData("--since and --baseline", "scan", "--since", "main", "--baseline", "b.json")]
    [InlineData("nowhere", "scan", "--since", "nowhere")]
    [InlineData("--min-severity", "scan", "--min-severity", "loud")]
    [InlineData("no file or folder", "scan", "elsewhere")]
    [InlineData("There is no rule 'RR9999'", "fix", "--rules", "RR9999")]
    [InlineData("FILE:LINE", "explain", "App/Provider.cs")]
    [InlineData("unheard-of", "scan", "--unheard-of")]
    public async Task A_wrong_use_is_told_in_a_line_and_changes_nothing(string message, params string[] arguments)
    {
        var run = await ToolProcess.RunAsync(_sandbox.Root, arguments);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(message, run.Output + run.Error);
        Assert.DoesNotContain("   at ", run.Error);
    }

    [Fact]
    public async Task A_missing_SDK_is_told_with_the_file_that_asks_for_it()
    {
        _sandbox.Write("global.json", """{ "sdk": { "version": "9.0.999", "rollForward": "disable" } }""");

        var run = await ToolProcess.RunAsync(_sandbox.Root, "scan");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains($"The .NET SDK 9.0.999 that {_sandbox.PathTo("global.json")} asks for is not installed.", run.Output);
    }

    [Fact]
    public async Task A_line_is_explained_with_the_collision_and_the_fix()
    {
        var run = await ToolProcess.RunAsync(_sandbox.Root, "explain", "App/Provider.cs:7");
        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Contains("Provider.RenewAsync reads _tokens.RefreshToken at App/Provider.cs:7", run.Output);
        Assert.Contains("R1 (consumed)", run.Output);
        Assert.Contains("+++ b/App/Provider.cs", run.Output);

        var elsewhere = await ToolProcess.RunAsync(_sandbox.Root, "explain", "App/Provider.cs:1");
        Assert.Equal(1, elsewhere.ExitCode);
        Assert.Contains("RR0001 is at App/Provider.cs:7", elsewhere.Output);
    }
}
