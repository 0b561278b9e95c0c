using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using RefreshRace.Tool.Baselines;
using RefreshRace.Tool.Tests.Support;

namespace RefreshRace.Tool.Tests;

/// <summary>The sources as they were where a branch began.</summary>
public sealed class RevisionSnapshotTests : IAsyncLifetime
{
    private readonly Sandbox _sandbox = new();

    public async Task InitializeAsync()
    {
        await GitAsync("init", "-q", "-b", "main");
        _sandbox.Write("App/App.csproj", "<Project />");
        _sandbox.Write("App/Changed.cs", "class Old;");
        _sandbox.Write("App/Deleted.cs", "class Deleted;");
        _sandbox.Write("App/Same.cs", "class Same;");
        await CommitAsync();
        await GitAsync("checkout", "-q", "-b", "branch");
        _sandbox.Write("App/Changed.cs", "class New;");
        _sandbox.Write("App/Added.cs", "class Added;");
        File.Delete(_sandbox.PathTo("App", "Deleted.cs"));
        await CommitAsync();
        _sandbox.Write("App/Untracked.cs", "class Untracked;");
    }

    public Task DisposeAsync()
    {
        _sandbox.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Files_are_as_they_were_and_only_their_projects_count_as_changed()
    {
        var (then, changed) = await new RevisionSnapshot(new Git(_sandbox.Root), _sandbox.Root).OfAsync(Solution(), "main",
            CancellationToken.None);

        var app = then.Projects.Single(project => project.Name == "App");
        var texts = await Task.WhenAll(app.Documents.Select(async document => (await document.GetTextAsync()).ToString()));
        Assert.Equal(["class Deleted;", "class Old;", "class Same;"], texts.Order(StringComparer.Ordinal));
        Assert.Equal(["App"], changed.Select(id => then.GetProject(id)!.Name));
    }

    [Fact]
    public async Task What_main_brought_meanwhile_is_not_the_branch_s()
    {
        await GitAsync("stash", "-q", "-u");
        await GitAsync("checkout", "-q", "main");
        _sandbox.Write("App/Same.cs", "class ChangedOnMain;");
        await CommitAsync();
        await GitAsync("checkout", "-q", "branch");

        var (then, _) = await new RevisionSnapshot(new Git(_sandbox.Root), _sandbox.Root).OfAsync(Solution(), "main",
            CancellationToken.None);

        var same = then.Projects.Single(project => project.Name == "App").Documents.Single(document => document.Name == "Same.cs");
        Assert.Equal("class Same;", (await same.GetTextAsync()).ToString());
    }

    [Fact]
    public async Task A_revision_that_does_not_exist_is_told()
    {
        var snapshot = new RevisionSnapshot(new Git(_sandbox.Root), _sandbox.Root);

        var error = await Assert.ThrowsAsync<UsageException>(() => snapshot.OfAsync(Solution(), "nowhere", CancellationToken.None));

        Assert.Contains("nowhere", error.Message);
    }

    // Asked before anything is loaded: a wrong name is told at once.
    [Theory]
    [InlineData("main", true)]
    [InlineData("HEAD~1", true)]
    [InlineData("nowhere", false)]
    [InlineData("--all", false)]
    public async Task A_name_is_known_if_it_is_that_of_a_commit(string revision, bool isKnown) =>
        Assert.Equal(isKnown, await new Git(_sandbox.Root).KnowsAsync(revision, CancellationToken.None));

    [Fact]
    public async Task An_unknown_revision_ends_a_scan_before_it_loads()
    {
        _sandbox.Write("App/App.csproj", "<Project Sdk=\"Nobody.Has.This/9.9.9\" />");
        var run = await ToolProcess.RunAsync(_sandbox.Root, "scan", ".", "--since", "nowhere");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("git does not know 'nowhere'", run.Error);
        Assert.DoesNotContain("Nobody.Has.This", run.Output + run.Error);
    }

    private Solution Solution()
    {
        var solution = new AdhocWorkspace().CurrentSolution;
        foreach (var name in new[] { "App", "Other" })
        {
            var id = ProjectId.CreateNewId();
            solution = solution.AddProject(ProjectInfo.Create(id, VersionStamp.Default, name, name, LanguageNames.CSharp, _sandbox.PathTo(
                name, $"{name}.csproj")));
            var folder = Directory.CreateDirectory(_sandbox.PathTo(name)).FullName;
            foreach (var file in Directory.EnumerateFiles(folder, "*.cs"))
            {
                solution = solution.AddDocument(DocumentId.CreateNewId(id), Path.GetFileName(file), SourceText.From(File.ReadAllText(file)),
                    filePath: file);
            }
        }

        return solution;
    }

    private async Task CommitAsync()
    {
        await GitAsync("add", "-A");
        await GitAsync("-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-q", "-m", "x");
    }

    private async Task GitAsync(params string[] arguments)
    {
        var (exitCode, output) = await _sandbox.RunAsync("", "git", ["-c", "user.name=t", "-c", "user.email=t@example.org", .. arguments]);
        Assert.True(exitCode == 0, output);
    }
}
