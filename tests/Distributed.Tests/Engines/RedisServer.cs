using System.Diagnostics;
using StackExchange.Redis;

namespace RefreshRace.Distributed.Tests;

/// <summary>A Redis server of the tests' own, on loopback and in a temporary folder, that forgets nothing when it is killed.</summary>
internal sealed class RedisServer
{
    private readonly string[] _more;
    private Process? _process;

    private RedisServer(string[] more)
    {
        _more = more;
        Folder = Shell.TemporaryFolder("redis");
        Port = Shell.FreePort();
    }

    internal static string? Missing { get; } = Shell.Find("redis-server") is null
        ? "No Redis server is installed (Debian: apt install redis-server)." : null;

    internal int Port { get; }

    internal string ConnectionString => $"127.0.0.1:{Port},abortConnect=false,connectRetry=100,connectTimeout=2000,asyncTimeout=3000";

    internal string Folder { get; }

    internal static async Task<RedisServer> StartAsync(params string[] more)
    {
        var server = new RedisServer(more);
        await server.LaunchAsync();
        return server;
    }

    internal async Task LaunchAsync()
    {
        string[] arguments = ["--port", Port.ToString(), "--bind", "127.0.0.1", "--dir", Folder, "--save", "", "--appendonly", "yes",
            "--appendfsync", "always", .. _more];
        _process = Shell.Start(Shell.Find("redis-server")!, arguments, Folder);
        var options = ConfigurationOptions.Parse($"127.0.0.1:{Port},connectTimeout=500,connectRetry=1");
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await using var connection = await ConnectionMultiplexer.ConnectAsync(options);
                await connection.GetDatabase().PingAsync();
                return;
            }
            catch (RedisException) when (attempt < 200)
            {
                await Task.Delay(50);
            }
        }
    }

    internal void Kill() => Shell.Kill(_process!);
}
