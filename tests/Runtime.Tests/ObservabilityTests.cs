using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace RefreshRace.Runtime.Tests;

/// <summary>
/// The metrics and spans, with exactly the tags that docs/runtime-reference.md lists: dashboards and alerts are made of them, so they change with a
/// major version only.
/// </summary>
[Collection(NotBesideListeners.Name)]
public sealed class ObservabilityTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly Exchange _exchange = new();
    private readonly Meter _meter = new("test");
    private readonly Dictionary<string, double> _sums = [];
    private readonly List<Instrument> _instruments = [];
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
                if (!ReferenceEquals(instrument.Meter, _meter))
                    return;
                _instruments.Add(instrument);
                l.EnableMeasurementEvents(instrument);
            },
        };
        void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var measure = string.Join(' ', [instrument.Name, .. tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}")]);
            lock (_sums)
                _sums[measure] = _sums.GetValueOrDefault(measure) + value;
        }

        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>What the flights with the name of these tests have measured with exactly these tags.</summary>
    private double Sum(string instrument, string tags = "")
    {
        lock (_sums)
            return _sums.GetValueOrDefault($"{instrument} name=test {tags}".TrimEnd());
    }

    /// <summary>What anybody has measured, with its tags.</summary>
    private string[] Measures()
    {
        lock (_sums)
            return [.. _sums.Keys.Order(StringComparer.Ordinal)];
    }

    /// <summary>Callers resume before their flight is measured.</summary>
    private async Task Measured(double sum, string instrument, string tags = "")
    {
        await Eventually.Soon(() => Sum(instrument, tags) == sum);
        Assert.Equal(sum, Sum(instrument, tags));
    }

    private SingleFlight<string, string> Flight(
        string? name = "test",
        FlightCoordinator<string,
        string>? coordinator = null,
        Func<string,
        Exception,
        CancellationToken,
        Task<string?>>? recover = null) =>
        new(new() { TimeProvider = _time, Meter = _meter, Name = name, Coordinator = coordinator, Recover = recover });

    [Fact]
    public void The_instruments_have_these_kinds_names_and_units()
    {
        Listen();
        _ = Flight();
        Assert.Equal(
            [
                "Counter`1 refreshrace.commit.failures {commit}",
                "Counter`1 refreshrace.flights {flight}",
                "Counter`1 refreshrace.joins {call}",
                "Histogram`1 refreshrace.flight.duration s",
                "UpDownCounter`1 refreshrace.inflight {flight}",
                "UpDownCounter`1 refreshrace.retained {result}",
            ],
            _instruments.Select(
                instrument => $"{instrument.GetType().Name} {instrument.Name} {instrument.Unit}").Order(StringComparer.Ordinal));
    }

#if NET9_0_OR_GREATER
    [Fact]
    public void The_duration_advises_buckets_in_seconds_up_to_the_timeout()
    {
        Listen();
        _ = Flight();
        var duration = Assert.Single(_instruments.OfType<Histogram<double>>());
        var bounds = duration.Advice?.HistogramBucketBoundaries;
        Assert.NotNull(bounds);
        Assert.Equal(bounds.Order(), bounds);
        Assert.Contains(0.25, bounds);
        Assert.Equal(new SingleFlightOptions<string, string>().FlightTimeout.TotalSeconds, bounds[^1]);
    }
#endif

    [Fact]
    public void The_meter_of_a_flight_that_is_given_none_has_the_name_of_the_package()
    {
        var meters = new List<string>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, _) => meters.Add(instrument.Meter.Name) };
        _ = new SingleFlight<string, string>();
        listener.Start();
        Assert.Contains("RefreshRace", meters);
    }

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
        await Measured(1, "refreshrace.flights", "outcome=success");
        await Measured(2, "refreshrace.flight.duration", "outcome=success");
        Assert.Equal(0, Sum("refreshrace.inflight"));

        await Assert.ThrowsAsync<FormatException>(() => flight.RunAsync("B", (_, _) => throw new FormatException()));
        await Assert.ThrowsAsync<IOException>(
            () => flight.RunAndCommitAsync("C", (_, _) => Task.FromResult("C1"), (_, _, _) => throw new IOException()).Ends());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => flight.RunAsync("D", (_, _) => Task.FromCanceled<string>(new(true))));
        await Measured(1, "refreshrace.flights", "outcome=cancelled");
        await Measured(1, "refreshrace.flights", "outcome=error");
        await Measured(1, "refreshrace.flights", "outcome=uncommitted");
        Assert.Equal(1, Sum("refreshrace.commit.failures"));

        var late = flight.RunAsync("E", _exchange.Run);
        await _exchange.Answer(1);
        _time.Advance(TimeSpan.FromSeconds(60));
        await Assert.ThrowsAsync<TimeoutException>(() => late.Ends());
        await _exchange.Succeed(1, "E1");
        await Measured(1, "refreshrace.flights", "outcome=timeout");
        await Measured(60, "refreshrace.flight.duration", "outcome=timeout");
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
        Assert.Equal(1, Sum("refreshrace.joins", "kind=inflight"));
        Assert.Equal(2, Sum("refreshrace.joins", "kind=retained"));
        await Measured(0, "refreshrace.inflight");
        await Measured(1, "refreshrace.retained");
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(0, Sum("refreshrace.retained"));
        await flight.RunAsync("B", (_, _) => Task.FromResult("B1"));
        await Measured(1, "refreshrace.retained");
        flight.Evict("B");
        Assert.Equal(0, Sum("refreshrace.retained"));
    }

    [Fact]
    public async Task What_another_machine_or_the_store_had_already_counts_as_a_join()
    {
        Listen();
        var remote = Flight(coordinator: new Coordinator((_, _, _) => Task.FromResult("remote")));
        Assert.Equal("remote", await remote.RunAsync("A", Flights.Never).Ends());
        var recovering = Flight(recover: (_, _, _) => Task.FromResult<string?>("recovered"));
        Assert.Equal("recovered", await recovering.RunAsync("A", (_, _) => throw new FormatException()).Ends());
        Assert.Equal(1, Sum("refreshrace.joins", "kind=remote"));
        Assert.Equal(1, Sum("refreshrace.joins", "kind=recovered"));
    }

    [Fact]
    public async Task What_a_flight_without_a_name_tells_has_no_tag_for_it()
    {
        Listen();
        using var spans = new Spans(null);
        var flight = Flight(name: null);
        await flight.RunAsync("A", (_, _) => Task.FromResult("A1"));
        await flight.RunAsync("A", Flights.Never);
        await Assert.ThrowsAsync<IOException>(
            () => flight.RunAndCommitAsync("B", (_, _) => Task.FromResult("B1"), (_, _, _) => throw new IOException()));
        string[] measures =
        [
            "refreshrace.commit.failures",
            "refreshrace.flight.duration outcome=success",
            "refreshrace.flight.duration outcome=uncommitted",
            "refreshrace.flights outcome=success",
            "refreshrace.flights outcome=uncommitted",
            "refreshrace.inflight",
            "refreshrace.joins kind=retained",
            "refreshrace.retained",
        ];
        await Eventually.Soon(() => Measures().Length >= measures.Length);
        Assert.Equal(measures, Measures());
        Assert.Equal(["", "kind", ""], (await spans.Stopped(3)).Select(span => string.Join(' ', span.TagObjects.Select(tag => tag.Key))));
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

        // The first flight may report its end to the new listener as well.
        await Eventually.Soon(() => Sum("refreshrace.flights", "outcome=success") >= 1);
        Assert.InRange(Sum("refreshrace.flights", "outcome=success"), 1, 2);
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(0, Sum("refreshrace.inflight"));
        Assert.Equal(0, Sum("refreshrace.retained"));
    }

    [Fact]
    public async Task A_joiners_span_links_to_the_flights_span_which_is_the_parent_of_what_the_delegate_does()
    {
        using var spans = new Spans("test");
        var flight = Flight();
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
        Assert.Equal("A1", flight.Run("A", (_, _) => throw new InvalidOperationException()));
        var stopped = await spans.Stopped(4);
        var own = Assert.Single(stopped, span => span.OperationName == "refreshrace.flight");
        Assert.Same(own, inside);
        var joins = stopped.Where(span => span.OperationName == "refreshrace.join").ToArray();
        Assert.Equal(["inflight", "retained", "retained"], joins.Select(span => span.GetTagItem("kind")).Order());
        Assert.All(joins, join => Assert.Equal(own.Context, Assert.Single(join.Links).Context));
        Assert.All(stopped, span => Assert.Equal(ActivityStatusCode.Unset, span.Status));
    }

    [Fact]
    public async Task The_spans_of_a_flight_that_failed_and_of_its_joiners_say_by_which_exception()
    {
        using var spans = new Spans("test");
        var flight = Flight();
        var leader = flight.RunAsync("A", _exchange.Run);
        await _exchange.Answer(0);
        var joiner = flight.RunAsync("A", Flights.Never);
        var blocking = Blocking.Call(() => flight.Run("A", (_, _) => throw new InvalidOperationException()));
        await Eventually.Soon(() => spans.Started == 3);
        await _exchange.Fail(0, new FormatException("secret"));
        foreach (var call in (Task[])[leader, joiner, blocking])
            await Assert.ThrowsAsync<FormatException>(() => call.Ends());
        var stopped = await spans.Stopped(3);
        Assert.Equal(
            ["inflight", "inflight"],
            stopped.Where(span => span.OperationName == "refreshrace.join").Select(span => span.GetTagItem("kind")));
        Assert.All(
            stopped, span => Assert.Equal((ActivityStatusCode.Error, "System.FormatException"), (span.Status, span.StatusDescription)));
    }
}
