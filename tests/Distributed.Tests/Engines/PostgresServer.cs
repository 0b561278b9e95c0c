using System.Diagnostics;
using Npgsql;

namespace RefreshRace.Distributed.Tests;

/// <summary>A PostgreSQL server of the tests' own: on loopback, in a temporary folder, under a user without rights.</summary>
internal sealed class PostgresServer
{
    private readonly string _folder;
    private readonly string _binaries;
    private Process? _process;

    private PostgresServer(string folder, string binaries)
    {
        _folder = folder;
        _binaries = binaries;
        Port = Shell.FreePort();
        ConnectionString = $"Host=127.0.0.1;Port={Port};Username=tests;Database=postgres;Timeout=30;Maximum Pool Size=20";
    }

    internal static string? Missing { get; } = FindBinaries() is null
        ? "No PostgreSQL server is installed (Debian: apt install postgresql)." : null;

    internal string ConnectionString { get; }

    internal int Port { get; }

    /// <summary>Everything that the server has written down: its log and its files.</summary>
    internal string Folder => _folder;

    internal static async Task<PostgresServer> StartAsync()
    {
        var server = new PostgresServer(Shell.TemporaryFolder("postgres"), FindBinaries()!);
        if (Environment.IsPrivilegedProcess)
            await Shell.RunAsync("chown", "nobody", server._folder);
        var (program, arguments) = server.AsUser("initdb", "-D", Path.Combine(server._folder, "data"), "-U", "tests", "-A", "trust", "-E",
            "UTF8", "--locale=C", "--no-sync");
        await Shell.RunAsync(program, [.. arguments]);
        await server.LaunchAsync();
        return server;
    }

    internal async Task LaunchAsync()
    {
        // Durable against the death of the server, as by default; what is turned off matters for a loss of power alone.
        var (program, arguments) = AsUser(
            "postgres", "-D", Path.Combine(_folder, "data"), "-k", _folder, "-h", "127.0.0.1", "-p", Port.ToString(), "-c", "fsync=off",
                "-c", "max_connections=200");
        await using var dataSource = NpgsqlDataSource.Create(ConnectionString + ";Pooling=false");
        for (var attempt = 0; ; attempt++)
        {
            // A killed server's children hold on to its memory for a moment; until then a new one refuses to start.
            if (_process is not { HasExited: false })
                _process = Shell.Start(program, arguments, _folder);
            try
            {
                await using var connection = await dataSource.OpenConnectionAsync();
                return;
            }
            catch (NpgsqlException) when (attempt < 600)
            {
                await Task.Delay(50);
            }
        }
    }

    /// <summary>Kills the server as the system would when it is out of memory: without a word to anybody.</summary>
    internal void Kill() => Shell.Kill(_process!);

    private static string? FindBinaries()
    {
        if (OperatingSystem.IsWindows())
            return null;
        var installed = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Select(folder => Path.Combine(folder, "bin")) : [];
        var found = Shell.Find("initdb", [.. installed]);
        var real = found is null ? null : Path.GetDirectoryName(File.ResolveLinkTarget(found, returnFinalTarget: true)?.FullName ?? found);
        return real is not null && File.Exists(Path.Combine(real, "postgres")) ? real : null;
    }

    /// <summary>PostgreSQL does not run as root.</summary>
    private (string Program, string[] Arguments) AsUser(string program, params string[] arguments)
    {
        var path = Path.Combine(_binaries, program);
        return Environment.IsPrivilegedProcess ? ("setpriv", ["--reuid=nobody", "--regid=nogroup", "--clear-groups", path, .. arguments])
            : (path, arguments);
    }
}
