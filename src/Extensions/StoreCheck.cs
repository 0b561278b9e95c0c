#if NET
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RefreshRace.Distributed;

namespace RefreshRace.Extensions;

/// <summary>Keeps a host from starting whose store is not set up. One that is away may come back, so that is only logged.</summary>
internal sealed class StoreCheck(IFlightStore store, ILoggerFactory? logging) : IHostedService
{
    private static readonly Action<ILogger, string, Exception?> s_unavailable = LoggerMessage.Define<string>(
        LogLevel.Warning, new EventId(4, "StoreUnavailable"), "The store of distributed flights is not available at the start: {Reason}");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await store.VerifyAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (FlightEngineException exception) when (exception.Problem is not FlightEngineProblem.Misconfigured)
        {
            if (logging is not null)
                s_unavailable(logging.CreateLogger("RefreshRace.Distributed"), exception.Message, null);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
#endif
