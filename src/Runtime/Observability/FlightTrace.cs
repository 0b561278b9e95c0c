using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace RefreshRace;

/// <summary>
/// The spans: one per flight, and one per joiner that links to it. They carry the instance's name and an outcome, never a key.
/// </summary>
internal static class FlightTrace
{
    private static readonly ActivitySource? s_source = Instrumentation.Source;

    internal static bool IsListening => s_source is not null && s_source.HasListeners();

    internal static FlightSpan StartFlight(string? name) =>
        FlightSpan.Start(name, static _ => s_source?.StartActivity("refreshrace.flight"), null);

    /// <summary>A span for a call that gets the result of another's flight, with a link to the flight's span where it has one.</summary>
    internal static FlightSpan StartJoin(string? name, string kind, StrongBox<ActivityContext>? flight)
    {
        var span = FlightSpan.Start(
            name, static flight => s_source?.StartActivity(
                ActivityKind.Internal, links: flight is null ? null : [new(flight.Value)], name: "refreshrace.join"), flight);
        span.Activity?.SetTag("kind", kind);
        return span;
    }
}
