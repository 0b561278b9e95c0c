using System.Diagnostics;
using System.Text.Json;

namespace RefreshRace.Tool.Tests.Support;

/// <summary>The built command, run as a user runs it.</summary>
/// <param name="ExitCode">What it returned.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
public sealed record ToolProcess(int ExitCode, string Output, string Error)
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromMinutes(6);

    private static string Dll => Path.Combine(
        Sandbox.RepositoryRoot, "src", "Tool", "bin", Sandbox.Configuration, "net10.0", "RefreshRace.Tool.dll");

    /// <summary>Standard output as the JSON that <c>--json</c> prints.</summary>
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    public static async Task<ToolProcess> RunAsync(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Dll, .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        foreach (var inherited in start.Environment.Keys.Where(key => key.StartsWith("MSBuild", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(inherited);
        }

        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var timeout = new CancellationTokenSource(s_timeout);
        try
        {
            await process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"refreshrace {string.Join(' ', arguments)} did not end.");
        }

        return new ToolProcess(process.ExitCode, await output, await error);
    }

    /// <summary>Everything it said, for the message of a failing test.</summary>
    public override string ToString() => $"exit code {ExitCode}\n{Output}\n{Error}";
}
