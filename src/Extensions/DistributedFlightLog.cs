#if NET
using Microsoft.Extensions.Logging;
using RefreshRace.Distributed;

namespace RefreshRace.Extensions;

/// <summary>
/// Events of distributed flights as log lines. They hold the purpose, and of exceptions the type and what this project itself wrote,
/// because the texts of others
/// may hold anything.
/// </summary>
internal sealed class DistributedFlightLog(ILoggerFactory logging)
{
    private static readonly Action<ILogger, string, DistributedFlightEventKind, string?, Exception?> s_information =
        LoggerMessage.Define<string, DistributedFlightEventKind, string?>(LogLevel.Information, new EventId(3, "DistributedFlight"),
            "Flight {Purpose}: {Event} {Reason}");

    private static readonly Action<ILogger, string, DistributedFlightEventKind, string?, Exception?> s_warning =
        LoggerMessage.Define<string, DistributedFlightEventKind, string?>(LogLevel.Warning, new EventId(3, "DistributedFlight"),
            "Flight {Purpose}: {Event} {Reason}");

    private readonly ILogger _logger = logging.CreateLogger("RefreshRace.Distributed");

    internal void Write(DistributedFlightEvent report)
    {
        var reason = report.Exception is FlightEngineException { Message: var own } ? own : report.Exception?.GetType().FullName;
        var isBenign = report.Kind is DistributedFlightEventKind.TakenOver
            or DistributedFlightEventKind.CommitTakenOver or DistributedFlightEventKind.PublishedLate;
        (isBenign ? s_information : s_warning)(_logger, report.Purpose, report.Kind, reason, null);
    }
}
#endif
