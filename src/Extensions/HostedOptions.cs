using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace RefreshRace.Extensions;

/// <summary>The options of a flight in a host: what the caller chose, and for the rest what the host offers.</summary>
internal static class HostedOptions
{
    /// <summary>The name of the meter, as of the one that the runtime uses without a host.</summary>
    private const string MeterName = "RefreshRace";

    public static SingleFlightOptions<TKey, TResult> From<TKey, TResult>(
        SingleFlightOptions<TKey, TResult> options, IServiceProvider provider, string? name, FlightCoordinator<TKey, TResult>? coordinator)
        where TKey : notnull => new()
        {
            Comparer = options.Comparer,
            RetainFor = options.RetainFor,
            RetainIf = options.RetainIf,
            Successor = options.Successor,
            MaxRetained = options.MaxRetained,
            FlightTimeout = options.FlightTimeout,
            KeepUncommittedFor = options.KeepUncommittedFor,
            LeaderLeaves = options.LeaderLeaves,
            Context = options.Context,
            CancelWhenAbandoned = options.CancelWhenAbandoned,
            Recover = options.Recover,
            TimeProvider = options.TimeProvider,
            Name = options.Name ?? name,
            Coordinator = coordinator ?? options.Coordinator,

            // The factory owns the meter and gives the same one to all flights of the host.
            Meter = options.Meter ?? provider.GetService<IMeterFactory>()?.Create(new MeterOptions(MeterName)),
        };
}
