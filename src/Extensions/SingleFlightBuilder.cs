using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace RefreshRace.Extensions;

/// <summary>What a registered flight should do besides flying.</summary>
/// <typeparam name="TKey">The type of the key.</typeparam>
/// <typeparam name="TResult">The type of the shared result.</typeparam>
public sealed class SingleFlightBuilder<TKey, TResult>
    where TKey : notnull
{
    private Func<IServiceProvider, SingleFlightOptions<TKey, TResult>> _options;
    private Func<IServiceProvider, FlightCoordinator<TKey, TResult>>? _coordinator;

    internal SingleFlightBuilder(IServiceCollection services, string? name, SingleFlightOptions<TKey, TResult>? options)
    {
        Services = services;
        Name = name;
        _options = _ => options ?? new();
    }

    /// <summary>The services that the flight was registered in.</summary>
    public IServiceCollection Services { get; }

    /// <summary>The service key of the flight; null when it is not a keyed service.</summary>
    public string? Name { get; }

    /// <summary>Makes the options from other services, in place of those given at the registration.</summary>
    /// <param name="options">Makes the options, once, from the root provider.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is null.</exception>
    public SingleFlightBuilder<TKey, TResult> WithOptions(Func<IServiceProvider, SingleFlightOptions<TKey, TResult>> options)
    {
        Argument.NotNull(options, nameof(options));
        _options = options;
        return this;
    }

    /// <summary>Waits on shutdown until flights and commits under way have ended, so that a rotated token reaches its store.</summary>
    /// <remarks>
    /// The wait begins when every hosted service, the web server included, has stopped: requests that are still being answered can refresh.
    /// New flights
    /// are refused from then on. It has its own time, whatever is left of <c>HostOptions.ShutdownTimeout</c>; the platform's time to a kill
    /// must cover both. Needs Microsoft.Extensions.Hosting 8 or later (<see cref="IHostedLifecycleService"/>).
    /// </remarks>
    /// <param name="timeout">How long to wait at most; after that a warning is logged and the shutdown goes on.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is not positive, or longer than <see cref="int.MaxValue"/>
    /// milliseconds.</exception>
    public SingleFlightBuilder<TKey, TResult> DrainOnShutdown(TimeSpan timeout)
    {
        // More than a timer can count would be refused at the end of the process only.
        if (timeout <= TimeSpan.Zero || timeout.TotalMilliseconds > int.MaxValue)
            throw new ArgumentOutOfRangeException(nameof(timeout), timeout, "The time must be positive, and at most int.MaxValue milliseconds (24 days).");

        Services.AddSingleton<IHostedService>(provider => new DrainService(
            token => Resolve(provider).DrainAsync(token), Name, timeout, provider.GetService<ILoggerFactory>()));
        return this;
    }

    /// <summary>Extends the flight beyond this process.</summary>
    /// <param name="coordinator">Makes the coordinator, once, from the root provider; it takes the place of the one in the options.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="coordinator"/> is null.</exception>
    public SingleFlightBuilder<TKey, TResult> UseCoordinator(Func<IServiceProvider, FlightCoordinator<TKey, TResult>> coordinator)
    {
        Argument.NotNull(coordinator, nameof(coordinator));
        _coordinator = coordinator;
        return this;
    }

    internal SingleFlight<TKey, TResult> Build(IServiceProvider provider)
    {
        var options = _options(provider) ?? throw new InvalidOperationException("The options of the single flight are null.");
        return new(HostedOptions.From(options, provider, Name, _coordinator?.Invoke(provider)));
    }

    private SingleFlight<TKey, TResult> Resolve(IServiceProvider provider) =>
        Name is null ? provider.GetRequiredService<SingleFlight<TKey, TResult>>() : provider.GetRequiredKeyedService<SingleFlight<TKey, TResult>>(Name);
}
