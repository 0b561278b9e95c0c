namespace RefreshRace;

/// <summary>The exceptions that the flights throw themselves. No message ever contains a key or a result.</summary>
internal static class Errors
{
    internal static InvalidOperationException NullTask() => new("The delegate of the flight returned a null task.");

    internal static InvalidOperationException Draining() => new("The single flight is draining: it starts no new flights.");

    internal static TimeoutException TimedOut() =>
        new("The flight took longer than FlightTimeout. Its outcome is unknown: the token it presented may have been consumed.");

    internal static InvalidOperationException Reentrant() => new(
        "The call would wait for the flight that it was made from, and so for itself. If it comes from work that was started inside the "
        + "flight but does not belong to it, start that work with ExecutionContext.SuppressFlow, or set the AppContext switch "
        + "RefreshRace.DisableReentrancyCheck.");
}
