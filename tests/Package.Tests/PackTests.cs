namespace RefreshRace.Package.Tests;

/// <summary>A package without its rules would install without a word and warn of nothing, so packing must not succeed then.</summary>
public class PackTests
{
    [Theory]
    [InlineData("RefreshRace.Analyzers.dll", "RefreshRace.CodeFixes.dll")]
    [InlineData("RefreshRace.CodeFixes.dll", "RefreshRace.Analyzers.dll")]
    public async Task Packing_fails_when_a_dll_is_missing(string missing, string present)
    {
        using var sandbox = new Sandbox();
        var built = Path.Combine(Sandbox.RepositoryRoot, "src", "CodeFixes", "bin", Sandbox.Configuration, "netstandard2.0", present);
        Directory.CreateDirectory(sandbox.PathTo("dlls"));
        File.Copy(built, sandbox.PathTo("dlls", present));

        var (exitCode, output) = await sandbox.DotnetAsync("", PackedPackage.PackCommand(sandbox.PathTo("feed"), $"-p:AnalyzerDllFolder={sandbox.PathTo("dlls")}/"));

        Assert.NotEqual(0, exitCode);
        Assert.Contains($"error RRPACK: {sandbox.PathTo("dlls", missing)} is missing", output);
        Assert.False(Directory.Exists(sandbox.PathTo("feed")) && Directory.EnumerateFiles(sandbox.PathTo("feed")).Any());
    }
}
