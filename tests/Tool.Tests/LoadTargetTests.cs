using RefreshRace.Tool.Loading;

namespace RefreshRace.Tool.Tests;

/// <summary>What a path on the command line names.</summary>
public sealed class LoadTargetTests : IDisposable
{
    private readonly Sandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public void A_folder_with_one_solution_is_that_solution()
    {
        _sandbox.Write("Shop.slnx", "<Solution />");
        _sandbox.Write("A/A.csproj", "<Project />");

        Assert.Equal(_sandbox.PathTo("Shop.slnx"), LoadTarget.Resolve(_sandbox.Root).Solution);
    }

    [Fact]
    public void The_two_formats_of_one_solution_are_one()
    {
        _sandbox.Write("Shop.sln", "");
        _sandbox.Write("Shop.slnx", "<Solution />");

        Assert.Equal(_sandbox.PathTo("Shop.slnx"), LoadTarget.Resolve(_sandbox.Root).Solution);
    }

    [Fact]
    public void A_folder_with_several_solutions_is_every_project_below_it_but_for_build_output()
    {
        _sandbox.Write("One.slnx", "<Solution />");
        _sandbox.Write("Two.slnx", "<Solution />");
        _sandbox.Write("A/A.csproj", "<Project />");
        _sandbox.Write("A/obj/Copy.csproj", "<Project />");
        _sandbox.Write("B/deep/B.csproj", "<Project />");

        var target = LoadTarget.Resolve(_sandbox.Root);

        Assert.Null(target.Solution);
        Assert.Equal([_sandbox.PathTo("A", "A.csproj"), _sandbox.PathTo("B", "deep", "B.csproj")], target.Projects.AsEnumerable());
        Assert.Contains("2 solutions", target.Note);
    }

    [Theory]
    [InlineData("missing", "no file or folder")]
    [InlineData(".", "no solution and no C# project")]
    [InlineData("notes.txt", "neither a solution")]
    public void What_cannot_be_loaded_is_told(string path, string message)
    {
        _sandbox.Write("notes.txt", "");

        var error = Assert.Throws<UsageException>(() => LoadTarget.Resolve(_sandbox.PathTo(path)));

        Assert.Contains(message, error.Message);
    }

    [Fact]
    public void Around_a_file_is_the_nearest_solution_above_it()
    {
        _sandbox.Write("Shop.slnx", "<Solution />");
        _sandbox.Write("A/A.csproj", "<Project />");
        _sandbox.Write("A/Code/File.cs", "");

        Assert.Equal(_sandbox.PathTo("Shop.slnx"), LoadTarget.Around(_sandbox.PathTo("A", "Code", "File.cs")).Solution);
    }

    [Fact]
    public void Around_a_file_beside_several_projects_are_all_of_them()
    {
        _sandbox.Write("One.csproj", "<Project />");
        _sandbox.Write("Two.csproj", "<Project />");
        _sandbox.Write("File.cs", "");

        var target = LoadTarget.Around(_sandbox.PathTo("File.cs"));

        Assert.Equal([_sandbox.PathTo("One.csproj"), _sandbox.PathTo("Two.csproj")], target.Projects.AsEnumerable());
    }

    // In a worktree and in a submodule, .git is a file.
    [Theory]
    [InlineData(".git/HEAD")]
    [InlineData("inner/.git")]
    public void Around_a_file_nothing_above_its_repository_is_looked_at(string git)
    {
        _sandbox.Write("Outer.slnx", "<Solution />");
        _sandbox.Write(git.StartsWith("inner", StringComparison.Ordinal) ? git : "inner/" + git, "gitdir: elsewhere");
        _sandbox.Write("inner/File.cs", "");

        Assert.Throws<UsageException>(() => LoadTarget.Around(_sandbox.PathTo("inner", "File.cs")));
    }
}
