using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Diagnostics.Tracing;

namespace RefreshRace.Runtime.Tests;

/// <summary>
/// The event source: what may have no caller to tell it to. The tests expect all events of their flights, with id, level and payload, and
/// no other.
/// </summary>
[Collection(NotBesideListeners.Name)]
public sealed class EventTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly Exchange _exchange = new();
    private string? _name = Guid.NewGuid().ToString();
    private EventRecorder _recorder;

    public EventTests() => _recorder = new EventRecorder(_name!, EventLevel.Warning);

    public void Dispose() => _recorder.Dispose();

    private SingleFlight<string, string> Flight(
        Func<string,
        bool>? retainIf = null,
        Func<string,
        string?>? successor = null,
        LeaderLeaves leaderLeaves = LeaderLeaves.AfterFlight,
        bool cancelWhenAbandoned = false) => new(new()
        {
            TimeProvider = _time,
            Name = _name,
            RetainIf = retainIf,
            Successor = successor,
            LeaderLeaves = leaderLeaves,
            CancelWhenAbandoned = cancelWhenAbandoned,
        });

    [Fact]
    public async Task A_failure_is_logged_although_every_caller_has_left()
    {
        using var leaves = new CancellationTokenSource();
        var leader = Flight(leaderLeaves: LeaderLeaves.Immediately).RunAsync("secret key", _exchange.Run, leaves.Token);
        await _exchange.Answer(0);
        leaves.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leader.Ends());
        await _exchange.Fail(0, new FormatException("secret answer"));
        await Logged("FlightFailed 1 Warning: outcome=error, exception=System.FormatException");
    }

    [Fact]
    public async Task The_end_of_a_flight_that_took_too_long_is_logged()
    {
        var late = Flight().RunAsync("secret key", _exchange.Run);
        await _exchange.Answer(0);
        _time.Advance(TimeSpan.FromSeconds(60));
        await Assert.ThrowsAsync<TimeoutException>(() => late.Ends());
        await _exchange.Fail(0, new IOException("secret answer"));
        await Logged("FlightFailed 1 Warning: outcome=timeout, exception=System.IO.IOException");
    }

    [Fact]
    public async Task A_success_that_came_too_late_is_logged()
    {
        await SucceedTooLate(Flight());
        await Logged("FlightCameTooLate 2 Error: ");
    }

    [Fact]
    public async Task A_flight_that_lost_its_key_asks_no_comparer_about_it()
    {
        await SucceedTooLate(
            new SingleFlight<string, string>(new() { TimeProvider = _time, Name = _name, Successor = r => r, Comparer = new Strict() }));
        await Logged("FlightCameTooLate 2 Error: ");
    }

    [Fact]
    public async Task A_listener_of_errors_alone_gets_them()
    {
        Listen(_name!, EventLevel.Error);
        await SucceedTooLate(Flight());
        await Eventually.Soon(() => _recorder.Texts.Count > 0);
        Assert.Equal(["FlightCameTooLate 2 Error: "], _recorder.Texts);
    }

    [Fact]
    public async Task A_commit_that_fails_is_logged()
    {
        await Assert.ThrowsAsync<IOException>(
            () => Flight().RunAndCommitAsync(
                "secret key", (_, _) => Task.FromResult("secret result"), (_, _, _) => throw new IOException("secret message")).Ends());
        await Logged("FlightFailed 1 Warning: outcome=uncommitted, exception=System.IO.IOException");
    }

    [Fact]
    public async Task A_cancellation_is_logged_and_a_success_is_not()
    {
        await Flight().RunAsync("A", (_, _) => Task.FromResult("A1"));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Flight().RunAsync("B", (_, _) => Task.FromCanceled<string>(new(true))));
        await Logged("FlightFailed 1 Warning: outcome=cancelled, exception=System.OperationCanceledException");
    }

    [Fact]
    public async Task Exceptions_of_the_options_that_reach_no_caller_are_logged()
    {
        await Flight(
            retainIf: _ => throw new FormatException("secret message")).RunAsync("secret key", (_, _) => Task.FromResult("secret result"));
        await Flight(
            successor: _ => throw new IOException("secret message")).RunAsync("secret key", (_, _) => Task.FromResult("secret result"));
        await Logged(
            "CallbackFailed 3 Warning: callback=RetainIf, exception=System.FormatException",
            "CallbackFailed 3 Warning: callback=Successor, exception=System.IO.IOException");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Exceptions_of_the_tokens_callbacks_are_logged(bool isAbandoned)
    {
        using var leaves = new CancellationTokenSource();
        _ = Flight(leaderLeaves: LeaderLeaves.Immediately, cancelWhenAbandoned: isAbandoned).RunAsync(
            "secret key",
            (key, token) =>
            {
                token.Register(() => throw new NotSupportedException("secret message"));
                return _exchange.Run(key, token);
            },
            leaves.Token);
        await _exchange.Answer(0);
        if (isAbandoned)
            leaves.Cancel();
        else
            _time.Advance(TimeSpan.FromSeconds(60));
        await Logged("CallbackFailed 3 Warning: callback=a callback of the flight's token, exception=System.NotSupportedException");
    }

    [Fact]
    public async Task Exceptions_of_a_listener_of_the_meter_are_logged()
    {
        using var meter = new Meter("events");
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, measures) =>
        {
            if (ReferenceEquals(instrument.Meter, meter) && instrument.Name == "refreshrace.joins")
                measures.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, _, _, _) => throw new NotSupportedException("secret message"));
        listener.Start();
        var flight = new SingleFlight<string, string>(new() { Meter = meter, Name = _name });
        await flight.RunAsync("secret key", (_, _) => Task.FromResult("secret result"));
        await flight.RunAsync("secret key", Flights.Never);
        await Logged("CallbackFailed 3 Warning: callback=A listener of the meter, exception=System.NotSupportedException");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Exceptions_of_a_listener_of_the_spans_are_logged(bool isAtTheEnd)
    {
        using (var listener = new ActivityListener())
        {
            listener.ShouldListenTo = source => source.Name == "RefreshRace";
            listener.Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData;
            Action<Activity> fail = _ => throw new NotSupportedException("secret message");
            if (isAtTheEnd)
                listener.ActivityStopped = fail;
            else
                listener.ActivityStarted = fail;
            ActivitySource.AddActivityListener(listener);
            await Flight().RunAsync("secret key", (_, _) => Task.FromResult("secret result"));
        }

        await Logged("CallbackFailed 3 Warning: callback=A listener of the spans, exception=System.NotSupportedException");
    }

    [Fact]
    public async Task The_name_of_a_flight_without_one_is_empty()
    {
        _name = null;
        Listen("", EventLevel.Warning);
        await Assert.ThrowsAsync<MarkException>(() => Flight().RunAsync("secret key", (_, _) => throw new MarkException()));
        await Flight(retainIf: _ => throw new MarkException()).RunAsync("secret key", (_, _) => Task.FromResult("secret result"));
        await SucceedTooLate(Flight());

        // Not all of them need be of these flights: others without a name may still be under way.
        string[] texts =
        [
            $"FlightFailed 1 Warning: outcome=error, exception={typeof(MarkException).FullName}",
            $"CallbackFailed 3 Warning: callback=RetainIf, exception={typeof(MarkException).FullName}",
            "FlightCameTooLate 2 Error: ",
        ];
        await Eventually.Soon(() => !texts.Except(_recorder.Texts).Any());
        Assert.Empty(texts.Except(_recorder.Texts));
    }

    /// <summary>A delegate succeeds after its key was freed.</summary>
    private async Task SucceedTooLate(SingleFlight<string, string> flight)
    {
        var late = flight.RunAsync("secret key", _exchange.Run);
        await _exchange.Answer(0);
        _time.Advance(TimeSpan.FromSeconds(120));
        await Assert.ThrowsAsync<TimeoutException>(() => late.Ends());
        await _exchange.Succeed(0, "secret result");
    }

    private void Listen(string name, EventLevel level)
    {
        _recorder.Dispose();
        _recorder = new EventRecorder(name, level);
    }

    /// <summary>Waits for these events and then for that of one more flight, so that an event too many has had its time.</summary>
    private async Task Logged(params string[] texts)
    {
        await Eventually.Soon(() => _recorder.Texts.Count >= texts.Length);
        Assert.Equal(texts, _recorder.Texts);
        await Assert.ThrowsAsync<MarkException>(() => Flight().RunAsync("last", (_, _) => throw new MarkException()).Ends());
        string[] all = [.. texts, $"FlightFailed 1 Warning: outcome=error, exception={typeof(MarkException).FullName}"];
        await Eventually.Soon(() => _recorder.Texts.Count >= all.Length);
        Assert.Equal(all, _recorder.Texts);
    }

    /// <summary>A comparer is asked about keys, and a key is never null.</summary>
    private sealed class Strict : IEqualityComparer<string>
    {
        public bool Equals(string? x, string? y) => (x ?? throw new ArgumentNullException(nameof(x))).Equals(
            y ?? throw new ArgumentNullException(nameof(y)), StringComparison.Ordinal);

        public int GetHashCode(string key) => key.GetHashCode(StringComparison.Ordinal);
    }

    /// <summary>What no other flight throws.</summary>
    private sealed class MarkException : Exception;
}
