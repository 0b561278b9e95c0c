namespace RefreshRace.Runtime.Tests;

public class ReentrancyTests
{
    public static TheoryData<bool, bool> Ways => new() { { true, true }, { true, false }, { false, true }, { false, false } };

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_call_from_inside_its_own_flight_is_refused(bool onPool, bool afterYield)
    {
        var flight = new SingleFlight<string, string>();
        var call = onPool ? Task.Run(Outer) : Outer();
        Assert.Equal("refused", await call.Ends());

        Task<string> Outer() => flight.RunAsync("R0", async (_, _) =>
        {
            if (afterYield)
                await Task.Yield();
            var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => flight.RunAsync("R0", Flights.Never));
            Assert.DoesNotContain("R0", thrown.Message);
            return "refused";
        });
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Through_another_flight_too(bool onPool, bool afterYield)
    {
        foreach (var context in (FlightContext[])[FlightContext.Leader, FlightContext.Isolated])
        {
            var flight = new SingleFlight<string, string>(new() { Context = context });
            var other = new SingleFlight<string, string>(new() { Context = context });
            var call = onPool ? Task.Run(Outer) : Outer();
            Assert.Equal("refused", await call.Ends());

            Task<string> Outer() => flight.RunAsync("A", async (_, _) =>
            {
                if (afterYield)
                    await Task.Yield();
                return await other.RunAsync("B", async (_, _) =>
                {
                    if (afterYield)
                        await Task.Yield();
                    await Assert.ThrowsAsync<InvalidOperationException>(() => flight.RunAsync("A", Flights.Never));
                    return "refused";
                });
            });
        }
    }

    [Fact]
    public void The_synchronous_form_too()
    {
        var flight = new SingleFlight<string, string>();
        Assert.Equal("refused", flight.Run("A", (_, _) => flight.Run("B", (_, _) =>
        {
            Assert.Throws<InvalidOperationException>(() => flight.Run("A", (_, _) => ""));
            return "refused";
        })));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task From_inside_a_flight_that_everybody_left_too(bool blocks)
    {
        var flight = Flights.With(cancelWhenAbandoned: true);
        using var leaves = new CancellationTokenSource();
        var call = flight.RunAsync("A", async (_, _) =>
        {
            await Task.Yield();
            leaves.Cancel();
            await Assert.ThrowsAsync<InvalidOperationException>(() => blocks
                ? Blocking.Call(() => flight.Run("A", (_, _) => "")).Ends()
                : flight.RunAsync("A", Flights.Never).Ends());
            return "refused";
        }, leaves.Token);
        Assert.Equal("refused", await call.Ends());
    }

    [Fact]
    public async Task A_drain_from_inside_a_flight_would_wait_for_the_flight_and_is_refused_as_well()
    {
        var flight = new SingleFlight<string, string>();
        var other = new SingleFlight<string, string>();
        Assert.Equal("refused", await flight.RunAsync("A", async (_, _) =>
        {
            await other.DrainAsync().Ends();
            await Assert.ThrowsAsync<InvalidOperationException>(() => flight.DrainAsync().Ends());
            return "refused";
        }).Ends());

        // It has not begun: the flight that asked for it could not end otherwise.
        Assert.Equal("B1", await flight.RunAsync("B", (_, _) => Task.FromResult("B1")));
        await flight.DrainAsync().Ends();
    }

    [Fact]
    public async Task A_different_key_inside_a_flight_is_fine_and_so_is_the_same_key_afterwards()
    {
        await Task.Run(async () =>
        {
            var flight = Flights.With(retainFor: TimeSpan.Zero);
            Assert.Equal("B1", await flight.RunAsync("A", (_, _) => flight.RunAsync("B", (_, _) => Task.FromResult("B1"))));
            Assert.Equal("B2", await flight.RunAsync("A", async (_, _) =>
            {
                await Task.Yield();
                return await flight.RunAsync("B", async (_, _) =>
                {
                    await Task.Yield();
                    return "B2";
                });
            }));
            for (var i = 0; i < 3; i++)
                Assert.Equal("A1", await flight.RunAsync("A", (_, _) => Task.FromResult("A1")));
        });
    }

    [Fact]
    public async Task A_retained_result_may_be_read_from_anywhere()
    {
        var flight = new SingleFlight<string, string>();
        await flight.RunAsync("A", (_, _) => Task.FromResult("A1"));
        Assert.Equal("A1", await flight.RunAsync("B", (_, _) => flight.RunAsync("A", Flights.Never)));
    }

    [Fact]
    public async Task Work_that_outlives_its_flight_may_join_the_next_one()
    {
        await Task.Run(async () =>
        {
            var flight = Flights.With(retainFor: TimeSpan.Zero);
            var exchange = new Exchange();
            var goOn = new TaskCompletionSource();
            Task<string>? outlives = null;
            await flight.RunAsync("A", async (_, _) =>
            {
                await Task.Yield();
                outlives = Later();
                return "first";
            });
            var second = flight.RunAsync("A", exchange.Run);
            goOn.SetResult();
            await exchange.Succeed(0, "second");
            Assert.Contains(await outlives!.Ends(), (string[])["second", "third"]);
            Assert.Equal("second", await second.Ends());

            async Task<string> Later()
            {
                await goOn.Task;
                return await flight.RunAsync("A", (_, _) => Task.FromResult("third"));
            }
        });
    }

    [Fact]
    public async Task A_suppressed_flow_does_not_hide_the_flight_from_its_own_thread()
    {
        var flight = new SingleFlight<string, string>();
        Assert.Equal("refused", await Blocking.Call(() =>
        {
            using (ExecutionContext.SuppressFlow())
            {
                return flight.Run("A", (_, _) =>
                {
                    Assert.Throws<InvalidOperationException>(() => flight.Run("A", (_, _) => ""));
                    return "refused";
                });
            }
        }).Ends());
        using (ExecutionContext.SuppressFlow())
            Assert.Equal("B1", flight.Run("B", (_, _) => "B1"));
        Assert.False(ExecutionContext.IsFlowSuppressed());
    }
}
