using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace RefreshRace.Distributed.Tests;

/// <summary>Other programs, ports and folders.</summary>
internal static class Shell
{
    private static readonly List<Process> s_started = [];

    static Shell() => AppDomain.CurrentDomain.ProcessExit += static (_, _) =>
    {
        lock (s_started)
            s_started.ForEach(Kill);
    };

    internal static string? Find(string program, params string[] moreFolders) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Concat(
            moreFolders)
            .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>A folder that goes with the process.</summary>
    internal static string TemporaryFolder(string name)
    {
        var folder = Directory.CreateTempSubdirectory("refreshrace-" + name + "-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (IOException)
            {
                // A server that is just going still holds it.
            }
        };
        return folder;
    }

    /// <summary>Starts a program that ends with this process at the latest, however this one ends, and takes its folder with it. Its output
    /// goes to a file there.</summary>
    internal static Process Start(string program, IEnumerable<string> arguments, string folder)
    {
        // Through a shell, because a pipe that nobody reads would stop the server. $$ is the number of the shell, and of the program that
        // takes its place.
        var line = string.Join(' ', arguments.Prepend(program).Select(a => "'" + a.Replace("'", "'\\''") + "'"));
        var watch = $"(while kill -0 {Environment.ProcessId} 2>/dev/null; do kill -0 $$ 2>/dev/null || exit; sleep 1; done; kill -9 $$; sleep 1; rm -rf '{folder}') </dev/null >/dev/null 2>&1 &";
        var process = Process.Start(
            new ProcessStartInfo("/bin/sh", ["-c", $"{watch} exec {line} >>'{folder}/server.log' 2>&1"]) { UseShellExecute = false })!;
        lock (s_started)
            s_started.Add(process);
        return process;
    }

    internal static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException(
                $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {await output} {await error}");
    }

    internal static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }
        catch (InvalidOperationException)
        {
            // It has ended already.
        }
    }
}
