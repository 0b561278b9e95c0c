using System.Diagnostics.Tracing;

namespace RefreshRace;

/// <summary>
/// The log of what may have nobody to tell it to: callers leave, a delegate ends after its callers were told of a timeout, and some
/// exceptions of the application must reach no caller. Carries the instance's name and the types of exceptions; never a key, a result or a
/// message.
/// </summary>
/// <remarks>Made with the first thing that goes wrong, so that a process without failures does not even register it.</remarks>
[EventSource(Name = SourceName)]
internal sealed class FlightEvents : EventSource
{
    internal const string SourceName = "RefreshRace";

    private static readonly FlightEvents s_log = new();

    private FlightEvents()
    {
    }

    [NonEvent]
    internal static void Failed(string? name, string outcome, Exception? exception)
    {
        if (s_log.IsEnabled(EventLevel.Warning, EventKeywords.None))
            s_log.FlightFailed(name ?? "", outcome, TypeOf(exception));
    }

    [NonEvent]
    internal static void Late(string? name)
    {
        if (s_log.IsEnabled(EventLevel.Error, EventKeywords.None))
            s_log.FlightCameTooLate(name ?? "");
    }

    [NonEvent]
    internal static void Swallowed(string? name, string callback, Exception exception)
    {
        if (s_log.IsEnabled(EventLevel.Warning, EventKeywords.None))
            s_log.CallbackFailed(name ?? "", callback, TypeOf(exception));
    }

    [Event(1, Level = EventLevel.Warning, Message = "A flight of '{0}' ended with {1}: {2}")]
    private void FlightFailed(string name, string outcome, string exception) => WriteEvent(1, name, outcome, exception);

    [Event(2, Level = EventLevel.Error, Message = "A flight of '{0}' succeeded after its key had been freed: its result reached no caller")]
    private void FlightCameTooLate(string name) => WriteEvent(2, name);

    [Event(3, Level = EventLevel.Warning, Message = "{1} of '{0}' threw {2}, which reaches no caller")]
    private void CallbackFailed(string name, string callback, string exception) => WriteEvent(3, name, callback, exception);

    /// <summary>A task that was cancelled without an exception has none.</summary>
    private static string TypeOf(Exception? exception) => (exception?.GetType() ?? typeof(OperationCanceledException)).FullName ?? "";
}
