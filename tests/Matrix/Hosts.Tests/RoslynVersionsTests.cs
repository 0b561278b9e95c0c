namespace RefreshRace.Hosts.Tests;

/// <summary>
/// The compilers at both ends of what is supported. The other tests run in one between them; the project for these is no part of the solution, because it brings its compiler along.
/// </summary>
public class RoslynVersionsTests
{
    [Theory]
    [InlineData("4.5.0")]
    [InlineData("5.12.0")]
    public async Task What_is_reported_and_fixed_end_to_end_is_the_same_in_the_compiler(string version)
    {
        using var sandbox = new Sandbox();
        var project = Path.Combine(Sandbox.RepositoryRoot, "tests", "Roslyn.Versions", "Roslyn.Versions.csproj");
        var output = await sandbox.DotnetSucceedsAsync(
            "", "run", "--project", project, "-c", Sandbox.Configuration, "-p:BuildProjectReferences=false", $"-p:RoslynVersion={version}");

        Assert.Contains($"Roslyn {version}: ", output);
        Assert.Contains(", 0 failed.", output);
    }
}
