using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace RefreshRace.Runtime.Tests;

[Collection(NotBesideListeners.Name)]
public sealed class ObservabilityTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly Exchange _exchange = new();
    private readonly Meter _meter = new("test");
    private readonly Dictionary<string, double> _sums = [];
    private MeterListener? _listener;

    public void Dispose()
    {
        _listener?.Dispose();
        _meter.Dispose();
    }

    private void Listen()
    {
        _listener = new MeterListener
        {
            InstrumentPublished = (instrument, l) =>
            {
                if (ReferenceEquals(instrument.Meter, _meter))
                    l.EnableMeasurementEvents(instrument);
            },
        };
        void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var text = string.Join(',', tags.ToArray().Where(t => t.Key != "name").Select(t => t.Value));
            lock (_sums)
                _sums[$"{instrument.Name} {text}".Trim()] = _sums.GetValueOrDefault($"{instrument.Name} {text}".Trim()) + value;
        }

        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    private double Sum(string name)
    {
        lock (_sums)
            return _sums.GetValueOrDefault(name);
    }

    private SingleFlight<string, string> Flight() => new(new() { TimeProvider = _time, Meter = _meter, Name = "test" });

    [Fact]
    public async Task Flights_are_counted_by_outcome_and_timed_in_seconds()
    {
        Listen();
        var flight = Flight();
        var slow = flight.RunAsync("A", _exchange.Run);
        await _exchange.Answer(0);
        Assert.Equal(1, Sum("refreshrace.inflight"));
        _time.Advance(TimeSpan.FromSeconds(2));
        await _exchange.Succeed(0, "A1");
        await slow.Ends();
        await Eventually.Holds(() => Sum("refreshrace.flights success") == 1);
        Assert.Equal(2, Sum("refreshrace.flight.duration success"));
        Assert.Equal(0, Sum("refreshrace.inflight"));

        await Assert.ThrowsAsync<FormatException>(() => flight.RunAsync("B", (_, _) => throw new FormatException()));
        await Assert.ThrowsAsync<IOException>(() => flight.RunAndCommitAsync("C", (_, _) => Task.FromResult("C1"), (_, _, _) => throw new IOException()).Ends());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => flight.RunAsync("D", (_, _) => Task.FromCanceled<string>(new(true))));
        await Eventually.Holds(() => Sum("refreshrace.flights cancelled") == 1);
        Assert.Equal(1, Sum("refreshrace.flights error"));
        Assert.Equal(1, Sum("refreshrace.flights uncommitted"));
        Assert.Equal(1, Sum("refreshrace.commit.failures"));

        var late = flight.RunAsync("E", _exchange.Run);
        await _exchange.Answer(1);
        _time.Advance(TimeSpan.FromSeconds(60));
        await Assert.ThrowsAsync<TimeoutException>(() => late.Ends());
        await _exchange.Succeed(1, "E1");
        await Eventually.Holds(() => Sum("refreshrace.flights timeout") == 1);
        Assert.Equal(60, Sum("refreshrace.flight.duration timeout"));
    }

    [Fact]
    public async Task Joins_are_counted_by_kind_and_the_gauges_return_to_zero()
    {
        Listen();
        var flight = Flight();
        var leader = flight.RunAsync("A", _exchange.Run);
        await _exchange.Answer(0);
        var joiner = flight.RunAsync("A", _exchange.Run);
        await _exchange.Succeed(0, "A1");
        await Task.WhenAll(leader, joiner).Ends();
        await flight.RunAsync("A", Flights.Never);
        await flight.RunAsync("A", Flights.Never);
        Assert.Equal(1, Sum("refreshrace.joins inflight"));
        Assert.Equal(2, Sum("refreshrace.joins retained"));
        await Eventually.Holds(() => Sum("refreshrace.inflight") == 0);
        Assert.Equal(1, Sum("refreshrace.retained"));
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(0, Sum("refreshrace.retained"));
        await flight.RunAsync("B", (_, _) => Task.FromResult("B1"));
        flight.Evict("B");
        Assert.Equal(0, Sum("refreshrace.retained"));
    }

    [Fact]
    public async Task A_listener_that_comes_late_does_not_see_negative_gauges()
    {
        var flight = Flight();
        await flight.RunAsync("A", (_, _) => Task.FromResult("A1"));
        var under = flight.RunAsync("B", _exchange.Run);
        await _exchange.Answer(0);
        Listen();
        await _exchange.Succeed(0, "B1");
        await under.Ends();

        // The first flight may report its end to the new listener as well: callers resume before metrics are recorded.
        await Eventually.Holds(() => Sum("refreshrace.flights success") >= 1);
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(0, Sum("refreshrace.inflight"));
        Assert.Equal(0, Sum("refreshrace.retained"));
    }

    [Fact]
    public async Task A_joiners_span_links_to_the_flights_span_which_is_the_parent_of_what_the_delegate_does()
    {
        var name = Guid.NewGuid().ToString();
        var stopped = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "RefreshRace",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                lock (stopped)
                {
                    if (Equals(span.GetTagItem("name"), name))
                        stopped.Add(span);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        var flight = new SingleFlight<string, string>(new() { TimeProvider = _time, Name = name });
        Activity? inside = null;
        var leader = flight.RunAsync("A", async (key, token) =>
        {
            var result = await _exchange.Run(key, token);
            inside = Activity.Current;
            return result;
        });
        await _exchange.Answer(0);
        var joiner = flight.RunAsync("A", Flights.Never);
        await _exchange.Succeed(0, "A1");
        Assert.Equal("A1", await leader.Ends());
        Assert.Equal("A1", await joiner.Ends());
        Assert.Equal("A1", await flight.RunAsync("A", Flights.Never).Ends());
        await Eventually.Holds(() => { lock (stopped) return stopped.Count == 3; });
        lock (stopped)
        {
            var own = Assert.Single(stopped, s => s.OperationName == "refreshrace.flight");
            Assert.Same(own, inside);
            var joins = stopped.Where(s => s.OperationName == "refreshrace.join").ToArray();
            Assert.Equal(["inflight", "retained"], joins.Select(s => s.GetTagItem("kind")).Order());
            Assert.All(joins, join => Assert.Equal(own.Context, Assert.Single(join.Links).Context));
        }
    }
}
