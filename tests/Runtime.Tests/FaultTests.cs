namespace RefreshRace.Runtime.Tests;

/// <summary>Whatever a delegate or a comparer does, every call ends, the key is free afterwards, and the next call works.</summary>
public class FaultTests
{
    private readonly Exchange _exchange = new();

    public static TheoryData<string> Faults => new(
        "throws at once",
        "throws later",
        "null task",
        "cancelled at once",
        "cancelled later",
        "faulted with a cancellation",
        "two exceptions");

    private static Task<string> Faulty(string fault, CancellationToken token) => fault switch
    {
        "throws at once" => throw new FormatException("x"),
        "throws later" => Later(() => throw new FormatException("x")),
        "null task" => null!,
        "cancelled at once" => Task.FromCanceled<string>(new CancellationToken(true)),
        "cancelled later" => Later(() => throw new TaskCanceledException("slow server", new TimeoutException("100 s"))),
        "faulted with a cancellation" => Task.FromException<string>(new OperationCanceledException()),
        "two exceptions" =>
            Task.WhenAll(Task.FromException<string>(new FormatException("x")), Task.FromException<string>(new FormatException("y")))
            .ContinueWith(t => { t.GetAwaiter().GetResult(); return ""; }, token, TaskContinuationOptions.None, TaskScheduler.Default),
        _ => throw new ArgumentException(fault),
    };

    private static async Task<string> Later(Func<string> end)
    {
        await Task.Yield();
        return end();
    }

    private static void Check(string fault, Exception? thrown)
    {
        Assert.NotNull(thrown);
        switch (fault)
        {
            case "null task":
                Assert.IsType<InvalidOperationException>(thrown);
                break;
            case "cancelled at once" or "cancelled later" or "faulted with a cancellation":
                Assert.IsAssignableFrom<OperationCanceledException>(thrown);
                break;
            default:
                Assert.IsType<FormatException>(thrown);
                break;
        }
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Every_fault_ends_leader_and_joiners_in_every_form(string fault)
    {
        SingleFlightOptions<string, string>[] all =
        [
            new(),
            new() { Context = FlightContext.Isolated },
            new() { CancelWhenAbandoned = true },
        ];
        foreach (var options in all)
        {
            var flight = new SingleFlight<string, string>(options);

            // With and without a synchronization context the leader takes different ways.
            Check(fault, await Record.ExceptionAsync(() => flight.RunAsync("R0", (_, token) => Faulty(fault, token)).Ends()));
            Check(
                fault, await Record.ExceptionAsync(() => Task.Run(() => flight.RunAsync("R0", (_, token) => Faulty(fault, token))).Ends()));
            Check(fault, await Record.ExceptionAsync(() => flight.RunAsync("R0", (_, arg, token) => Faulty(arg, token), fault).Ends()));
            Check(
                fault,
                await Record.ExceptionAsync(
                    () => flight.RunAndCommitAsync("R0", (_, token) => Faulty(fault, token), (_, _, _) => Task.CompletedTask).Ends()));

            var held = new TaskCompletionSource();
            var calls = Enumerable.Range(0, 3).Select(_ => flight.RunAsync("R0", async (_, token) =>
            {
                await held.Task;
                return await (Faulty(fault, token) ?? throw new InvalidOperationException());
            })).ToArray();
            held.SetResult();
            foreach (var call in calls)
                Check(fault, await Record.ExceptionAsync(() => call.Ends()));

            Assert.Equal(0, flight.InFlight());
            Assert.Equal("R1", await flight.RunAsync("R0", (_, _) => Task.FromResult("R1")).Ends());
        }
    }

    [Fact]
    public async Task A_foreign_cancellation_keeps_what_it_carries()
    {
        var flight = new SingleFlight<string, string>();
        var leader = flight.RunAsync("R0", _exchange.Run);
        var joiner = flight.RunAsync("R0", _exchange.Run);
        await _exchange.Fail(0, new TaskCanceledException("slow server", new TimeoutException("100 s")));
        foreach (var call in (Task<string>[])[leader, joiner])
        {
            var thrown = await Assert.ThrowsAsync<TaskCanceledException>(() => call.Ends());
            Assert.IsType<TimeoutException>(thrown.InnerException);
        }
    }

    [Fact]
    public async Task A_comparer_that_throws_breaks_only_its_own_calls()
    {
        var comparer = new Moody();
        var flight = new SingleFlight<string, string>(new() { Comparer = comparer });
        var leader = flight.RunAsync("R0", _exchange.Run);
        await _exchange.Answer(0);
        comparer.Throws = true;
        await Assert.ThrowsAsync<FormatException>(async () => await flight.RunAsync("R0", _exchange.Run));
        Assert.Throws<FormatException>(() => flight.Evict("R0"));
        await _exchange.Succeed(0, "R1");
        Assert.Equal("R1", await leader.Ends());
        comparer.Throws = false;
        Assert.Equal("R1", await flight.RunAsync("R0", Flights.Never).Ends());
        Assert.Equal(0, flight.InFlight());
    }

    [Fact]
    public async Task A_failure_that_nobody_waits_for_is_observed()
    {
        var unobserved = await Unobserved(x => x is NotSupportedException { Message: "nobody waits" }, async () =>
        {
            var flight = Flights.With(leaderLeaves: LeaderLeaves.Immediately);
            await Task.Run(async () =>
            {
                using var cancel = new CancellationTokenSource();
                var left = flight.RunAsync("R0", _exchange.Run, cancel.Token);
                await _exchange.Answer(0);
                cancel.Cancel();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left.Ends());
            });
            await _exchange.Fail(0, new NotSupportedException("nobody waits"));
            await Eventually.Holds(() => flight.InFlight() == 0);
        });
        Assert.Equal(0, unobserved);
    }

    [Fact]
    public async Task So_is_the_timeout_of_a_flight_whose_leader_got_its_late_result()
    {
        var unobserved = await Unobserved(x => x is TimeoutException && x.Message.Contains("FlightTimeout"), () => Task.Run(() =>
        {
            var time = new ManualTime();
            var flight = new SingleFlight<string, string>(
                new() { TimeProvider = time, Context = FlightContext.Isolated, FlightTimeout = TimeSpan.FromSeconds(1) });
            time.OnceSet = () => time.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal("R1", flight.Run("R0", (_, _) => "R1"));
        }));
        Assert.Equal(0, unobserved);
    }

    /// <summary>How many exceptions of a kind the collector finds that nobody has looked at.</summary>
    private static async Task<int> Unobserved(Func<Exception, bool> isMeant, Func<Task> act)
    {
        var unobserved = 0;
        EventHandler<UnobservedTaskExceptionEventArgs> count = (_, e) =>
        {
            if (e.Exception.InnerExceptions.Any(isMeant))
                Interlocked.Increment(ref unobserved);
        };
        TaskScheduler.UnobservedTaskException += count;
        try
        {
            await act();
            for (var i = 0; i < 5; i++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                await Task.Delay(1);
            }
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= count;
        }

        return unobserved;
    }

    [Fact]
    public async Task A_delegate_whose_task_ended_long_ago_is_a_flight_like_any_other()
    {
        var flight = new SingleFlight<string, string>();
        var ended = Task.FromResult("R1");
        Assert.Equal("R1", await flight.RunAsync("R0", (_, _) => ended));
        Assert.Equal("R1", await flight.RunAsync("R0", Flights.Never));
    }

    private sealed class Moody : IEqualityComparer<string>
    {
        internal volatile bool Throws;

        public bool Equals(string? x, string? y) => Throws ? throw new FormatException() : x == y;

        public int GetHashCode(string obj) => 7;
    }

    [Fact]
    public async Task A_comparer_that_rejects_a_successor_breaks_no_straggler_and_no_sign_out()
    {
        var flight = new SingleFlight<string, string>(new() { Comparer = new NoSpaces(), Successor = r => r, MaxRetained = 200 });
        await flight.RunAsync("A0", (_, _) => Task.FromResult("A 1")).Ends();
        await flight.RunAsync("B0", (_, _) => Task.FromResult("B1")).Ends();
        Assert.Equal("A 1", await flight.RunAsync("A0", Flights.Never).Ends());
        Assert.True(flight.Evict("B1"));
        Assert.True(flight.Evict("A0"));
    }

    private sealed class NoSpaces : IEqualityComparer<string>
    {
        public bool Equals(string? x, string? y) => string.Equals(x, y, StringComparison.Ordinal);

        public int GetHashCode(string key) =>
            key.Contains(' ', StringComparison.Ordinal) ? throw new FormatException() : key.GetHashCode(StringComparison.Ordinal);
    }

    /// <summary>The flight has been published by then: nobody would ever end it.</summary>
    [Fact]
    public async Task A_timer_that_cannot_be_made_costs_the_timeout_until_the_next_call_and_no_flight()
    {
        var time = new ManualTime { OnceCreated = () => throw new NotSupportedException() };
        var flight = Flights.With(time, maxRetained: 200);
        var first = flight.RunAsync("A0", _exchange.Run);
        await _exchange.Answer(0);
        var second = flight.RunAsync("B0", _exchange.Run);
        await _exchange.Answer(1);
        time.Advance(TimeSpan.FromSeconds(60));
        await Assert.ThrowsAsync<TimeoutException>(() => first.Ends());
        await Assert.ThrowsAsync<TimeoutException>(() => second.Ends());
    }

    /// <summary>
    /// The oldest result expires later from there than any timer can wait; without one it would stay until the next call.
    /// </summary>
    [Fact]
    public async Task A_clock_set_back_asks_no_timer_for_more_than_it_can()
    {
        var time = new ManualTime();
        var flight = Flights.With(time, retainFor: TimeSpan.MaxValue, maxRetained: 200);
        await flight.RunAsync("A0", (_, _) => Task.FromResult("A1")).Ends();
        time.Jump(TimeSpan.FromHours(-1));
        await flight.RunAsync("B0", (_, _) => Task.FromResult("B1")).Ends();
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(1, time.ActiveTimers);
        time.Advance(TimeSpan.FromDays(60));
        Assert.Equal(0, flight.Retained());
    }
}
