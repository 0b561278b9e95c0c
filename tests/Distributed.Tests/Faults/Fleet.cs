using System.Diagnostics;

namespace RefreshRace.Distributed.Tests;

/// <summary>Another process of the fleet, seen from the test.</summary>
internal sealed class Fleet : IDisposable
{
    private readonly Process _process;

    private Fleet(Process process) => _process = process;

    internal static async Task<Fleet> StartAsync(string role, string engine, string connectionString, Uri provider, TimeSpan lease)
    {
        var start = new ProcessStartInfo(
            Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet",
            [typeof(Program).Assembly.Location, role, engine, connectionString, provider.ToString(), lease.TotalMilliseconds.ToString()])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["DOTNET_TieredPGO"] = "0";
        var fleet = new Fleet(Process.Start(start)!);
        await fleet.ReadAsync("ready");
        return fleet;
    }

    internal Task RefreshAsync(string sessionFile, string token) => _process.StandardInput.WriteLineAsync(sessionFile + "\t" + token);

    internal async Task ReadAsync(string expected)
    {
        var line = await ReadLineAsync();
        if (line != expected)
            throw new InvalidOperationException($"The process was to say '{expected}' and said '{line}'.");
    }

    internal async Task<string?> ReadLineAsync() => await _process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(3));

    /// <summary>SIGKILL: nothing of the process runs any more.</summary>
    internal async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Stops the process without its notice, as a paused virtual machine is, or lets it go on.</summary>
    internal Task SignalAsync(string signal) => Shell.RunAsync("kill", "-" + signal, _process.Id.ToString());

    public void Dispose()
    {
        Shell.Kill(_process);
        _process.Dispose();
    }
}
