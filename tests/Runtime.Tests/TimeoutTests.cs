namespace RefreshRace.Runtime.Tests;

public class TimeoutTests
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(60);
    private readonly ManualTime _time = new();
    private readonly Exchange _exchange = new();

    [Fact]
    public async Task Callers_get_a_TimeoutException_and_the_delegates_token_fires()
    {
        var flight = Flights.With(_time);
        var leader = flight.RunAsync("R0", _exchange.Run);
        await _exchange.Answer(0);
        var joiner = flight.RunAsync("R0", _exchange.Run, new CancellationTokenSource().Token);
        _time.Advance(s_timeout - TimeSpan.FromSeconds(1));
        Assert.False(_exchange.Token(0).IsCancellationRequested);
        Assert.False(leader.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<TimeoutException>(() => leader.Ends());
        await Assert.ThrowsAsync<TimeoutException>(() => joiner.Ends());
        Assert.True(_exchange.Token(0).IsCancellationRequested);
        Assert.Equal(1, flight.InFlight());
    }

    [Fact]
    public async Task The_key_stays_occupied_and_a_late_success_reaches_those_who_came_meanwhile()
    {
        var flight = Flights.With(_time);
        var leader = flight.RunAsync("R0", _exchange.Run);
        await _exchange.Answer(0);
        _time.Advance(s_timeout);
        await Assert.ThrowsAsync<TimeoutException>(() => leader.Ends());
        var meanwhile = flight.RunAsync("R0", Flights.Never);
        await _exchange.Succeed(0, "R1");
        Assert.Equal("R1", await meanwhile.Ends());
        Assert.Equal("R1", await flight.RunAsync("R0", Flights.Never));
    }

    [Fact]
    public async Task A_delegate_that_ends_by_its_token_after_the_timeout_is_a_timeout()
    {
        var flight = Flights.With(_time);
        var leader = flight.RunAsync("R0", async (_, token) =>
        {
            await Task.Delay(Timeout.Infinite, token);
            return "never";
        });
        await Eventually.Holds(() => flight.InFlight() == 1 && _time.ActiveTimers > 0);
        _time.Advance(s_timeout);
        await Assert.ThrowsAsync<TimeoutException>(() => leader.Ends());
        await Eventually.Holds(() => flight.InFlight() == 0);
        Assert.Equal("R1", await flight.RunAsync("R0", (_, _) => Task.FromResult("R1")));
    }

    [Fact]
    public async Task After_twice_the_time_the_key_is_free_and_the_old_delegate_can_do_no_harm()
    {
        var flight = Flights.With(_time);
        var leader = flight.RunAsync("R0", _exchange.Run);
        await _exchange.Answer(0);
        _time.Advance(s_timeout);
        var meanwhile = flight.RunAsync("R0", Flights.Never);
        _time.Advance(s_timeout);
        await Assert.ThrowsAsync<TimeoutException>(() => leader.Ends());
        await Assert.ThrowsAsync<TimeoutException>(() => meanwhile.Ends());
        Assert.Equal(0, flight.InFlight());

        var second = flight.RunAsync("R0", _exchange.Run);
        await _exchange.Answer(1);
        await _exchange.Succeed(0, "zombie");
        var joiner = flight.RunAsync("R0", Flights.Never);
        await _exchange.Succeed(1, "R1");
        Assert.Equal("R1", await second.Ends());
        Assert.Equal("R1", await joiner.Ends());
        Assert.Equal(2, _exchange.Started);
    }

    [Fact]
    public async Task Each_flight_has_its_own_deadline_and_no_token_fires_early()
    {
        var flight = Flights.With(_time);
        var calls = new List<Task<string>>();
        for (var i = 0; i < 10; i++)
        {
            calls.Add(flight.RunAsync($"key {i}", _exchange.Run));
            await _exchange.Answer(i);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        _time.Advance(s_timeout - TimeSpan.FromSeconds(10));
        for (var i = 0; i < 10; i++)
        {
            await Assert.ThrowsAsync<TimeoutException>(() => calls[i].Ends());
            for (var later = i + 1; later < 10; later++)
            {
                Assert.False(calls[later].IsCompleted);
                Assert.False(_exchange.Token(later).IsCancellationRequested);
            }

            _time.Advance(TimeSpan.FromSeconds(1));
        }

        for (var i = 0; i < 10; i++)
            Assert.True(_exchange.Token(i).IsCancellationRequested);
    }

    [Fact]
    public async Task The_token_of_a_flight_that_ended_in_time_does_not_fire_while_another_one_needs_it()
    {
        var flight = Flights.With(_time);
        var first = flight.RunAsync("A0", _exchange.Run);
        await _exchange.Succeed(0, "A1");
        await first.Ends();
        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.False(_exchange.Token(0).IsCancellationRequested);
        Assert.Equal(0, _time.ActiveTimers);
    }

    [Fact]
    public async Task Without_a_limit_nothing_times_out()
    {
        var flight = Flights.With(_time, flightTimeout: Timeout.InfiniteTimeSpan);
        var leader = flight.RunAsync("R0", _exchange.Run);
        await _exchange.Answer(0);
        _time.Advance(TimeSpan.FromDays(100));
        Assert.False(leader.IsCompleted);
        await _exchange.Succeed(0, "R1");
        Assert.Equal("R1", await leader.Ends());
    }

    /// <summary>
    /// As on a machine that sleeps between the publication of a flight and the wait of its leader, which has not seen the delegate start.
    /// </summary>
    [Fact]
    public async Task A_leader_whose_flight_lost_its_key_before_it_waits_is_told_of_the_timeout()
    {
        var flight = Flights.With(_time);
        _time.OnceSet = () => _time.Advance(s_timeout + s_timeout);
        var leader = Task.Run(() => flight.RunAsync("R0", _exchange.Run));
        await Assert.ThrowsAsync<TimeoutException>(() => leader.Ends());
        await _exchange.Succeed(0, "R1");
        Assert.Equal(0, flight.InFlight());
    }

    [Fact]
    public async Task A_synchronous_leader_gets_its_late_success_and_its_joiners_the_timeout()
    {
        var flight = Flights.With(_time);
        using var go = new ManualResetEventSlim();
        var token = CancellationToken.None;
        var leader = Blocking.Call(() => flight.Run("R0", (_, t) =>
        {
            token = t;
            go.Wait(Eventually.Limit);
            return "R1";
        }));
        await Eventually.Holds(() => token.CanBeCanceled);
        var joiner = Blocking.Call(() => flight.Run("R0", (_, _) => throw new InvalidOperationException()));
        await Task.Yield();
        var other = flight.RunAsync("R0", Flights.Never);
        _time.Advance(s_timeout);
        await Assert.ThrowsAsync<TimeoutException>(() => other.Ends());
        Assert.True(token.IsCancellationRequested);
        go.Set();
        Assert.Equal("R1", await leader.Ends());

        // The blocking joiner came before or after the timeout.
        var thrown = await Record.ExceptionAsync(() => joiner.Ends());
        Assert.True(thrown is null or TimeoutException, thrown?.ToString());
    }

    [Fact]
    public async Task A_synchronous_leader_that_ends_by_its_token_throws_a_TimeoutException()
    {
        var flight = Flights.With(_time);
        var started = false;
        var leader = Blocking.Call(() => flight.Run("R0", (_, token) =>
        {
            Volatile.Write(ref started, true);
            token.WaitHandle.WaitOne(Eventually.Limit);
            token.ThrowIfCancellationRequested();
            return "never";
        }));
        await Eventually.Holds(() => Volatile.Read(ref started));
        _time.Advance(s_timeout);
        await Assert.ThrowsAsync<TimeoutException>(() => leader.Ends());
    }

    [Fact]
    public async Task Callbacks_of_the_token_that_throw_do_not_keep_the_callers_waiting()
    {
        var flight = Flights.With(_time);
        var leader = flight.RunAsync("R0", (key, token) =>
        {
            token.Register(() => throw new FormatException());
            return _exchange.Run(key, token);
        });
        await _exchange.Answer(0);
        _time.Advance(s_timeout);
        await Assert.ThrowsAsync<TimeoutException>(() => leader.Ends());
    }

    [Fact]
    public async Task A_burned_flight_that_hangs_frees_its_key_after_twice_the_time()
    {
        var flight = Flights.With(_time, cancelWhenAbandoned: true);
        using var cancel = new CancellationTokenSource();
        var leader = flight.RunAsync("R0", _exchange.Run, cancel.Token);
        await _exchange.Answer(0);
        cancel.Cancel();
        var late = flight.RunAsync("R0", _exchange.Run);
        _time.Advance(s_timeout + s_timeout);
        await Assert.ThrowsAsync<TimeoutException>(() => leader.Ends());
        await _exchange.Succeed(1, "R1");
        Assert.Equal("R1", await late.Ends());
    }

    /// <summary>As on a pool that is exhausted: another exchange may be under way by now, or have consumed the token.</summary>
    [Theory]
    [InlineData(60)]
    [InlineData(120)]
    public async Task A_delegate_that_gets_its_thread_after_the_timeout_is_not_started(int seconds)
    {
        var flight = new SingleFlight<string, string>(new() { TimeProvider = _time, Context = FlightContext.Isolated });
        _time.OnceSet = () => _time.Advance(TimeSpan.FromSeconds(seconds));
        var leader = flight.RunAsync("R0", _exchange.Run);
        await Assert.ThrowsAsync<TimeoutException>(() => leader.Ends());
        await Eventually.Holds(() => flight.InFlight() == 0);
        var second = flight.RunAsync("R0", _exchange.Run);
        await _exchange.Succeed(0, "R1");
        Assert.Equal("R1", await second.Ends());
        Assert.Equal(1, _exchange.Started);
    }

    /// <summary>As on a machine that slept: the answer may have arrived, and the delegate has not had a moment to take it.</summary>
    [Fact]
    public async Task After_a_timer_that_came_late_the_key_stays_occupied_as_long()
    {
        var flight = Flights.With(_time);
        var leader = flight.RunAsync("R0", _exchange.Run);
        await _exchange.Answer(0);
        _time.Jump(TimeSpan.FromHours(1));
        _time.Advance(TimeSpan.FromSeconds(59));
        await Assert.ThrowsAsync<TimeoutException>(() => leader.Ends());
        var meanwhile = flight.RunAsync("R0", Flights.Never);
        await _exchange.Succeed(0, "R1");
        Assert.Equal("R1", await meanwhile.Ends());
    }
}
