using System.Text.RegularExpressions;

namespace RefreshRace.Package.Tests;

/// <summary>
/// The fixes over a whole solution in one command: two projects, one of which refers to the other and is built for two frameworks, so that each of its documents is there twice.
/// TwoProjects/Before is what it starts from, TwoProjects/After what it must come to.
/// </summary>
[Collection(PackedPackage.Collection)]
public partial class TwoProjectsTests(PackedPackage package)
{
    private const string Folder = "two-projects";

    private static readonly string[] s_format = ["format", "analyzers", "Both.slnx", "--diagnostics", "RR0001", "RR0002", "RR0003", "RR0006", "--severity", "warn", "--no-restore"];

    private Sandbox Sandbox => package.Sandbox;

    [Fact]
    public async Task One_command_fixes_both_and_finds_nothing_more_to_do()
    {
        AddSolution();
        await Sandbox.DotnetSucceedsAsync(Folder, "restore", "Both.slnx");
        Assert.Equal(["Accounts.cs RR0001", "Accounts.cs RR0002", "DeviceSession.cs RR0003", "Kiosk.cs RR0001", "SharedSession.cs RR0006"], await BuildAsync());

        await Sandbox.DotnetSucceedsAsync(Folder, s_format);

        Assert.All(Sources("After"), source => Assert.Equal(source.Text, Sandbox.Read(Folder, source.File)));
        Assert.Empty(await BuildAsync());
        await Sandbox.DotnetSucceedsAsync(Folder, [.. s_format, "--verify-no-changes"]);
        Assert.All(Sources("After"), source => Assert.Equal(source.Text, Sandbox.Read(Folder, source.File)));
    }

    [Fact]
    public void What_it_comes_to_imports_the_package_once_where_it_uses_it() =>
        Assert.All(Sources("After"), source => Assert.Equal(source.Text.Contains("Flight<", StringComparison.Ordinal) ? 1 : 0, Regex.Count(source.Text, "using RefreshRace;")));

    private void AddSolution()
    {
        package.AddSurroundings(Folder);
        foreach (var (file, text) in Sources("Before"))
        {
            Sandbox.Write(Path.Combine(Folder, file), text);
        }

        Sandbox.Write(Path.Combine(Folder, "Identity", "Identity.csproj"), Project("<TargetFrameworks>net10.0;net10.0-windows</TargetFrameworks>", ""));
        Sandbox.Write(Path.Combine(Folder, "App", "App.csproj"), Project("<TargetFramework>net10.0</TargetFramework>", """<ProjectReference Include="../Identity/Identity.csproj" />"""));
        Sandbox.Write(Path.Combine(Folder, "Both.slnx"), """
            <Solution>
              <Project Path="App/App.csproj" />
              <Project Path="Identity/Identity.csproj" />
            </Solution>
            """);
    }

    // The build for Windows takes nothing from there, on any system.
    private string Project(string framework, string reference) => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            {framework}
            <EnableWindowsTargeting>true</EnableWindowsTargeting>
            <DisableTransitiveFrameworkReferenceDownloads>true</DisableTransitiveFrameworkReferenceDownloads>
            <ImplicitUsings>enable</ImplicitUsings>
            <Nullable>enable</Nullable>
            <NuGetAudit>false</NuGetAudit>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="RefreshRace" Version="{package.Version}" />
            {reference}
          </ItemGroup>
        </Project>
        """;

    /// <summary>The warnings of a build that has no error: each once, whatever it was built for.</summary>
    private async Task<IEnumerable<string>> BuildAsync() =>
        Warning().Matches(await Sandbox.DotnetSucceedsAsync(Folder, "build", "Both.slnx", "--no-restore", "--no-incremental"))
            .Select(warning => $"{Path.GetFileName(warning.Groups["file"].Value)} {warning.Groups["id"].Value}").Distinct().Order(StringComparer.Ordinal);

    private static IEnumerable<(string File, string Text)> Sources(string state)
    {
        var folder = Path.Combine(Sandbox.RepositoryRoot, "tests", "Package.Tests", "TwoProjects", state);
        return Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).Select(file => (Path.GetRelativePath(folder, file), File.ReadAllText(file)));
    }

    [GeneratedRegex(@"^(?<file>\S.*?)\(\d+,\d+\): warning (?<id>[A-Z]+\d+):", RegexOptions.Multiline)]
    private static partial Regex Warning();
}
