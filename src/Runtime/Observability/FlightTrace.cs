using System.Diagnostics;

namespace RefreshRace;

/// <summary>The spans: one per flight, and one per joiner that links to it. They carry the instance's name and an outcome, never a key.</summary>
internal static class FlightTrace
{
    internal const string SourceName = "RefreshRace";

    internal static readonly string Version = typeof(FlightTrace).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    private static readonly ActivitySource s_source = new(SourceName, Version);

    internal static bool IsListening => s_source.HasListeners();

    internal static Activity? StartFlight(string? name) => Named(s_source.StartActivity("refreshrace.flight"), name);

    /// <summary>A span for a call that gets the result of another's flight, with a link to the flight's span where it has one.</summary>
    internal static Activity? StartJoin(string? name, string kind, Activity? flight)
    {
        var links = flight is null ? null : new[] { new ActivityLink(flight.Context) };
        var span = Named(s_source.StartActivity(ActivityKind.Internal, links: links, name: "refreshrace.join"), name);
        span?.SetTag("kind", kind);
        return span;
    }

    /// <summary>Marks the span as failed with the type of the exception; its message may hold what the server said about a token.</summary>
    internal static void Fail(Activity? span, Exception exception) => span?.SetStatus(ActivityStatusCode.Error, exception.GetType().FullName);

    private static Activity? Named(Activity? span, string? name)
    {
        if (name is not null)
            span?.SetTag("name", name);
        return span;
    }
}
