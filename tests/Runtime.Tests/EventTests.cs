using System.Diagnostics.Tracing;

namespace RefreshRace.Runtime.Tests;

/// <summary>The event source: what may have no caller to tell it to.</summary>
[Collection(NotBesideListeners.Name)]
public sealed class EventTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly Exchange _exchange = new();
    private readonly string _name = Guid.NewGuid().ToString();
    private readonly Recorder _recorder;

    public EventTests() => _recorder = new Recorder(_name);

    public void Dispose() => _recorder.Dispose();

    private SingleFlight<string, string> Flight(
        Func<string, bool>? retainIf = null, Func<string, string?>? successor = null, LeaderLeaves leaderLeaves = LeaderLeaves.AfterFlight) => new(new()
        {
            TimeProvider = _time,
            Name = _name,
            RetainIf = retainIf,
            Successor = successor,
            LeaderLeaves = leaderLeaves,
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
        await _recorder.Sees("FlightFailed: error, System.FormatException");
    }

    [Fact]
    public async Task The_end_of_a_flight_that_took_too_long_is_logged()
    {
        var flight = Flight();
        var late = flight.RunAsync("A", _exchange.Run);
        await _exchange.Answer(0);
        _time.Advance(TimeSpan.FromSeconds(60));
        await Assert.ThrowsAsync<TimeoutException>(() => late.Ends());
        await _exchange.Fail(0, new IOException());
        await _recorder.Sees("FlightFailed: timeout, System.IO.IOException");

        var tooLate = flight.RunAsync("B", _exchange.Run);
        await _exchange.Answer(1);
        _time.Advance(TimeSpan.FromSeconds(120));
        await Assert.ThrowsAsync<TimeoutException>(() => tooLate.Ends());
        await _exchange.Succeed(1, "B1");
        await _recorder.Sees("FlightCameTooLate: ");
    }

    [Fact]
    public async Task A_commit_that_fails_and_a_cancellation_are_logged_and_a_success_is_not()
    {
        var flight = Flight();
        await flight.RunAsync("A", (_, _) => Task.FromResult("A1"));
        await Assert.ThrowsAsync<IOException>(() => flight.RunAndCommitAsync("B", (_, _) => Task.FromResult("B1"), (_, _, _) => throw new IOException()).Ends());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => flight.RunAsync("C", (_, _) => Task.FromCanceled<string>(new(true))));
        await _recorder.Sees("FlightFailed: cancelled, System.OperationCanceledException");
        Assert.Equal(["FlightFailed: uncommitted, System.IO.IOException", "FlightFailed: cancelled, System.OperationCanceledException"], _recorder.Texts);
    }

    [Fact]
    public async Task Exceptions_that_reach_no_caller_are_logged()
    {
        await Flight(retainIf: _ => throw new FormatException()).RunAsync("A", (_, _) => Task.FromResult("A1"));
        await Flight(successor: _ => throw new IOException()).RunAsync("A", (_, _) => Task.FromResult("A1"));
        await _recorder.Sees("CallbackFailed: RetainIf, System.FormatException");
        await _recorder.Sees("CallbackFailed: Successor, System.IO.IOException");

        var late = Flight().RunAsync("A", (_, token) =>
        {
            token.Register(() => throw new NotSupportedException());
            return new TaskCompletionSource<string>().Task;
        });
        _time.Advance(TimeSpan.FromSeconds(60));
        await Assert.ThrowsAsync<TimeoutException>(() => late.Ends());
        await _recorder.Sees("CallbackFailed: a callback of the flight's token, System.NotSupportedException");
    }

    [Fact]
    public async Task A_flight_that_lost_its_key_asks_no_comparer_about_it()
    {
        var flight = new SingleFlight<string, string>(new() { TimeProvider = _time, Name = _name, Successor = r => r, Comparer = new Strict() });
        var tooLate = flight.RunAsync("A", _exchange.Run);
        await _exchange.Answer(0);
        _time.Advance(TimeSpan.FromSeconds(120));
        await Assert.ThrowsAsync<TimeoutException>(() => tooLate.Ends());
        await _exchange.Succeed(0, "A1");
        await _recorder.Sees("FlightCameTooLate: ");
        Assert.Equal(["FlightCameTooLate: "], _recorder.Texts);
    }

    /// <summary>A comparer is asked about keys, and a key is never null.</summary>
    private sealed class Strict : IEqualityComparer<string>
    {
        public bool Equals(string? x, string? y) => (x ?? throw new ArgumentNullException(nameof(x))).Equals(y ?? throw new ArgumentNullException(nameof(y)), StringComparison.Ordinal);

        public int GetHashCode(string key) => key.GetHashCode(StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_event_carries_a_key_a_result_or_a_message()
    {
        await Assert.ThrowsAsync<FormatException>(() => Flight().RunAsync("secret key", (_, _) => throw new FormatException("secret answer")));
        await Flight(retainIf: _ => throw new FormatException("secret answer")).RunAsync("secret key", (_, _) => Task.FromResult("secret result"));
        await Eventually.Holds(() => _recorder.Texts.Count == 2);
        Assert.All(_recorder.Texts, text => Assert.DoesNotContain("secret", text));
    }

    /// <summary>The events of the flights with one name.</summary>
    private sealed class Recorder(string name) : EventListener
    {
        private readonly List<string> _texts = [];

        internal IReadOnlyList<string> Texts
        {
            get
            {
                lock (_texts)
                    return [.. _texts];
            }
        }

        internal Task Sees(string text) => Eventually.Holds(() => Texts.Contains(text), $"'{text}' among '{string.Join("', '", Texts)}'");

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "RefreshRace")
                EnableEvents(eventSource, EventLevel.Verbose);
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            // The base constructor may report events before this object has its fields.
            if (_texts is null || eventData.EventSource.Name != "RefreshRace" || !Equals(eventData.Payload![0], name))
                return;
            lock (_texts)
                _texts.Add($"{eventData.EventName}: {string.Join(", ", eventData.Payload.Skip(1))}");
        }
    }
}
