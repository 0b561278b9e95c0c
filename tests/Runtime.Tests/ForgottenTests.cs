using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace RefreshRace.Runtime.Tests;

/// <summary>What a flight forgets is not reachable from it any more, wherever its nodes still wait for their turn.</summary>
[Collection(NotBesideListeners.Name)]
public class ForgottenTests
{
    private readonly ManualTime _time = new();

    private sealed class Token
    {
        internal Token? Next { get; init; }
    }

    /// <summary>One shard, so that an older result keeps the evicted ones in its queue.</summary>
    private SingleFlight<Token, Token> Flight() => new(new()
    {
        TimeProvider = _time,
        MaxRetained = 200,
        RetainFor = Timeout.InfiniteTimeSpan,
        Successor = r => r.Next,
    });

    private static async Task<bool> Dies(WeakReference secret)
    {
        for (var i = 0; i < 20 && secret.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await Task.Delay(1);
        }

        return !secret.IsAlive;
    }

    [Fact]
    public async Task The_token_that_an_evicted_result_led_to()
    {
        var flight = Flight();
        await flight.RunAsync(new Token(), (_, _) => Task.FromResult(new Token { Next = new Token() }));
        var secret = await Task.Run(async () =>
        {
            var (used, fresh) = (new Token(), new Token());
            await flight.RunAsync(used, (_, _) => Task.FromResult(new Token { Next = fresh }));
            Assert.True(flight.Evict(fresh));
            return new WeakReference(fresh);
        });
        Assert.True(await Dies(secret));
        Assert.Equal(1, flight.Retained());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_result_whose_commit_was_owed(bool evicted)
    {
        var flight = Flight();
        Func<Token, Token, CancellationToken, Task> broken = (_, _, _) => throw new IOException();
        await Assert.ThrowsAsync<IOException>(
            () => flight.RunAndCommitAsync(new Token(), (_, _) => Task.FromResult(new Token()), broken).Ends());
        var secret = await Task.Run(async () =>
        {
            var (key, result) = (new Token(), new Token());
            await Assert.ThrowsAsync<IOException>(() => flight.RunAndCommitAsync(key, (_, _) => Task.FromResult(result), broken).Ends());
            if (evicted)
                Assert.True(flight.Evict(key));
            else
                Assert.Same(
                    result,
                    await flight.RunAndCommitAsync(key, (_, _) => throw new InvalidOperationException(), (_, _, _) => Task.CompletedTask));
            return new WeakReference(result);
        });
        Assert.True(await Dies(secret));
        Assert.Equal(1, flight.Retained());
    }

    [Fact]
    public async Task The_callers_span_and_what_hangs_on_it()
    {
        using var spans = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "RefreshRace",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(spans);
        var flight = Flights.With(_time);
        var request = await Task.Run(() => Lead(flight));
        Assert.True(await Dies(request));
        Assert.Equal("R1", await flight.RunAsync("R0", Flights.Never));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> Lead(SingleFlight<string, string> flight)
    {
        var request = new Activity("request").Start();
        await flight.RunAsync("R0", (_, _) => Task.FromResult("R1"));
        request.Stop();
        return new WeakReference(request);
    }

    /// <summary>As a timer that a delegate sets, and whose callback refreshes, and so sets the next one.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_flights_that_a_flow_has_come_through(bool afterTheEnd)
    {
        var flight = Flights.With(_time);
        var local = new AsyncLocal<object?>();
        var requests = new List<WeakReference>();
        var done = new TaskCompletionSource<int>();
        await Task.Run(() => _ = Round(0));
        Assert.InRange(await done.Task.Ends(), 0, 10);

        async Task Round(int round)
        {
            if (round == 50)
            {
                await Task.Delay(1);
                for (var i = 0; i < 3; i++)
                {
                    GC.Collect();
                    GC.WaitForPendingFinalizers();
                }

                done.SetResult(requests.Count(r => r.IsAlive));
                return;
            }

            Note();
            var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await flight.RunAsync($"key {round}", async (_, _) =>
            {
                await Task.Yield();
                _ = Next(round + 1, afterTheEnd ? ended.Task : Task.Delay(1));
                return "R1";
            });
            ended.SetResult();
        }

        void Note()
        {
            var request = new object();
            local.Value = request;
            requests.Add(new WeakReference(request));
        }

        async Task Next(int round, Task start)
        {
            await start;
            await Task.Yield();
            _ = Round(round);
        }
    }
}
