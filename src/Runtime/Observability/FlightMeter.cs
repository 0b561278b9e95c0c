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

    internal static TagList Tags(string? name)
    {
        var tags = default(TagList);
        if (name is not null)
            tags.Add("name", name);
        return tags;
    }

    internal void Ended(string? name, string outcome, TimeSpan duration)
    {
        var tags = Tags(name);
        tags.Add("outcome", outcome);
        Flights.Add(1, tags);
        Duration.Record(duration.TotalSeconds, tags);
    }

    internal void Joined(string? name, string kind)
    {
        if (!Joins.Enabled)
            return;
        var tags = Tags(name);
        tags.Add("kind", kind);
        Joins.Add(1, tags);
    }

    internal void CommitFailed(string? name) => CommitFailures.Add(1, Tags(name));
}
