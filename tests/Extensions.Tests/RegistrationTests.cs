using System.Diagnostics.Metrics;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace RefreshRace.Extensions.Tests;

/// <summary>What is registered, for how long it lives, and which options it gets.</summary>
public sealed class RegistrationTests
{
    [Fact]
    public async Task A_flight_is_one_instance_for_all_scopes()
    {
        var services = new ServiceCollection();
        services.AddSingleFlight<string, string>();
        await using var provider = services.BuildServiceProvider(validateScopes: true);

        await using var one = provider.CreateAsyncScope();
        await using var two = provider.CreateAsyncScope();

        Assert.Same(
            one.ServiceProvider.GetRequiredService<SingleFlight<string, string>>(),
            two.ServiceProvider.GetRequiredService<SingleFlight<string, string>>());
    }

    [Fact]
    public async Task Options_reach_the_flight()
    {
        var services = new ServiceCollection();
        services.AddSingleFlight<string, string>(new() { RetainFor = TimeSpan.Zero, Name = "shop" });
        await using var provider = services.BuildServiceProvider();
        var flight = provider.GetRequiredService<SingleFlight<string, string>>();

        var runs = 0;
        await flight.RunAsync("token", (_, _) => Task.FromResult($"{++runs}"));
        await flight.RunAsync("token", (_, _) => Task.FromResult($"{++runs}"));

        Assert.Equal(2, runs);
        Assert.Equal("SingleFlight (shop)", flight.ToString());
    }

    [Fact]
    public async Task Options_can_come_from_services()
    {
        var services = new ServiceCollection();
        services.AddSingleton(new Naming("from a service"));
        services.AddSingleFlight<string, string>().WithOptions(provider => new() { Name = provider.GetRequiredService<Naming>().Name });
        await using var built = services.BuildServiceProvider();

        Assert.Equal("SingleFlight (from a service)", built.GetRequiredService<SingleFlight<string, string>>().ToString());
    }

    [Fact]
    public async Task Keyed_flights_are_apart_and_carry_their_name()
    {
        var services = new ServiceCollection();
        services.AddKeyedSingleFlight<string, string>("contoso");
        services.AddKeyedSingleFlight<string, string>("fabrikam", new() { Name = "own name" });
        await using var provider = services.BuildServiceProvider();

        var contoso = provider.GetRequiredKeyedService<SingleFlight<string, string>>("contoso");
        var fabrikam = provider.GetRequiredKeyedService<SingleFlight<string, string>>("fabrikam");

        Assert.Equal("SingleFlight (contoso)", contoso.ToString());
        Assert.Equal("SingleFlight (own name)", fabrikam.ToString());
        Assert.NotSame(
            provider.GetRequiredKeyedService<ScopedSingleFlight<string, string>>("contoso"),
            provider.GetRequiredKeyedService<ScopedSingleFlight<string, string>>("fabrikam"));
        Assert.Null(provider.GetService<SingleFlight<string, string>>());
    }

    [Fact]
    public async Task The_hosts_meter_factory_makes_the_meter()
    {
        var services = new ServiceCollection();
        services.AddMetrics();
        services.AddSingleFlight<string, string>(new() { Name = "shop" });
        await using var provider = services.BuildServiceProvider();
        var factory = provider.GetRequiredService<IMeterFactory>();

        var seen = new List<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            // The factory marks its meters with itself, which tells this host's meter from every other one in the process.
            if (instrument.Meter.Scope == factory)
            {
                seen.Add(instrument.Meter.Name + ": " + instrument.Name);
                l.EnableMeasurementEvents(instrument);
            }
        };
        listener.Start();
        await provider.GetRequiredService<SingleFlight<string, string>>().RunAsync("token", (_, _) => Task.FromResult("result"));

        Assert.Contains("RefreshRace: refreshrace.flights", seen);
    }

    [Fact]
    public void A_meter_of_the_options_stays()
    {
        using var meter = new Meter("own");
        var services = new ServiceCollection().AddMetrics().BuildServiceProvider();

        Assert.Same(meter, HostedOptions.From(new SingleFlightOptions<string, string> { Meter = meter }, services, null, null).Meter);
        Assert.NotNull(HostedOptions.From(new SingleFlightOptions<string, string>(), services, null, null).Meter);
        Assert.Null(HostedOptions.From(new SingleFlightOptions<string, string>(), new ServiceCollection().BuildServiceProvider(), null, null).Meter);
    }

    [Fact]
    public void No_option_is_forgotten_on_the_way()
    {
        // Every option has a value that is not its default; one that a later version adds fails here until it is copied.
        using var meter = new Meter("own");
        var options = new SingleFlightOptions<string, string>
        {
            Comparer = StringComparer.OrdinalIgnoreCase,
            RetainFor = TimeSpan.FromSeconds(1),
            RetainIf = _ => true,
            Successor = result => result,
            MaxRetained = 3,
            FlightTimeout = TimeSpan.FromSeconds(4),
            KeepUncommittedFor = TimeSpan.FromSeconds(5),
            LeaderLeaves = LeaderLeaves.Immediately,
            Context = FlightContext.Isolated,
            CancelWhenAbandoned = true,
            Recover = (_, exception, _) => throw exception,
            TimeProvider = new OtherClock(),
            Coordinator = new Coordinator(),
            Name = "name",
            Meter = meter,
        };
        var defaults = new SingleFlightOptions<string, string>();
        var copy = HostedOptions.From(options, new ServiceCollection().BuildServiceProvider(), "another", null);

        foreach (var property in typeof(SingleFlightOptions<string, string>).GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            Assert.False(Equals(property.GetValue(defaults), property.GetValue(options)), $"This test leaves {property.Name} at its default.");
            Assert.Equal(property.GetValue(options), property.GetValue(copy));
        }
    }

    [Fact]
    public async Task A_coordinator_can_come_from_services()
    {
        var services = new ServiceCollection();
        services.AddSingleton<Coordinator>();
        services.AddSingleFlight<string, string>().UseCoordinator(provider => provider.GetRequiredService<Coordinator>());
        await using var built = services.BuildServiceProvider();

        var options = HostedOptions.From(new SingleFlightOptions<string, string>(), built, null, built.GetRequiredService<Coordinator>());
        Assert.Same(built.GetRequiredService<Coordinator>(), options.Coordinator);
        Assert.NotNull(built.GetRequiredService<SingleFlight<string, string>>());
    }

    [Fact]
    public void Null_arguments_are_refused()
    {
        var services = new ServiceCollection();
        Assert.Throws<ArgumentNullException>(() => SingleFlightServiceCollectionExtensions.AddSingleFlight<string, string>(null!));
        Assert.Throws<ArgumentNullException>(() => services.AddKeyedSingleFlight<string, string>(null!));
        var builder = services.AddSingleFlight<string, string>();
        Assert.Throws<ArgumentNullException>(() => builder.WithOptions(null!));
        Assert.Throws<ArgumentNullException>(() => builder.UseCoordinator(null!));
    }

    /// <summary>Not at the end of the process, when the timer would refuse it.</summary>
    [Fact]
    public void A_time_that_no_timer_can_count_is_refused_at_once()
    {
        var builder = new ServiceCollection().AddSingleFlight<string, string>();
        Assert.Throws<ArgumentOutOfRangeException>(() => builder.DrainOnShutdown(TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => builder.DrainOnShutdown(Timeout.InfiniteTimeSpan));
        Assert.Throws<ArgumentOutOfRangeException>(() => builder.DrainOnShutdown(TimeSpan.MaxValue));
    }

    private sealed record Naming(string Name);

    private sealed class OtherClock : TimeProvider;

    private sealed class Coordinator : FlightCoordinator<string, string>
    {
        protected override Task<string> RunAsync(string key, FlightOperation<string> operation, CancellationToken flightToken) => Task.FromResult("from elsewhere");
    }
}
