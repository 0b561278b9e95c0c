namespace RefreshRace.Tool.Solutions.Tests;

/// <summary>The picture in the README is the output of the command.</summary>
public sealed class PictureTests : IDisposable
{
    private readonly Sandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task The_picture_is_what_the_command_says_of_the_sample_today()
    {
        var sample = Path.Combine("samples", "Studio", "Studio.csproj");

        var scan = await ToolProcess.RunAsync(Sandbox.RepositoryRoot, "scan", sample, "--svg", _sandbox.PathTo("scan.svg"));

        Assert.True(scan.ExitCode == 1, scan.ToString());
        Assert.Equal(File.ReadAllText(Path.Combine(Sandbox.RepositoryRoot, "docs", "tool-scan.svg")), _sandbox.Read("scan.svg"));
    }
}
