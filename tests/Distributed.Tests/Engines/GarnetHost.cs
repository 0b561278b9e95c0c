using Garnet;
using RefreshRace.Redis;
using StackExchange.Redis;

namespace RefreshRace.Distributed.Tests;

/// <summary>Garnet speaks Redis and comes as a package, so the suite for Redis runs everywhere.</summary>
internal sealed class GarnetHost
{
    // Kept: its finalizer would close the port.
    private readonly GarnetServer _server;

    private GarnetHost(GarnetServer server, int port)
    {
        _server = server;
        ConnectionString = $"127.0.0.1:{port},abortConnect=false";
    }

    internal string ConnectionString { get; }

    internal static GarnetHost Start()
    {
        var port = Shell.FreePort();
        var server = new GarnetServer(
            ["--port", port.ToString(), "--bind", "127.0.0.1", "--memory", "64m", "--page", "1m", "--index", "8m", "--lua", "true",
            "--lua-transaction-mode", "true", "-q", "true"]);
        server.Start();
        return new(server, port);
    }
}
