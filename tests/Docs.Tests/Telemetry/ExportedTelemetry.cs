using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace RefreshRace.Docs.Tests.Telemetry;

/// <summary>What the OpenTelemetry SDK exports of flights of every outcome: the text that Prometheus scrapes, and the spans.</summary>
public sealed class ExportedTelemetry : IAsyncLifetime
{
    private static readonly ExplicitBucketHistogramConfiguration s_buckets = new()
    {
        Boundaries = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    };

    private readonly List<Activity> _spans = [];

    /// <summary>The samples, without comments.</summary>
    public IReadOnlyList<ExportedSample> Samples { get; private set; } = [];

    public IReadOnlyList<Activity> Spans => _spans;

    public async Task InitializeAsync()
    {
        var port = FreePort();
        using var metrics = Sdk.CreateMeterProviderBuilder()
            .AddMeter("RefreshRace")
            .AddView("refreshrace.flight.duration", s_buckets)
            .AddPrometheusHttpListener(options => options.Port = port)
            .Build();
        using var traces = Sdk.CreateTracerProviderBuilder().AddSource("RefreshRace").AddInMemoryExporter(_spans).Build();

        await FlyAsync();

        using var http = new HttpClient();
        var text = await http.GetStringAsync(new Uri($"http://localhost:{port}/metrics"));
        Samples = [.. text.Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(ExportedSample.Parse)];
        traces.ForceFlush();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task FlyAsync()
    {
        var flight = new SingleFlight<string, string>(new() { Name = "provider", FlightTimeout = TimeSpan.FromSeconds(60) });
        var answer = new TaskCompletionSource<string>();
        var leader = flight.RunAsync("success", (_, _) => answer.Task);
        var joiner = flight.RunAsync("success", (_, _) => answer.Task);
        answer.SetResult("renewed");
        await Task.WhenAll(leader, joiner);
        await flight.RunAsync("success", (_, _) => throw new InvalidOperationException("The result is retained."));

        await Assert.ThrowsAsync<HttpRequestException>(() => flight.RunAsync("error", (_, _) => throw new HttpRequestException("refused")));
        await Assert.ThrowsAsync<IOException>(
            () => flight.RunAndCommitAsync("uncommitted", (_, _) => Task.FromResult("x"), (_, _, _) => throw new IOException("full")));

        var hasty = new SingleFlight<string, string>(new() { Name = "hasty", FlightTimeout = TimeSpan.FromMilliseconds(1) });
        await Assert.ThrowsAsync<TimeoutException>(() => hasty.RunAsync("timeout", async (_, token) =>
        {
            await Task.Delay(Timeout.Infinite, token);
            return "never";
        }));

        // A flight that was told of its timeout ends a moment later.
        await hasty.DrainAsync();
        GC.KeepAlive(flight);
    }
}
