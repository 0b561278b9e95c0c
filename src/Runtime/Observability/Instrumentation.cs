using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace RefreshRace;

/// <summary>
/// The meter and the activity source of the process. The framework lists both for ever, so where the library was loaded to be unloaded
/// again they are disposed of then.
/// </summary>
internal static class Instrumentation
{
    internal const string Name = "RefreshRace";

    internal static readonly string Version = typeof(Instrumentation).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    internal static readonly Meter Meter = new(Name, Version);

    /// <summary>Null where a listener threw when the source was made: then there are no spans, and everything else works.</summary>
    internal static readonly ActivitySource? Source = MakeSource();

    internal static void Dispose()
    {
        Meter.Dispose();
        Source?.Dispose();
    }

    private static ActivitySource? MakeSource()
    {
        try
        {
            return new ActivitySource(Name, Version);
        }
        catch (Exception exception)
        {
            FlightEvents.Swallowed(null, "A listener of the spans", exception);
            return null;
        }
    }
}
