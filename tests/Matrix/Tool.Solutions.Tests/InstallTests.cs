namespace RefreshRace.Tool.Solutions.Tests;

/// <summary>The package installs as a .NET tool, and runs from there.</summary>
public sealed class InstallTests : IDisposable
{
    private readonly Sandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task Installed_it_scans()
    {
        await Repository.WriteAsync(_sandbox);
        await PackageFeed.AddAsync(_sandbox, "Tool");
        await _sandbox.DotnetSucceedsAsync("", "tool", "install", "RefreshRace.Tool", "--tool-path", "tools", "--version", "*-*");

        var (exitCode, output) = await _sandbox.RunAsync("", _sandbox.PathTo("tools", "refreshrace"), "scan", "App");

        Assert.True(exitCode == 1, output);
        Assert.Contains("Provider owns _tokens.RefreshToken", output);
        Assert.Contains("(adds the package RefreshRace)", output);
    }
}
