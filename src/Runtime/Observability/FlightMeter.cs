using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace RefreshRace;

/// <summary>
/// The instruments of one meter, with the names and units that docs/runtime-reference.md lists. While nobody listens a flight pays a few
/// reads.
/// </summary>
internal sealed class FlightMeter
{
    internal readonly Counter<long>? Flights;
    internal readonly Counter<long>? Joins;
    internal readonly Counter<long>? CommitFailures;
    internal readonly Histogram<double>? Duration;
    internal readonly UpDownCounter<long>? InFlight;
    internal readonly UpDownCounter<long>? Retained;

    private FlightMeter(Meter meter)
    {
        Flights = Make(() => meter.CreateCounter<long>("refreshrace.flights", "{flight}", "Flights that ended, by outcome."));
        Joins = Make(() => meter.CreateCounter<long>(
            "refreshrace.joins",
            "{call}",
            "Calls that got a result without an exchange of their own, by kind. Each retained one is a reuse of a consumed token "
                + "avoided."));
        CommitFailures = Make(
            () => meter.CreateCounter<long>("refreshrace.commit.failures", "{commit}", "Commits that threw; their results are kept."));
        Duration = Make(() => CreateDuration(meter));
        InFlight = Make(() => meter.CreateUpDownCounter<long>("refreshrace.inflight", "{flight}", "Flights under way."));
        Retained = Make(() => meter.CreateUpDownCounter<long>("refreshrace.retained", "{result}", "Results retained for stragglers."));
    }

    /// <summary>
    /// With bounds in seconds, where the runtime can advise on them: those of a collector are meant for milliseconds. The first fourteen
    /// are
    /// those of the semantic conventions for HTTP clients (OpenTelemetry, <c>http.client.request.duration</c>); the others reach to the
    /// default timeout.
    /// </summary>
    private static Histogram<double> CreateDuration(Meter meter)
    {
        const string Name = "refreshrace.flight.duration";
        const string Description = "Time from the start of a flight to its end, with its commit.";
#if NET9_0_OR_GREATER
        return meter.CreateHistogram(
            Name,
            "s",
            Description,
            tags: null,
            advice: new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 30, 60],
            });
#else
        return meter.CreateHistogram<double>(Name, "s", Description);
#endif
    }

    /// <summary>
    /// Null where a listener throws when it hears of the instrument: then that is not measured, and everything else works.
    /// </summary>
    private static T? Make<T>(Func<T> create)
        where T : Instrument
    {
        try
        {
            return create();
        }
        catch (Exception exception)
        {
            Swallow(null, exception);
            return null;
        }
    }

    internal bool CountsFlights => Flights is { Enabled: true } || Duration is { Enabled: true };

    internal bool CountsInFlight => InFlight is { Enabled: true };

    internal bool CountsRetained => Retained is { Enabled: true };

    /// <summary>The instruments of a meter. A meter makes each of them once, so nothing here has to remember that it did.</summary>
    internal static FlightMeter For(Meter? meter) => new(meter ?? Instrumentation.Meter);

    internal void Ended(string? name, string outcome, TimeSpan duration)
    {
        var tags = Tags(name);
        tags.Add("outcome", outcome);
        Add(Flights, name, 1, tags);
        try
        {
            Duration?.Record(duration.TotalSeconds, tags);
        }
        catch (Exception exception)
        {
            Swallow(name, exception);
        }
    }

    internal void Joined(string? name, string kind)
    {
        if (Joins is not { Enabled: true })
            return;
        var tags = Tags(name);
        tags.Add("kind", kind);
        Add(Joins, name, 1, tags);
    }

    internal void CommitFailed(string? name) => Add(CommitFailures, name, 1, Tags(name));

    internal void InFlightChanged(string? name, int change) => Add(InFlight, name, change);

    internal void RetainedChanged(string? name, int change) => Add(Retained, name, change);

    private static TagList Tags(string? name)
    {
        var tags = default(TagList);
        if (name is not null)
            tags.Add("name", name);
        return tags;
    }

    private static void Add(Counter<long>? counter, string? name, int number, in TagList tags)
    {
        try
        {
            counter?.Add(number, tags);
        }
        catch (Exception exception)
        {
            Swallow(name, exception);
        }
    }

    private static void Add(UpDownCounter<long>? gauge, string? name, int change)
    {
        try
        {
            gauge?.Add(change, Tags(name));
        }
        catch (Exception exception)
        {
            Swallow(name, exception);
        }
    }

    /// <summary>Listeners run code of their own inside the flight; what they throw must cost nobody a result.</summary>
    private static void Swallow(string? name, Exception exception) => FlightEvents.Swallowed(name, "A listener of the meter", exception);
}
