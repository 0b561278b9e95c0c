#if NET
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RefreshRace.Distributed;

namespace RefreshRace.Extensions;

/// <summary>Extends registered flights over several machines.</summary>
public static class DistributedFlightBuilderExtensions
{
    /// <summary>Makes one flight of the flights of all processes that share a store. The packages RefreshRace.Postgres and
    /// RefreshRace.Redis have shorter forms.</summary>
    /// <remarks>What happens beside success and failure is logged in the category <c>RefreshRace.Distributed</c>, in addition to
    /// <see cref="DistributedFlightOptions{TKey, TResult}.OnEvent"/>. The host does not start when the store is not set up
    /// (<see cref="FlightEngineProblem.Misconfigured"/>); that it is unreachable at the time is logged.</remarks>
    /// <typeparam name="TKey">The type of the key.</typeparam>
    /// <typeparam name="TResult">The type of the shared result.</typeparam>
    /// <param name="builder">The registration.</param>
    /// <param name="store">Makes or finds the store, once, from the root provider.</param>
    /// <param name="options">Makes the options, once, from the root provider.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static SingleFlightBuilder<TKey, TResult> UseStore<TKey, TResult>(
        this SingleFlightBuilder<TKey, TResult> builder,
        Func<IServiceProvider, IFlightStore> store,
        Func<IServiceProvider, DistributedFlightOptions<TKey, TResult>> options)
        where TKey : notnull
    {
        Argument.NotNull(builder, nameof(builder));
        Argument.NotNull(store, nameof(store));
        Argument.NotNull(options, nameof(options));

        // One store for the flight and for the check at the start, owned by the container, which disposes of it.
        var registration = new StoreRegistration();
        builder.Services.AddKeyedSingleton(registration, (provider, _) => store(provider));
        builder.Services.AddSingleton<IHostedService>(provider => new StoreCheck(
            provider.GetRequiredKeyedService<IFlightStore>(registration), provider.GetService<ILoggerFactory>()));
        return builder.UseCoordinator(provider => new DistributedFlightCoordinator<TKey, TResult>(
            provider.GetRequiredKeyedService<IFlightStore>(registration),
                Logged(options(provider), provider.GetService<ILoggerFactory>())));
    }

    private static DistributedFlightOptions<TKey, TResult> Logged<TKey, TResult>(DistributedFlightOptions<TKey, TResult> options,
        ILoggerFactory? logging)
        where TKey : notnull
    {
        if (logging is null)
            return options;
        var log = new DistributedFlightLog(logging);
        return options with
        {
            OnEvent = report =>
            {
                log.Write(report);
                options.OnEvent?.Invoke(report);
            },
        };
    }

    /// <summary>A service key that nobody else has.</summary>
    private sealed class StoreRegistration;
}
#endif
