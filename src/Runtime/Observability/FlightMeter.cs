using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace RefreshRace;

/// <summary>
/// The instruments of one meter, with the names and units that docs/runtime.md lists. While nobody listens a flight pays a few reads.
/// </summary>
internal sealed class FlightMeter
{
    internal const string MeterName = "RefreshRace";

    private static readonly ConditionalWeakTable<Meter, FlightMeter> s_meters = new();
    private static readonly Meter s_default = new(MeterName, FlightTrace.Version);

    internal readonly Counter<long> Flights;
    internal readonly Counter<long> Joins;
    internal readonly Counter<long> CommitFailures;
    internal readonly Histogram<double> Duration;
    internal readonly UpDownCounter<long> InFlight;
    internal readonly UpDownCounter<long> Retained;

    private FlightMeter(Meter meter)
    {
        Flights = meter.CreateCounter<long>("refreshrace.flights", "{flight}", "Flights that ended, by outcome.");
        Joins = meter.CreateCounter<long>("refreshrace.joins", "{call}", "Calls that got a result without an exchange of their own, by kind. Each retained one is a reuse of a consumed token avoided.");
        CommitFailures = meter.CreateCounter<long>("refreshrace.commit.failures", "{commit}", "Commits that threw; their results are kept.");
        Duration = meter.CreateHistogram<double>("refreshrace.flight.duration", "s", "Time from the start of a flight to its end, with its commit.");
        InFlight = meter.CreateUpDownCounter<long>("refreshrace.inflight", "{flight}", "Flights under way.");
        Retained = meter.CreateUpDownCounter<long>("refreshrace.retained", "{result}", "Results retained for stragglers.");
    }

    internal bool CountsFlights => Flights.Enabled || Duration.Enabled;

    internal static FlightMeter For(Meter? meter) => s_meters.GetValue(meter ?? s_default, static m => new FlightMeter(m));

    internal void Ended(string? name, string outcome, TimeSpan duration)
    {
        var tags = Tags(name);
        tags.Add("outcome", outcome);
        Add(Flights, name, 1, tags);
        try
        {
            Duration.Record(duration.TotalSeconds, tags);
        }
        catch (Exception exception)
        {
            Swallow(name, exception);
        }
    }

    internal void Joined(string? name, string kind)
    {
        if (!Joins.Enabled)
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

    private static void Add(Counter<long> counter, string? name, int number, in TagList tags)
    {
        try
        {
            counter.Add(number, tags);
        }
        catch (Exception exception)
        {
            Swallow(name, exception);
        }
    }

    private static void Add(UpDownCounter<long> gauge, string? name, int change)
    {
        try
        {
            gauge.Add(change, Tags(name));
        }
        catch (Exception exception)
        {
            Swallow(name, exception);
        }
    }

    /// <summary>Listeners run code of their own inside the flight; what they throw must cost nobody a result.</summary>
    private static void Swallow(string? name, Exception exception) => FlightEvents.Swallowed(name, "A listener of the meter", exception);
}
