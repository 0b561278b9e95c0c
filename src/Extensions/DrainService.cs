using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace RefreshRace.Extensions;

/// <summary>Drains one flight at the very end of a shutdown.</summary>
internal sealed class DrainService(Func<CancellationToken, Task> drain, string? name, TimeSpan timeout, ILoggerFactory? logging) : IHostedLifecycleService
{
    private static readonly Action<ILogger, string, double, Exception?> s_stillFlying = LoggerMessage.Define<string, double>(
        LogLevel.Warning,
        new EventId(1, "DrainTimedOut"),
        "Refreshes of the single flight {Name} were still under way after {Seconds} s: tokens that they rotate may be lost with the process.");

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Runs when all hosted services have stopped: draining earlier would refuse the refreshes of requests that are still being
    /// answered.
    /// The host's token is not listened to. It may have fired already, and a token that is lost costs more than the time that the
    /// application granted.</summary>
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        using var ends = new CancellationTokenSource(timeout);
        try
        {
            await drain(ends.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ends.IsCancellationRequested)
        {
            if (logging is not null)
                s_stillFlying(logging.CreateLogger("RefreshRace"), name ?? "(unnamed)", timeout.TotalSeconds, null);
        }
    }
}
