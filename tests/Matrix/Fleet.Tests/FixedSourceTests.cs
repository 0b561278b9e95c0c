using RefreshRace.Tests;

namespace RefreshRace.Fleet.Matrix;

/// <summary>samples/Fleet/Fixed is what the fixes make of samples/Fleet/Racy, and nothing else.</summary>
public class FixedSourceTests
{
    [Fact]
    public async Task The_fixes_write_what_the_sample_shows()
    {
        using var sandbox = new Sandbox();
        var sample = Path.Combine(Sandbox.RepositoryRoot, "samples", "Fleet");
        foreach (var name in new[] { "Session", "TokenResponse", "ITokenService", "SessionStore", "IdentityProvider" })
            sandbox.Write(Path.Combine("app", name + ".cs"), File.ReadAllText(Path.Combine(sample, "App", name + ".cs")));
        sandbox.Write(Path.Combine("app", "TokenService.cs"), File.ReadAllText(Path.Combine(sample, "Racy", "TokenService.cs")));
        string Built(string project, string framework, string file) =>
            Path.Combine(Sandbox.RepositoryRoot, "src", project, "bin", Sandbox.Configuration, framework, file);
        sandbox.Write(Path.Combine("app", "app.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk.Web">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <OutputType>Library</OutputType>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
              </PropertyGroup>
              <ItemGroup>
                <Reference Include="{Built("Runtime", "net10.0", "RefreshRace.dll")}" />
                <Analyzer Include="{Built("CodeFixes", "netstandard2.0", "RefreshRace.Analyzers.dll")}" />
                <Analyzer Include="{Built("CodeFixes", "netstandard2.0", "RefreshRace.CodeFixes.dll")}" />
              </ItemGroup>
            </Project>
            """);
        sandbox.Write(Path.Combine("app", ".editorconfig"), "root = true\n");
        sandbox.Write(Path.Combine("app", "Directory.Build.props"), "<Project />");
        sandbox.Write(Path.Combine("app", "Directory.Packages.props"), "<Project />");
        await sandbox.DotnetSucceedsAsync("app", "restore");

        await sandbox.DotnetSucceedsAsync("app", "format", "analyzers", "--diagnostics", "RR0001", "RR0002", "--severity", "warn",
            "--no-restore");

        Assert.Equal(
            File.ReadAllText(Path.Combine(sample, "Fixed", "TokenService.cs")),
            sandbox.Read("app", "TokenService.cs").Replace("namespace Fleet.Racy;", "namespace Fleet.Fixed;"));
    }
}
