namespace RefreshRace.Runtime.Tests;

public class RetentionTests
{
    private readonly ManualTime _time = new();
    private readonly Exchange _exchange = new();

    [Fact]
    public async Task A_straggler_with_the_consumed_key_gets_the_result()
    {
        var flight = Flights.With(_time);
        await flight.RunAsync("R0", (_, _) => Task.FromResult("R1"));
        _time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.Equal("R1", await flight.RunAsync("R0", Flights.Never));
        Assert.Equal("R1", flight.Run("R0", (_, _) => throw new InvalidOperationException()));
        Assert.Equal("R1", await flight.RunAndCommitAsync("R0", Flights.Never, (_, _, _) => Task.CompletedTask));
        Assert.Equal(
            "R1",
            await flight.RunAndCommitAsync("R0", Flights.Never, (_, _, _) => throw new InvalidOperationException("It is committed.")));
    }

    [Fact]
    public async Task It_ends_with_RetainFor_and_is_not_prolonged_by_hits()
    {
        var flight = Flights.With(_time);
        await flight.RunAsync("R0", (_, _) => Task.FromResult("R1"));
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("R1", await flight.RunAsync("R0", Flights.Never));
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("new", await flight.RunAsync("R0", (_, _) => Task.FromResult("new")));
    }

    [Fact]
    public async Task Zero_turns_it_off()
    {
        var flight = Flights.With(_time, retainFor: TimeSpan.Zero);
        await flight.RunAsync("R0", (_, _) => Task.FromResult("R1"));
        Assert.Equal(0, flight.Retained());
        Assert.Equal("new", await flight.RunAsync("R0", (_, _) => Task.FromResult("new")));
    }

    [Fact]
    public async Task Infinite_never_ends_and_needs_no_timer()
    {
        var flight = Flights.With(_time, retainFor: Timeout.InfiniteTimeSpan, flightTimeout: Timeout.InfiniteTimeSpan);
        await flight.RunAsync("R0", (_, _) => Task.FromResult("R1"));
        _time.Advance(TimeSpan.FromDays(1000));
        Assert.Equal("R1", await flight.RunAsync("R0", Flights.Never));
        Assert.Equal(0, _time.ActiveTimers);
    }

    [Fact]
    public async Task Null_and_false_are_never_retained()
    {
        var texts = new SingleFlight<string, string?>();
        Assert.Null(await texts.RunAsync("R0", (_, _) => Task.FromResult<string?>(null)));
        Assert.Equal("R1", await texts.RunAsync("R0", (_, _) => Task.FromResult<string?>("R1")));

        var answers = new SingleFlight<string, bool>();
        Assert.False(await answers.RunAsync("R0", (_, _) => Task.FromResult(false)));
        Assert.True(await answers.RunAsync("R0", (_, _) => Task.FromResult(true)));
        Assert.True(await answers.RunAsync("R0", (_, _) => Task.FromResult(false)));

        var perhaps = new SingleFlight<string, bool?>();
        Assert.False(await perhaps.RunAsync("R0", (_, _) => Task.FromResult<bool?>(false)));
        Assert.Null(await perhaps.RunAsync("R0", (_, _) => Task.FromResult<bool?>(null)));
        Assert.True(await perhaps.RunAsync("R0", (_, _) => Task.FromResult<bool?>(true)));
    }

    [Fact]
    public async Task A_default_value_of_another_type_is_a_result_like_any_other()
    {
        var numbers = new SingleFlight<string, int>();
        Assert.Equal(0, await numbers.RunAsync("R0", (_, _) => Task.FromResult(0)));
        Assert.Equal(0, await numbers.RunAsync("R0", (_, _) => Task.FromResult(5)));
    }

    [Fact]
    public async Task A_result_that_RetainIf_rejects_reaches_its_callers_and_is_not_repeated()
    {
        var flight = new SingleFlight<string, string>(new() { RetainIf = r => r != "error" });
        Assert.Equal("error", await flight.RunAsync("R0", (_, _) => Task.FromResult("error")));
        Assert.Equal("R1", await flight.RunAsync("R0", (_, _) => Task.FromResult("R1")));
        Assert.Equal("R1", await flight.RunAsync("R0", Flights.Never));
    }

    [Fact]
    public async Task A_RetainIf_that_throws_costs_the_repetition_and_not_the_result()
    {
        var flight = new SingleFlight<string, string>(new() { RetainIf = _ => throw new FormatException() });
        Assert.Equal("R1", await flight.RunAsync("R0", (_, _) => Task.FromResult("R1")));
        Assert.Equal(0, flight.Retained());
    }

    [Fact]
    public async Task Failures_are_not_retained()
    {
        var flight = Flights.With(_time);
        await Assert.ThrowsAsync<FormatException>(() => flight.RunAsync("R0", (_, _) => throw new FormatException()));
        Assert.Equal(0, flight.Retained());
    }

    [Fact]
    public async Task MaxRetained_drops_the_oldest_first()
    {
        var flight = Flights.With(_time, maxRetained: 3);
        foreach (var key in (string[])["A", "B", "C", "D", "E"])
            await flight.RunAsync(key, (k, _) => Task.FromResult(k + "1"));
        Assert.Equal(3, flight.Retained());
        foreach (var key in (string[])["C", "D", "E"])
            Assert.Equal(key + "1", await flight.RunAsync(key, Flights.Never));
        Assert.Equal("A2", await flight.RunAsync("A", (_, _) => Task.FromResult("A2")));
    }

    [Fact]
    public async Task MaxRetained_of_zero_turns_it_off()
    {
        var flight = Flights.With(_time, maxRetained: 0);
        await flight.RunAsync("R0", (_, _) => Task.FromResult("R1"));
        Assert.Equal(0, flight.Retained());
    }

    [Fact]
    public async Task Many_keys_stay_within_the_bound_and_leave_nothing_behind()
    {
        var flight = Flights.With(_time, maxRetained: 1000);
        for (var i = 0; i < 20_000; i++)
            await flight.RunAsync($"key {i}", (k, _) => Task.FromResult(k));
        Assert.InRange(flight.Retained(), 500, 1000);
        _time.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal(0, flight.Retained());
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(0, _time.ActiveTimers);
    }

    [Fact]
    public async Task Expired_keys_and_results_are_no_longer_held()
    {
        var flight = new SingleFlight<object, object>(new() { TimeProvider = _time });
        var (key, result) = await Task.Run(async () =>
        {
            var secret = new object();
            var shared = await flight.RunAsync(secret, (_, _) => Task.FromResult(new object()));
            return (new WeakReference(secret), new WeakReference(shared));
        });
        _time.Advance(TimeSpan.FromSeconds(11));
        for (var i = 0; i < 20 && (key.IsAlive || result.IsAlive); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await Task.Delay(1);
        }

        Assert.False(key.IsAlive);
        Assert.False(result.IsAlive);
        GC.KeepAlive(flight);
    }

    [Fact]
    public async Task Evicting_over_and_over_does_not_pile_up_and_expiry_still_works()
    {
        var flight = Flights.With(_time);
        for (var i = 0; i < 1000; i++)
        {
            await flight.RunAsync("R0", (_, _) => Task.FromResult("R1"));
            Assert.True(flight.Evict("R0"));
            Assert.False(flight.Evict("R0"));
        }

        await flight.RunAsync("A0", (_, _) => Task.FromResult("A1"));
        Assert.Equal(1, flight.Retained());
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(0, flight.Retained());
    }

    [Fact]
    public async Task Evict_of_a_flight_under_way_detaches_nobody()
    {
        var flight = Flights.With(_time);
        var first = flight.RunAsync("R0", _exchange.Run);
        await _exchange.Answer(0);
        Assert.False(flight.Evict("R0"));
        var second = flight.RunAsync("R0", Flights.Never);
        await _exchange.Succeed(0, "R1");
        Assert.Equal("R1", await first.Ends());
        Assert.Equal("R1", await second.Ends());
    }

    [Fact]
    public async Task A_clock_set_back_or_forward_ends_every_call()
    {
        var flight = Flights.With(_time);
        await flight.RunAsync("R0", (_, _) => Task.FromResult("R1"));
        _time.Jump(TimeSpan.FromHours(-1));
        Assert.Equal("R1", await flight.RunAsync("R0", (_, _) => Task.FromResult("new")));
        var under = flight.RunAsync("A0", _exchange.Run);
        await _exchange.Answer(0);
        _time.Jump(TimeSpan.FromDays(40));
        Assert.Equal("new", await flight.RunAsync("R0", (_, _) => Task.FromResult("new")));
        await _exchange.Succeed(0, "A1");
        Assert.Equal("A1", await under.Ends());
    }

    [Fact]
    public async Task The_timer_does_not_fire_for_each_of_many_results()
    {
        var flight = Flights.With(_time, maxRetained: 200);
        await Task.Run(async () =>
        {
            for (var i = 0; i < 600; i++)
            {
                await flight.RunAsync($"key {i}", (k, _) => Task.FromResult(k));
                _time.Advance(TimeSpan.FromMilliseconds(100));
            }
        });

        // A minute, in sixteenths of ten seconds, and the deadline of a flight.
        Assert.InRange(_time.Fired, 1, 100);
        _time.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal(0, flight.Retained());
    }
}
