using System.Diagnostics.Metrics;

namespace RefreshRace.Runtime.Tests;

/// <summary>
/// A clock, a comparer, a selector or a listener that throws ends at most its own call: no result is lost by it, and no other caller hears
/// of it.
/// </summary>
[Collection(NotBesideListeners.Name)]
public class BrokenCallbackTests
{
    private readonly Exchange _exchange = new();

    [Fact]
    public async Task A_clock_that_throws_when_a_flight_ends_costs_nothing()
    {
        var clock = new BrokenClock();
        var flight = new SingleFlight<string, string>(new() { TimeProvider = clock });
        Assert.Equal("T1", await flight.RunAsync("T0", (_, _) =>
        {
            clock.Throws = true;
            return Task.FromResult("T1");
        }));
        clock.Throws = false;
        Assert.Equal("T1", await flight.RunAsync("T0", Flights.Never));

        var later = flight.RunAsync("S0", _exchange.Run);
        var joiner = flight.RunAsync("S0", Flights.Never);
        clock.Throws = true;
        await _exchange.Succeed(0, "S1");
        Assert.Equal("S1", await later.Ends());
        Assert.Equal("S1", await joiner.Ends());
        clock.Throws = false;
        Assert.Equal("S1", flight.Run("S0", (_, _) => throw new InvalidOperationException()));
    }

    [Fact]
    public async Task A_clock_that_throws_when_a_call_begins_ends_that_call()
    {
        var clock = new BrokenClock();
        var flight = new SingleFlight<string, string>(new() { TimeProvider = clock, Successor = r => r });
        var leader = flight.RunAsync("T0", _exchange.Run);
        clock.Throws = true;
        Assert.Throws<NotSupportedException>(() => flight.Run("T0", (_, _) => "never"));
        Assert.Throws<NotSupportedException>(() => flight.Evict("T0"));
        await Assert.ThrowsAsync<NotSupportedException>(
            async () => await flight.RunAndCommitAsync("T0", Flights.Never, (_, _, _) => Task.CompletedTask));
        clock.Throws = false;
        await _exchange.Succeed(0, "T1");
        Assert.Equal("T1", await leader.Ends());
        Assert.True(flight.Evict("T1"));
    }

    [Fact]
    public async Task A_clock_that_throws_in_the_timer_does_not_end_the_process_and_the_timeout_comes_when_it_answers()
    {
        var clock = new BrokenClock();
        var flight = new SingleFlight<string, string>(new() { TimeProvider = clock });
        var hangs = flight.RunAsync("T0", _exchange.Run);
        clock.Throws = true;
        clock.Fire();
        clock.Fire();
        Assert.False(hangs.IsCompleted);
        clock.Throws = false;
        clock.Now += TimeSpan.FromMinutes(1).Ticks;
        clock.Fire();
        await Assert.ThrowsAsync<TimeoutException>(() => hangs.Ends());
    }

    [Fact]
    public async Task A_comparer_that_throws_ends_the_call_that_asked_it()
    {
        var comparer = new BrokenComparer();
        var flight = new SingleFlight<string, string>(new() { Comparer = comparer, Successor = r => r });
        var leader = flight.RunAndCommitAsync("T0", _exchange.Run, (_, _, _) => Task.CompletedTask);
        comparer.Throws = true;
        Assert.Throws<NotSupportedException>(() => flight.Run("T0", (_, _) => "never"));
        await _exchange.Succeed(0, "T1");
        Assert.Equal("T1", await leader.Ends());
        comparer.Throws = false;
        Assert.Equal("T1", await flight.RunAsync("T0", Flights.Never));
        Assert.Equal(
            "T1",
            await flight.RunAndCommitAsync("T0", Flights.Never, (_, _, _) => throw new InvalidOperationException("It is committed.")));
    }

    /// <summary>The lock of a shard is not reentrant: a callback that runs under it and calls the flight would wait for itself.</summary>
    [Fact]
    public async Task No_callback_runs_under_a_lock_when_a_flight_ends()
    {
        SingleFlight<string, string>? flight = null;
        var asked = new List<string>();
        var clock = new BrokenClock();
        var comparer = new BrokenComparer();
        void Ask(string who)
        {
            asked.Add(who);
            _ = ((IFlightStatistics)flight!).Retained;
        }

        flight = new SingleFlight<string, string>(new()
        {
            TimeProvider = clock,
            Comparer = comparer,
            Successor = r =>
            {
                Ask("Successor");
                return r;
            },
            RetainIf = _ =>
            {
                Ask("RetainIf");
                return true;
            },
        });
        await flight.RunAsync("T0", (_, _) => Task.FromResult("T1"));
        var end = flight.RunAndCommitAsync("T1", _exchange.Run, (_, _, _) => Task.CompletedTask);
        await _exchange.Answer(0);
        comparer.OnAsked = () => Ask("Comparer");
        clock.OnAsked = () => Ask("TimeProvider");
        await _exchange.Succeed(0, "T2");
        Assert.Equal("T2", await end.Ends());
        comparer.OnAsked = clock.OnAsked = null;
        Assert.Equal(["Comparer", "RetainIf", "Successor", "TimeProvider"], asked.Distinct().Order());
    }

    [Fact]
    public async Task A_listener_that_throws_when_it_hears_of_an_instrument_costs_the_measure()
    {
        using var meter = new Meter("unheard of");
        using var measures = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter == meter)
                    throw new NotSupportedException("The listener is broken.");
            },
        };
        measures.Start();
        var flight = new SingleFlight<string, string>(new() { Meter = meter });
        Assert.Equal("T1", await flight.RunAsync("T0", (_, _) => Task.FromResult("T1")));
        Assert.Equal("T1", flight.Run("T0", (_, _) => "never"));
    }

    private sealed class BrokenClock : TimeProvider
    {
        private TimerCallback? _callback;
        private object? _state;

        internal long Now;

        internal bool Throws { get; set; }

        internal Action? OnAsked { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp()
        {
            OnAsked?.Invoke();
            return Throws ? throw new NotSupportedException("The clock is broken.") : Now;
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            (_callback, _state) = (callback, state);
            return new Timer();
        }

        internal void Fire() => _callback!(_state);

        private sealed class Timer : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => default;
        }
    }

    private sealed class BrokenComparer : IEqualityComparer<string>
    {
        internal bool Throws { get; set; }

        internal Action? OnAsked { get; set; }

        public bool Equals(string? x, string? y)
        {
            OnAsked?.Invoke();
            return Throws ? throw new NotSupportedException("The comparer is broken.") : x == y;
        }

        public int GetHashCode(string key)
        {
            OnAsked?.Invoke();
            return Throws ? throw new NotSupportedException("The comparer is broken.") : key.Length;
        }
    }
}
