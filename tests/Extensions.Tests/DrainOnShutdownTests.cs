using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace RefreshRace.Extensions.Tests;

/// <summary>A host that stops while a token is being rotated.</summary>
public sealed class DrainOnShutdownTests
{
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task The_host_waits_for_the_commit_of_a_rotated_token()
    {
        using var host = Host(builder => builder.Services.AddSingleFlight<string, string>().DrainOnShutdown(s_long));
        await host.StartAsync();
        var flight = host.Services.GetRequiredService<SingleFlight<string, string>>();
        var store = new TaskCompletionSource<bool>();
        var call = flight.RunAndCommitAsync("token", (_, _) => Task.FromResult("rotated"), (_, _, _) => store.Task);

        var stop = host.StopAsync();
        Assert.False(stop.IsCompleted);
        store.SetResult(true);

        await stop;
        Assert.Equal("rotated", await call);
        await Assert.ThrowsAsync<InvalidOperationException>(() => flight.RunAsync("another", (_, _) => Task.FromResult("late")));
    }

    [Fact]
    public async Task Work_that_other_services_finish_while_stopping_can_still_refresh()
    {
        // The server is registered after the flight, so it is stopped first; the other way round must work as well.
        foreach (var serverFirst in new[] { false, true })
        {
            using var host = Host(builder =>
            {
                if (serverFirst)
                    builder.Services.AddHostedService<RefreshesWhileStopping>();
                builder.Services.AddSingleFlight<string, string>().DrainOnShutdown(s_long);
                if (!serverFirst)
                    builder.Services.AddHostedService<RefreshesWhileStopping>();
            });
            await host.StartAsync();
            await host.StopAsync();

            Assert.Equal("rotated", host.Services.GetServices<IHostedService>().OfType<RefreshesWhileStopping>().Single().Result);
        }
    }

    [Fact]
    public async Task A_flight_that_never_ends_does_not_keep_the_host()
    {
        var log = new Log();
        using var host = Host(builder =>
        {
            builder.Logging.AddProvider(log);
            builder.Services.AddKeyedSingleFlight<string, string>("contoso").DrainOnShutdown(TimeSpan.FromMilliseconds(50));
        });
        await host.StartAsync();
        var never = new TaskCompletionSource<string>();
        _ = host.Services.GetRequiredKeyedService<SingleFlight<string, string>>("contoso").RunAsync("secret-token", (_, _) => never.Task);

        await host.StopAsync();

        var line = Assert.Single(log.Lines, line => line.Contains("still under way"));
        Assert.Contains("contoso", line);
        Assert.DoesNotContain("secret-token", line);
        never.SetResult("too late");
    }

    [Fact]
    public async Task The_drain_has_its_own_time_whatever_the_hosts_is()
    {
        using var host = Host(builder =>
        {
            builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromMilliseconds(1));
            builder.Services.AddSingleFlight<string, string>().DrainOnShutdown(s_long);
            builder.Services.AddHostedService<StopsWhenTheHostLosesPatience>();
        });
        await host.StartAsync();
        var answer = new TaskCompletionSource<string>();
        var call = host.Services.GetRequiredService<SingleFlight<string, string>>().RunAsync("token", (_, _) => answer.Task);

        var stop = host.StopAsync();
        await host.Services.GetServices<IHostedService>().OfType<StopsWhenTheHostLosesPatience>().Single().Stopped;
        answer.SetResult("rotated");

        await stop;
        Assert.Equal("rotated", await call);
    }

    [Fact]
    public async Task Every_registered_flight_is_drained()
    {
        using var host = Host(builder =>
        {
            builder.Services.AddKeyedSingleFlight<string, string>("one").DrainOnShutdown(s_long);
            builder.Services.AddKeyedSingleFlight<string, string>("two").DrainOnShutdown(s_long);
            builder.Services.AddSingleFlight<string, int>().DrainOnShutdown(s_long);
        });
        await host.StartAsync();
        await host.StopAsync();

        var services = host.Services;
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => services.GetRequiredKeyedService<SingleFlight<string, string>>("one").RunAsync("t", (_, _) => Task.FromResult("")));
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => services.GetRequiredKeyedService<SingleFlight<string, string>>("two").RunAsync("t", (_, _) => Task.FromResult("")));
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => services.GetRequiredService<SingleFlight<string, int>>().RunAsync("t", (_, _) => Task.FromResult(1)));
    }

    private static IHost Host(Action<HostApplicationBuilder> configure)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        configure(builder);
        return builder.Build();
    }

    private sealed class RefreshesWhileStopping(SingleFlight<string, string> flight) : IHostedService
    {
        public string? Result { get; private set; }

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public async Task StopAsync(CancellationToken cancellationToken) =>
            Result = await flight.RunAsync("token", (_, _) => Task.FromResult("rotated"), CancellationToken.None);
    }

    /// <summary>Stops only when the host's patience has ended, as a server with hanging requests does.</summary>
    private sealed class StopsWhenTheHostLosesPatience : IHostedService
    {
        private readonly TaskCompletionSource<bool> _stopped = new();

        public Task Stopped => _stopped.Task;

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public async Task StopAsync(CancellationToken cancellationToken)
        {
            var fired = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            using (cancellationToken.Register(() => fired.SetResult(true)))
                await fired.Task;
            _stopped.SetResult(true);
        }
    }
}
