using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace RefreshRace.Runtime.Tests;

/// <summary>
/// Whoever measures runs code of its own in the middle of a flight. It may fail; the flight may not, and no rotated token may be lost by
/// it.
/// </summary>
[Collection(NotBesideListeners.Name)]
public sealed class ThrowingListenerTests : IDisposable
{
    private readonly Meter _meter = new("throwing");
    private readonly MeterListener _measures = new();
    private readonly ActivityListener _traces = new();
    private readonly Exchange _exchange = new();
    private int _thrown;

    public void Dispose()
    {
        _measures.Dispose();
        _traces.Dispose();
        _meter.Dispose();
    }

    private void Measure()
    {
        _measures.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter, _meter))
                listener.EnableMeasurementEvents(instrument);
        };
        _measures.SetMeasurementEventCallback<long>((_, _, _, _) => Throw());
        _measures.SetMeasurementEventCallback<double>((_, _, _, _) => Throw());
        _measures.Start();
    }

    private void Trace(string where)
    {
        _traces.ShouldListenTo = source => source.Name == "RefreshRace";
        _traces.Sample = (ref ActivityCreationOptions<ActivityContext> _) =>
        {
            if (where == "sampling")
                Throw();
            return ActivitySamplingResult.AllData;
        };
        if (where == "start")
            _traces.ActivityStarted = _ => Throw();
        if (where == "end")
            _traces.ActivityStopped = _ => Throw();
        ActivitySource.AddActivityListener(_traces);
    }

    private void Throw()
    {
        Interlocked.Increment(ref _thrown);
        throw new NotSupportedException("The listener is broken.");
    }

    public static TheoryData<string> Listeners => new() { "meter", "sampling", "start", "end" };

    [Theory]
    [MemberData(nameof(Listeners))]
    public async Task Leaders_joiners_and_stragglers_get_their_result(string listener)
    {
        Listen(listener);
        var flight = new SingleFlight<string, string>(new() { Meter = _meter });
        var leader = flight.RunAsync("A", _exchange.Run);
        var joiner = flight.RunAsync("A", Flights.Never);
        var blocking = Blocking.Call(() => flight.Run("A", (_, _) => throw new InvalidOperationException()));
        await _exchange.Succeed(0, "A1");
        Assert.Equal("A1", await leader.Ends());
        Assert.Equal("A1", await joiner.Ends());
        Assert.Equal("A1", await blocking.Ends());
        Assert.Equal("A1", await flight.RunAsync("A", Flights.Never));
        Assert.Equal("B1", flight.Run("B", (_, _) => "B1"));
        Assert.Equal("C1", await flight.RunAsync("C", (_, _) => Task.FromResult("C1")));
        Assert.Equal(0, flight.InFlight());
        Assert.NotEqual(0, _thrown);
        Assert.Null(Activity.Current);
    }

    [Theory]
    [MemberData(nameof(Listeners))]
    public async Task A_failed_commit_keeps_the_result_and_says_why(string listener)
    {
        Listen(listener);
        var flight = new SingleFlight<string, string>(new() { Meter = _meter });
        await Assert.ThrowsAsync<IOException>(
            () => flight.RunAndCommitAsync("A", (_, _) => Task.FromResult("A1"), (_, _, _) => throw new IOException()).Ends());
        Assert.Equal("A1", await flight.RunAndCommitAsync("A", Flights.Never, (_, _, _) => Task.CompletedTask).Ends());
        Assert.NotEqual(0, _thrown);
    }

    [Theory]
    [MemberData(nameof(Listeners))]
    public async Task What_another_node_or_the_store_had_reaches_the_caller(string listener)
    {
        Listen(listener);
        var flight = new SingleFlight<string, string>(
            new() { Meter = _meter, Recover = (_, _, _) => Task.FromResult<string?>("recovered") });
        Assert.Equal("recovered", await flight.RunAsync("A", (_, _) => throw new IOException()).Ends());
        var coordinated = new SingleFlight<string, string>(
            new()
            {
                Meter = _meter,
                Coordinator = new Coordinator((_, _, _) => Task.FromResult("remote")),
                Recover = (_, _, _) => throw new InvalidOperationException(),
            });
        Assert.Equal("remote", await coordinated.RunAsync("A", Flights.Never).Ends());
        Assert.NotEqual(0, _thrown);
    }

    private void Listen(string listener)
    {
        if (listener == "meter")
            Measure();
        else
            Trace(listener);
    }
}
