namespace RefreshRace.Runtime.Tests;

/// <summary>
/// What the suites of neighbours ask of a single flight, in the words of this one. docs/migration.md lists them, with what is answered
/// otherwise here.
/// </summary>
public class PeerScenarioTests
{
    private readonly ManualTime _time = new();
    private readonly Exchange _exchange = new();

    /// <summary>Go, singleflight: a burst of callers of one key runs the function once.</summary>
    [Fact]
    public async Task A_burst_runs_the_delegate_once_and_another_key_runs_its_own()
    {
        var flight = Flights.With(_time);
        var calls = Enumerable.Range(0, 100).Select(_ => flight.RunAsync("A", _exchange.Run)).ToArray();
        var other = flight.RunAsync("B", (_, _) => Task.FromResult("B1"));
        Assert.Equal("B1", await other.Ends());
        await _exchange.Succeed(0, "A1");
        Assert.All(await Task.WhenAll(calls).Ends(), result => Assert.Equal("A1", result));
        Assert.Equal(1, _exchange.Started);
    }

    /// <summary>Go, singleflight: a panic of the function ends all callers, and the group goes on to work.</summary>
    [Fact]
    public async Task A_delegate_that_throws_ends_all_callers_and_leaves_the_key_free()
    {
        var flight = Flights.With(_time);
        var failure = new InvalidOperationException("boom");
        var calls = Enumerable.Range(0, 3).Select(_ => flight.RunAsync("A", _exchange.Run)).ToArray();
        await _exchange.Fail(0, failure);
        foreach (var call in calls)
            Assert.Same(failure, await Assert.ThrowsAsync<InvalidOperationException>(() => call.Ends()));
        Assert.Equal("A1", await flight.RunAsync("A", (_, _) => Task.FromResult("A1")));
    }

    /// <summary>
    /// Go, singleflight: Forget detaches a call under way, so that the next runs beside it. Here it does not: the token would be presented
    /// twice.
    /// </summary>
    [Fact]
    public async Task Evict_while_a_flight_is_under_way_lets_the_next_call_join_it()
    {
        var flight = Flights.With(_time);
        var first = flight.RunAsync("A", _exchange.Run);
        Assert.False(flight.Evict("A"));
        var second = flight.RunAsync("A", Flights.Never);
        await _exchange.Succeed(0, "A1");
        Assert.Equal("A1", await first.Ends());
        Assert.Equal("A1", await second.Ends());
    }

    /// <summary>HybridCache: whoever came first may cancel, and the others get their result.</summary>
    [Theory]
    [InlineData(LeaderLeaves.AfterFlight)]
    [InlineData(LeaderLeaves.Immediately)]
    public async Task The_first_caller_cancels_and_the_rest_get_their_result(LeaderLeaves leaves)
    {
        var flight = Flights.With(_time, leaderLeaves: leaves);
        using var cancel = new CancellationTokenSource();
        var first = flight.RunAsync("A", _exchange.Run, cancel.Token);
        var second = flight.RunAsync("A", Flights.Never);
        await _exchange.Answer(0);
        cancel.Cancel();
        Assert.False(_exchange.Token(0).IsCancellationRequested);
        await _exchange.Succeed(0, "A1");
        Assert.Equal("A1", await second.Ends());
        if (leaves == LeaderLeaves.AfterFlight)
            Assert.Equal("A1", await first.Ends());
        else
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.Ends());
    }

    /// <summary>HybridCache: when all callers have cancelled, the work is cancelled; here if one asks for it.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task All_callers_cancel(bool cancelWhenAbandoned)
    {
        var flight = Flights.With(_time, leaderLeaves: LeaderLeaves.Immediately, cancelWhenAbandoned: cancelWhenAbandoned);
        using var cancel = new CancellationTokenSource();
        Task[] calls = [flight.RunAsync("A", _exchange.Run, cancel.Token), flight.RunAsync("A", Flights.Never, cancel.Token)];
        await _exchange.Answer(0);
        cancel.Cancel();
        foreach (var call in calls)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.Ends());
        Assert.Equal(cancelWhenAbandoned, _exchange.Token(0).IsCancellationRequested);
        await _exchange.Succeed(0, "A1");
        await Eventually.Holds(() => flight.InFlight() == 0);
    }

    /// <summary>HybridCache: keys over 1024 characters, or with control characters, go without protection. Here any key is one.</summary>
    [Fact]
    public async Task Any_text_is_a_key()
    {
        foreach (var key in (string[])["", " ", "\0", "a\r\nb", new string('x', 5000), "\ud800"])
        {
            var flight = Flights.With(_time);
            var exchange = new Exchange();
            Task<string>[] calls = [flight.RunAsync(key, exchange.Run), flight.RunAsync(new string(key), exchange.Run)];
            await exchange.Succeed(0, "R1");
            Assert.All(await Task.WhenAll(calls).Ends(), result => Assert.Equal("R1", result));
            Assert.Equal(1, exchange.Started);
        }
    }

    /// <summary>
    /// vs-threading, AsyncLazy: a value that is there is handed out to a token that has fired. Here such a call does not begin.
    /// </summary>
    [Fact]
    public async Task A_token_that_has_fired_gets_nothing_that_is_retained_either()
    {
        var flight = Flights.With(_time);
        await flight.RunAsync("A", (_, _) => Task.FromResult("A1"));
        var fired = new CancellationToken(true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => flight.RunAsync("A", Flights.Never, fired));
        Assert.ThrowsAny<OperationCanceledException>(() => flight.Run("A", (_, _) => "never", fired));
    }

    /// <summary>
    /// vs-threading, AsyncLazy: a factory that asks for its own value throws. AsyncEx, and most others, wait for themselves.
    /// </summary>
    [Fact]
    public async Task A_delegate_that_asks_for_its_own_key_throws()
    {
        var flight = Flights.With(_time);
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => flight.RunAsync("A", async (_, _) => await flight.RunAsync("A", Flights.Never)).Ends());
    }

    /// <summary>AsyncEx, AsyncLazy: a failure stays unless one asks for a retry; Lazy&lt;Task&gt; keeps it for ever.</summary>
    [Fact]
    public async Task A_failure_is_not_kept()
    {
        var flight = Flights.With(_time);
        await Assert.ThrowsAsync<FormatException>(() => flight.RunAsync("A", (_, _) => throw new FormatException()));
        Assert.Equal("A1", await flight.RunAsync("A", (_, _) => Task.FromResult("A1")));
    }

    /// <summary>FusionCache: a factory over its hard timeout goes on, and its late result is used.</summary>
    [Fact]
    public async Task A_success_that_comes_after_the_timeout_answers_those_who_ask_again()
    {
        var flight = Flights.With(_time);
        var call = flight.RunAsync("A", _exchange.Run);
        await _exchange.Answer(0);
        _time.Advance(TimeSpan.FromSeconds(60));
        await Assert.ThrowsAsync<TimeoutException>(() => call.Ends());
        var again = flight.RunAsync("A", Flights.Never);
        await _exchange.Succeed(0, "late");
        Assert.Equal("late", await again.Ends());
    }

    /// <summary>
    /// FusionCache, SemaphoreSlim with a second look: after a failure each waiter runs the factory itself, one after the other. Here they
    /// share the failure.
    /// </summary>
    [Fact]
    public async Task Waiters_do_not_repeat_what_failed()
    {
        var flight = Flights.With(_time);
        var calls = Enumerable.Range(0, 5).Select(_ => flight.RunAsync("A", _exchange.Run)).ToArray();
        await _exchange.Fail(0, new FormatException());
        foreach (var call in calls)
            await Assert.ThrowsAsync<FormatException>(() => call.Ends());
        Assert.Equal(1, _exchange.Started);
    }

    /// <summary>Duende's access token management: every caller removes the key when it is done, whoever's flight that is by then.</summary>
    [Fact]
    public async Task A_caller_that_ends_late_takes_nothing_from_a_younger_flight()
    {
        var flight = Flights.With(_time, retainFor: TimeSpan.Zero);
        var first = flight.RunAsync("A", _exchange.Run);
        await _exchange.Answer(0);
        _time.Advance(TimeSpan.FromMinutes(2));
        await Assert.ThrowsAsync<TimeoutException>(() => first.Ends());
        var younger = flight.RunAsync("A", _exchange.Run);
        await _exchange.Succeed(0, "late");
        var joiner = flight.RunAsync("A", Flights.Never);
        await _exchange.Succeed(1, "A2");
        Assert.Equal("A2", await younger.Ends());
        Assert.Equal("A2", await joiner.Ends());
    }

    /// <summary>
    /// moka: when the caller that runs the work goes away, a waiter runs it again. Here the work goes on: the token may be consumed.
    /// </summary>
    [Fact]
    public async Task The_work_of_a_leader_that_goes_away_goes_on()
    {
        var flight = Flights.With(_time, leaderLeaves: LeaderLeaves.Immediately);
        using var cancel = new CancellationTokenSource();
        var leader = flight.RunAsync("A", _exchange.Run, cancel.Token);
        await _exchange.Answer(0);
        cancel.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leader.Ends());
        var waiter = flight.RunAsync("A", Flights.Never);
        await _exchange.Succeed(0, "A1");
        Assert.Equal("A1", await waiter.Ends());
    }

    /// <summary>LazyCache, BitFaster and others share one object too: who changes the result changes it for all.</summary>
    [Fact]
    public async Task All_callers_get_the_same_object()
    {
        var flight = new SingleFlight<string, List<string>>();
        var first = await flight.RunAsync("A", (_, _) => Task.FromResult(new List<string>()));
        Assert.Same(first, await flight.RunAsync("A", (_, _) => throw new InvalidOperationException()));
    }

    [Fact]
    public async Task Empty_and_default_results_are_retained_unless_RetainIf_says_otherwise()
    {
        var texts = Flights.With(_time);
        Assert.Equal("", await texts.RunAsync("A", (_, _) => Task.FromResult("")));
        Assert.Equal("", await texts.RunAsync("A", Flights.Never));
        var numbers = new SingleFlight<string, int>();
        Assert.Equal(0, await numbers.RunAsync("A", (_, _) => Task.FromResult(0)));
        Assert.Equal(0, await numbers.RunAsync("A", (_, _) => throw new InvalidOperationException()));
        var pairs = new SingleFlight<string, (bool Ok, string? Token)>(new() { RetainIf = r => r.Ok });
        Assert.False((await pairs.RunAsync("A", (_, _) => Task.FromResult((false, (string?)null)))).Ok);
        Assert.True((await pairs.RunAsync("A", (_, _) => Task.FromResult((true, (string?)"T1")))).Ok);
        Assert.Equal("T1", (await pairs.RunAsync("A", (_, _) => throw new InvalidOperationException())).Token);
    }
}
