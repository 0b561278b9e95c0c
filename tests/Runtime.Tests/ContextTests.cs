namespace RefreshRace.Runtime.Tests;

public class ContextTests
{
    private static readonly AsyncLocal<string?> s_ambient = new();
    private readonly Exchange _exchange = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_delegate_sees_the_leaders_ambient_values_before_and_after_it_yields(bool onPool)
    {
        var flight = new SingleFlight<string, string>();
        s_ambient.Value = "leader";
        var call = onPool ? Task.Run(() => flight.RunAsync("R0", Read)) : flight.RunAsync("R0", Read);
        Assert.Equal("leader,leader", await call.Ends());
        Assert.Equal("leader", s_ambient.Value);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_isolated_delegate_sees_none(bool onPool)
    {
        var flight = new SingleFlight<string, string>(new() { Context = FlightContext.Isolated });
        s_ambient.Value = "leader";
        var call = onPool ? Task.Run(() => flight.RunAsync("R0", Read)) : flight.RunAsync("R0", Read);
        Assert.Equal(",", await call.Ends());
        Assert.Equal("leader", s_ambient.Value);
        Assert.Equal(",", await Task.Run(() => flight.Run("R1", (_, _) => $"{s_ambient.Value},{s_ambient.Value}")).Ends());
    }

    private static async Task<string> Read(string key, CancellationToken token)
    {
        var before = s_ambient.Value;
        await Task.Yield();
        return $"{before},{s_ambient.Value}";
    }

    [Fact]
    public async Task A_suppressed_flow_stays_suppressed_and_works()
    {
        var flight = new SingleFlight<string, string>();
        Task<string> call;
        using (ExecutionContext.SuppressFlow())
            call = flight.RunAsync("R0", async (_, _) =>
            {
                await Task.Yield();
                return "R1";
            });
        Assert.Equal("R1", await call.Ends());
    }

    [Fact]
    public async Task On_a_user_interface_thread_the_delegate_runs_elsewhere_so_that_blocking_on_it_does_not_hang()
    {
        var flight = new SingleFlight<string, string>();
        var done = new TaskCompletionSource<string>();
        var thread = new Thread(() =>
        {
            SynchronizationContext.SetSynchronizationContext(new Queueing());
            try
            {
                // A careless caller: blocks the only thread that could run the continuations of the delegate.
                done.SetResult(flight.RunAsync("R0", async (_, _) =>
                {
                    await Task.Delay(1);
                    return SynchronizationContext.Current is null ? "R1" : "on the context";
                }).GetAwaiter().GetResult());
            }
            catch (Exception exception)
            {
                done.SetException(exception);
            }
        })
        { IsBackground = true };
        thread.Start();
        Assert.Equal("R1", await done.Task.Ends());
    }

    [Fact]
    public async Task Without_a_context_the_leader_runs_its_delegate_on_its_own_thread()
    {
        await Task.Run(async () =>
        {
            var flight = new SingleFlight<string, int>();
            var here = Environment.CurrentManagedThreadId;
            Assert.Equal(here, await flight.RunAsync("R0", (_, _) => Task.FromResult(Environment.CurrentManagedThreadId)));
        });
    }

    [Fact]
    public async Task A_waiter_that_blocks_on_resuming_does_not_hold_up_the_others()
    {
        await Task.Run(async () =>
        {
            var flight = new SingleFlight<string, string>();
            var release = new ManualResetEventSlim();
            var leader = flight.RunAsync("R0", _exchange.Run);
            var blocking = flight.RunAsync("R0", _exchange.Run).ContinueWith(
                _ => release.Wait(Eventually.Limit), TaskContinuationOptions.ExecuteSynchronously);
            var other = flight.RunAsync("R0", _exchange.Run);
            (await _exchange.Answer(0)).SetResult("R1");
            Assert.Equal("R1", await leader.Ends());
            Assert.Equal("R1", await other.Ends());
            release.Set();
            Assert.True(await blocking.Ends());
        });
    }

    [Fact]
    public async Task A_timer_does_not_keep_the_ambient_values_of_whoever_came_first()
    {
        var flight = new SingleFlight<string, string>();
        var ambient = await Task.Run(async () =>
        {
            var request = new object();
            var local = new AsyncLocal<object?> { Value = request };
            await flight.RunAsync("R0", (_, _) => Task.FromResult("R1"));
            local.Value = null;
            return new WeakReference(request);
        });
        for (var i = 0; i < 50 && ambient.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await Task.Delay(1);
        }

        Assert.False(ambient.IsAlive);
        GC.KeepAlive(flight);
    }

    private sealed class Queueing : SynchronizationContext
    {
        private readonly List<(SendOrPostCallback, object?)> _posted = [];

        public override void Post(SendOrPostCallback d, object? state)
        {
            lock (_posted)
                _posted.Add((d, state));
        }
    }
}
