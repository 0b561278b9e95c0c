namespace RefreshRace.Tool.Solutions.Tests;

/// <summary>The fixes over a solution with central package management; what they leave is built with the package.</summary>
public sealed class FixTests : IAsyncLifetime
{
    private const string Central = """
        <Project>
          <!-- Versions of all projects. -->
          <PropertyGroup>
            <ManagePackageVersionsCentrally>true</ManagePackageVersionsCentrally>
          </PropertyGroup>
        </Project>
        """;

    private const string Lib = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFrameworks>net8.0;net10.0</TargetFrameworks>
            <Nullable>enable</Nullable>
          </PropertyGroup>
        </Project>
        """;

    private readonly Sandbox _sandbox = new();

    public async Task InitializeAsync()
    {
        await PackageFeed.AddAsync(_sandbox, "Runtime");
        _sandbox.Write("Directory.Packages.props", Central);
        _sandbox.Write("Shop.slnx", "<Solution><Project Path=\"Lib/Lib.csproj\" /><Project Path=\"Plain/Plain.csproj\" /></Solution>");
        _sandbox.Write("Lib/Lib.csproj", Lib);
        _sandbox.Write("Lib/Identity.cs", Repository.Identity);
        _sandbox.Write("Lib/Provider.cs", "\uFEFF" + Sources.Plain.ReplaceLineEndings("\r\n") + "\r\n");
        _sandbox.Write("Plain/Plain.csproj", Lib.Replace("net8.0;", "", StringComparison.Ordinal));
        _sandbox.Write("Plain/Nothing.cs", "public class Nothing;");
        await _sandbox.DotnetSucceedsAsync("", "restore");
    }

    public Task DisposeAsync()
    {
        _sandbox.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_dry_run_prints_what_the_run_then_does_and_the_result_builds_without_a_finding()
    {
        var dry = await ToolProcess.RunAsync(_sandbox.Root, "fix", "--dry-run", "--add-package");
        Assert.True(dry.ExitCode == 0, dry.ToString());
        Assert.DoesNotContain("SingleFlight", _sandbox.Read("Lib", "Provider.cs"));
        Assert.Contains("+++ b/Lib/Lib.csproj", dry.Output);
        Assert.Contains("+++ b/Directory.Packages.props", dry.Output);
        Assert.DoesNotContain("Plain.csproj", dry.Output);

        var run = await ToolProcess.RunAsync(_sandbox.Root, "fix", "--add-package");
        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.Contains("1 finding fixed in 3 files", run.Error);
        var code = File.ReadAllBytes(_sandbox.PathTo("Lib", "Provider.cs"));
        Assert.Equal([0xEF, 0xBB, 0xBF], code[..3]);
        Assert.DoesNotContain("\n", _sandbox.Read("Lib", "Provider.cs").Replace("\r\n", "", StringComparison.Ordinal));
        Assert.Contains("<PackageReference Include=\"RefreshRace\" />", _sandbox.Read("Lib", "Lib.csproj"));
        Assert.Contains("<PackageVersion Include=\"RefreshRace\" Version=", _sandbox.Read("Directory.Packages.props"));
        Assert.Contains("<!-- Versions of all projects. -->", _sandbox.Read("Directory.Packages.props"));

        var build = await _sandbox.DotnetSucceedsAsync("", "build", "Shop.slnx");
        Assert.DoesNotContain("RR0", build);

        var again = await ToolProcess.RunAsync(_sandbox.Root, "fix", "--add-package");
        Assert.True(again.ExitCode == 0, again.ToString());
        Assert.Contains("0 findings fixed in 0 files", again.Error);
    }

    [Fact]
    public async Task Without_the_package_the_command_to_add_it_is_printed()
    {
        var run = await ToolProcess.RunAsync(_sandbox.Root, "fix");

        Assert.Contains("dotnet add Lib/Lib.csproj package RefreshRace --version", run.Error);
        Assert.Equal(Lib, _sandbox.Read("Lib", "Lib.csproj"));
    }

    [Fact]
    public async Task What_the_build_with_the_package_finds_is_found_once()
    {
        _sandbox.Write("Directory.Packages.props", Central.Replace("</PropertyGroup>",
            "</PropertyGroup>\n  <ItemGroup>\n    <PackageVersion Include=\"RefreshRace\" Version=\"*\" />\n  </ItemGroup>",
                StringComparison.Ordinal)
            .Replace("<ManagePackageVersionsCentrally>",
                "<CentralPackageFloatingVersionsEnabled>true</CentralPackageFloatingVersionsEnabled>\n    <ManagePackageVersionsCentrally>",
                    StringComparison.Ordinal));
        _sandbox.Write("Lib/Lib.csproj", Lib
            .Replace("</Project>", "  <ItemGroup>\n    <PackageReference Include=\"RefreshRace\" />\n  </ItemGroup>\n</Project>",
                StringComparison.Ordinal));
        var build = await _sandbox.DotnetSucceedsAsync("", "build", "Shop.slnx", "--no-incremental");

        var scan = await ToolProcess.RunAsync(_sandbox.Root, "scan", "--json");

        Assert.Contains("Provider.cs(7,25): warning RR0001", build);
        var finding = Assert.Single(scan.Json.GetProperty("findings").EnumerateArray());
        Assert.Equal("RR0001", finding.GetProperty("rule").GetString());
        Assert.False(finding.GetProperty("fix").GetProperty("needsPackage").GetBoolean());
        Assert.True(scan.Json.GetProperty("projects")[0].GetProperty("hasPackage").GetBoolean());
    }
}
