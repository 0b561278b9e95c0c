using System.Diagnostics;

namespace RefreshRace.Runtime.Tests;

/// <summary>
/// Calls that block the last thread of the pool. Where it has more they prove little: tests/Matrix/Hosts.Tests runs all tests on a pool of
/// one as well. The tests themselves wait without the pool, which could not wake them.
/// </summary>
[Collection(NotBesideListeners.Name)]
public sealed class StarvedPoolTests
{
    private readonly Exchange _exchange = new();

    [Theory]
    [InlineData(false, false, false)]
    [InlineData(true, false, false)]
    [InlineData(true, true, false)]
    [InlineData(true, true, true)]
    [InlineData(false, false, true)]
    public void A_blocked_joiner_resumes(bool canLeave, bool cancelWhenAbandoned, bool isTraced)
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => isTraced && source.Name == "RefreshRace",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
        };
        ActivitySource.AddActivityListener(listener);
        var flight = Flights.With(cancelWhenAbandoned: cancelWhenAbandoned);
        using var cancel = new CancellationTokenSource();
        using var go = new ManualResetEventSlim();
        var started = false;
        var leader = Blocking.Call(() => flight.Run("R0", (_, _) =>
        {
            Volatile.Write(ref started, true);
            go.Wait(Eventually.Limit);
            return "R1";
        }));
        Until(() => Volatile.Read(ref started));
        var joiner = BlockedOnPool(
            () => flight.Run("R0", (_, _) => throw new InvalidOperationException(), canLeave ? cancel.Token : default));
        go.Set();
        Assert.Equal("R1", End(joiner));
        Assert.Equal("R1", End(leader));
    }

    [Fact]
    public void A_blocked_joiner_leaves_by_its_token()
    {
        var flight = Flights.With(cancelWhenAbandoned: true, leaderLeaves: LeaderLeaves.Immediately);
        using var cancel = new CancellationTokenSource();
        _ = flight.RunAsync("R0", _exchange.Run, cancel.Token);
        Until(() => _exchange.Started == 1);
        var joiner = BlockedOnPool(() => flight.Run("R0", (_, _) => throw new InvalidOperationException(), cancel.Token));
        cancel.Cancel();
        var thrown = Assert.ThrowsAny<OperationCanceledException>(() => End(joiner));
        Assert.Equal(cancel.Token, thrown.CancellationToken);
        Assert.True(_exchange.Token(0).IsCancellationRequested);
    }

    [Fact]
    public void A_caller_that_waits_for_an_abandoned_flight_goes_on_when_it_ends()
    {
        var flight = Flights.With(cancelWhenAbandoned: true);
        using var cancel = new CancellationTokenSource();
        var answer = new TaskCompletionSource<string>();
        var started = false;
        _ = flight.RunAsync("R0", (_, _) =>
        {
            Volatile.Write(ref started, true);
            return answer.Task;
        }, cancel.Token);
        Until(() => Volatile.Read(ref started));
        cancel.Cancel();
        var waiting = BlockedOnPool(() => flight.Run("R0", (_, _) => "R1"));

        // On a plain thread: the continuations of what ends on a thread with a context of its own go to the pool.
        End(Blocking.Call(() => answer.TrySetCanceled()));
        Assert.Equal("R1", End(waiting));
    }

    /// <summary>The timer runs on the pool too, so those who block it must not depend on it.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Callers_that_block_are_told_of_the_timeout_and_of_the_end_of_a_flight_that_hangs(bool cancelWhenAbandoned)
    {
        var flight = Flights.With(cancelWhenAbandoned: cancelWhenAbandoned, flightTimeout: TimeSpan.FromMilliseconds(200));

        // On a plain thread, which leads itself: on a pool of one the thread for it may come after the timeout.
        _ = Blocking.Call(() => flight.RunAsync("R0", _exchange.Run));
        Until(() => _exchange.Started == 1);
        var timeouts = 0;
        var joiner = BlockedOnPool(() =>
        {
            while (timeouts < 10)
            {
                try
                {
                    return flight.Run("R0", (_, _) => "R1");
                }
                catch (TimeoutException)
                {
                    timeouts++;
                }
            }

            return "";
        });
        Assert.Equal("R1", End(joiner));
        Assert.InRange(timeouts, 1, 2);
        Assert.True(_exchange.Token(0).IsCancellationRequested);
    }

    [Fact]
    public void A_blocked_leader_whose_recovery_needs_the_pool_is_told_of_the_timeout()
    {
        var flight = new SingleFlight<string, string>(new()
        {
            FlightTimeout = TimeSpan.FromMilliseconds(200),
            Recover = async (_, _, _) =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan);
                return null;
            },
        });
        var leader = BlockedOnPool(() => flight.Run("R0", (_, _) => throw new FormatException()));
        Assert.Throws<TimeoutException>(() => End(leader));
    }

    [Theory]
    [InlineData(FlightContext.Isolated, false)]
    [InlineData(FlightContext.Leader, true)]
    [InlineData(FlightContext.Isolated, true)]
    public void A_blocking_leader_runs_its_delegate_itself_wherever_it_is(FlightContext context, bool recovers)
    {
        var flight = new SingleFlight<string, int>(new()
        {
            Context = context,
            Recover = !recovers ? null : async (_, _, _) =>
            {
                Assert.Same(TaskScheduler.Default, TaskScheduler.Current);
                await Task.CompletedTask;
                return Environment.CurrentManagedThreadId;
            },
        });
        var call = Task.Factory.StartNew(
            () => flight.Run(
                "R0",
                (_, _) => recovers ? throw new FormatException() : Environment.CurrentManagedThreadId) - Environment.CurrentManagedThreadId,
            CancellationToken.None,
            TaskCreationOptions.None,
            new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler);
        Assert.Equal(0, End(call));
    }

    /// <summary>A call on a thread of the pool, which it has blocked when this returns.</summary>
    private static Task<T> BlockedOnPool<T>(Func<T> call)
    {
        Thread? thread = null;
        var task = Task.Run(() =>
        {
            Volatile.Write(ref thread, Thread.CurrentThread);
            return call();
        });
        Until(() => Volatile.Read(ref thread)?.ThreadState.HasFlag(System.Threading.ThreadState.WaitSleepJoin) == true || task.IsCompleted);
        return task;
    }

    private static void Until(Func<bool> condition) => Assert.True(SpinWait.SpinUntil(condition, Eventually.Limit));

    private static T End<T>(Task<T> task)
    {
        // Without a look at the outcome, which GetResult throws as it is.
        Assert.True(((IAsyncResult)task).AsyncWaitHandle.WaitOne(Eventually.Limit), "The call does not end.");
        return task.GetAwaiter().GetResult();
    }
}
