namespace RefreshRace.Package.Tests;

/// <summary>What a kind of reference brings to the project that has it, and to those that refer to that project.</summary>
public sealed class ReferenceTests(ModeProject project) : IClassFixture<ModeProject>
{
    private const string Framework = "<TargetFramework>net10.0</TargetFramework>";

    private const string Empty = "public static class Nothing;";

    private Sandbox Sandbox => project.Sandbox;

    [Fact]
    public async Task A_global_reference_reports_and_sends_nobody_to_a_type_that_the_project_cannot_see()
    {
        project.Add("global", Framework, "");
        Sandbox.Write("global/Directory.Packages.props", $"""
            <Project>
              <PropertyGroup><ManagePackageVersionsCentrally>true</ManagePackageVersionsCentrally></PropertyGroup>
              <ItemGroup><GlobalPackageReference Include="RefreshRace" Version="{project.Package.Version}" /></ItemGroup>
            </Project>
            """);

        var output = await Sandbox.DotnetSucceedsAsync("global", "build");

        Assert.Contains("warning RR0001", output);
        Assert.Contains("share one refresh with a single-flight guard (a PackageReference to RefreshRace in this project provides one)", output);
        Assert.DoesNotContain("RefreshRace.SingleFlight", output);
        Assert.Contains("error RR0001", (await Sandbox.DotnetAsync("global", "build", "--no-restore", "--no-incremental", "-p:RefreshRaceMode=AllErrors")).Output);
    }

    [Theory]
    [InlineData("", true, true)]
    [InlineData("""PrivateAssets="all" """, false, false)]
    [InlineData("""PrivateAssets="none" """, true, true)]
    public async Task A_project_that_refers_to_a_library_gets(string attribute, bool rules, bool runtime)
    {
        var name = "refers" + (attribute.Length == 0 ? "" : attribute.Contains("all", StringComparison.Ordinal) ? "-all" : "-none");
        project.Add($"{name}/library", Framework, $"""<PackageReference Include="RefreshRace" Version="{project.Package.Version}" {attribute}/>""", Empty);
        project.Add($"{name}/app", Framework + "<CopyLocalLockFileAssemblies>true</CopyLocalLockFileAssemblies>", """<ProjectReference Include="../library/library.csproj" />""");
        project.Package.AddSurroundings(name);
        File.Delete(Sandbox.PathTo(name, "library", "nuget.config"));
        File.Delete(Sandbox.PathTo(name, "app", "nuget.config"));

        var output = await Sandbox.DotnetSucceedsAsync(name, "build", "app");

        Assert.Equal(rules, output.Contains("warning RR0001", StringComparison.Ordinal));
        Assert.Equal(runtime, File.Exists(Sandbox.PathTo(name, "app", "bin", "Debug", "net10.0", "RefreshRace.dll")));
    }
}
