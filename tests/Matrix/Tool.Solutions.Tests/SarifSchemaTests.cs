namespace RefreshRace.Tool.Solutions.Tests;

/// <summary>The log is valid SARIF 2.1.0, by the validator of Microsoft's SARIF SDK and the schema in it.</summary>
public sealed class SarifSchemaTests : IDisposable
{
    private const string Validator = "@microsoft/sarif-multitool-linux";
    private const string Version = "5.7.0";

    private readonly Sandbox _sandbox = new();

    public void Dispose() => _sandbox.Dispose();

    [NeedsProgramFact("npm")]
    public async Task The_log_of_a_mixed_solution_is_valid()
    {
        MixedShop.Write(_sandbox);
        await ToolProcess.RunAsync(_sandbox.Root, "scan", "--sarif", "out.sarif");
        await InstallAsync();

        var (output, report) = await ValidateAsync("out.sarif");

        Assert.Contains("Analysis completed successfully", output);
        Assert.Empty(report);
    }

    [NeedsProgramFact("npm")]
    public async Task The_validator_sees_what_is_not_valid()
    {
        _sandbox.Write("bad.sarif", """{ "version": "2.1.0", "runs": [ { "tool": { "driver": { } }, "results": [ { "level": "loud" } ] } ] }""");
        await InstallAsync();

        Assert.NotEmpty((await ValidateAsync("bad.sarif")).Problems);
    }

    private async Task InstallAsync()
    {
        _sandbox.Write("npm/package.json", """{ "private": true }""");
        var (exitCode, output) = await _sandbox.RunAsync("npm", "npm", "install", "--no-audit", "--no-fund", $"{Validator}@{Version}");
        Assert.True(exitCode == 0, output);
        await _sandbox.RunAsync("npm", "chmod", "u+x", Program);
    }

    // Of all that it says, errors and warnings count; notes are advice, for example to embed the sources.
    private async Task<(string Output, string[] Problems)> ValidateAsync(string file)
    {
        var (_, output) = await _sandbox.RunAsync("", Program, "validate", file, "--level", "Error;Warning", "--kind", "Fail");
        return (output, [.. output.Split('\n').Where(line => line.Contains(": error ", StringComparison.Ordinal)
            || line.Contains(": warning ", StringComparison.Ordinal))]);
    }

    private string Program => _sandbox.PathTo("npm", "node_modules", "@microsoft", "sarif-multitool-linux", "Sarif.Multitool");
}
