namespace RefreshRace.Runtime.Tests;

/// <summary>One instance, one token, and calls with and without a commit: whoever commits gets nothing that is not committed.</summary>
public class MixedFormsTests
{
    private readonly ManualTime _time = new();
    private readonly Exchange _exchange = new();
    private readonly List<string> _store = [];

    private Task Save(string key, string result, CancellationToken token)
    {
        lock (_store)
            _store.Add($"{key}→{result}");
        return Task.CompletedTask;
    }

    private static Task Broken(string key, string result, CancellationToken token) => throw new IOException("disk full");

    public static TheoryData<bool, bool> Forms => new()
    {
        { false, false },
        { false, true },
        { true, false },
        { true, true },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_result_that_a_plain_call_brings_is_committed_first(bool successor, bool retain)
    {
        var flight = Flights.With(_time, retainFor: retain ? null : TimeSpan.Zero, successor: successor ? r => r : null);
        var plain = flight.RunAsync("T0", _exchange.Run);
        var first = flight.RunAndCommitAsync("T0", Flights.Never, Save);
        var second = flight.RunAndCommitAsync("T0", Flights.Never, Save);
        Assert.Equal(1, flight.InFlight());
        await _exchange.Succeed(0, "T1");
        Assert.Equal("T1", await plain.Ends());
        Assert.Equal("T1", await first.Ends());
        Assert.Equal("T1", await second.Ends());
        Assert.Equal(["T0→T1"], _store);
        await flight.DrainAsync().Ends();
        Assert.Equal(0, flight.InFlight());
    }

    [Fact]
    public async Task Also_one_that_a_blocking_call_brings()
    {
        var flight = Flights.With(_time);
        using var entered = new ManualResetEventSlim();
        using var go = new ManualResetEventSlim();
        var plain = Blocking.Call(() => flight.Run("T0", (_, _) =>
        {
            entered.Set();
            go.Wait();
            return "T1";
        }));
        entered.Wait();
        var committing = flight.RunAndCommitAsync("T0", Flights.Never, Save);
        go.Set();
        Assert.Equal("T1", await plain.Ends());
        Assert.Equal("T1", await committing.Ends());
        Assert.Equal(["T0→T1"], _store);
    }

    [Fact]
    public async Task A_retained_result_of_a_plain_call_is_committed_once()
    {
        var flight = Flights.With(_time);
        await flight.RunAsync("T0", (_, _) => Task.FromResult("T1"));
        await Assert.ThrowsAsync<IOException>(() => flight.RunAndCommitAsync("T0", Flights.Never, Broken).Ends());
        Assert.Equal("T1", await flight.RunAndCommitAsync("T0", Flights.Never, Save).Ends());
        Assert.Equal("T1", await flight.RunAndCommitAsync("T0", Flights.Never, Broken).Ends());
        Assert.Equal(["T0→T1"], _store);
    }

    [Fact]
    public async Task Through_the_chain_only_the_newest_result_is_committed()
    {
        var flight = Flights.With(_time, successor: r => r);
        await flight.RunAndCommitAsync("T0", (_, _) => Task.FromResult("T1"), Save);
        await flight.RunAsync("T1", (_, _) => Task.FromResult("T2"));
        Assert.Equal("T2", await flight.RunAndCommitAsync("T0", Flights.Never, Save).Ends());
        Assert.Equal(["T0→T1", "T1→T2"], _store);

        var plain = flight.RunAsync("T2", _exchange.Run);
        var committing = flight.RunAndCommitAsync("T0", Flights.Never, Save);
        await _exchange.Succeed(0, "T3");
        Assert.Equal("T3", await plain.Ends());
        Assert.Equal("T3", await committing.Ends());
        Assert.Equal("T2→T3", _store[^1]);
    }

    [Fact]
    public async Task A_failure_of_the_plain_flight_is_the_failure_of_the_call_that_commits()
    {
        var flight = Flights.With(_time);
        var plain = flight.RunAsync("T0", _exchange.Run);
        var committing = flight.RunAndCommitAsync("T0", Flights.Never, Save);
        var failure = new FormatException();
        await _exchange.Fail(0, failure);
        Assert.Same(failure, await Assert.ThrowsAsync<FormatException>(() => plain.Ends()));
        Assert.Same(failure, await Assert.ThrowsAsync<FormatException>(() => committing.Ends()));
        Assert.Empty(_store);
    }

    [Fact]
    public async Task What_RetainIf_rejects_and_what_comes_from_elsewhere_is_returned_uncommitted()
    {
        var flight = new SingleFlight<string, string>(new()
        {
            RetainIf = r => r != "error",
            Recover = (_, failure, _) => Task.FromResult(failure is FormatException ? "sibling" : null),
        });
        var plain = flight.RunAsync("T0", _exchange.Run);
        var committing = flight.RunAndCommitAsync("T0", Flights.Never, Broken);
        await _exchange.Succeed(0, "error");
        Assert.Equal("error", await plain.Ends());
        Assert.Equal("error", await committing.Ends());

        plain = flight.RunAsync("T0", _exchange.Run);
        committing = flight.RunAndCommitAsync("T0", Flights.Never, Broken);
        await _exchange.Fail(1, new FormatException());
        Assert.Equal("sibling", await committing.Ends());
        Assert.Equal("sibling", await flight.RunAndCommitAsync("T0", Flights.Never, Broken).Ends());
    }

    [Fact]
    public async Task A_caller_that_leaves_before_it_commits_leaves_the_result_for_the_next()
    {
        var flight = Flights.With(_time);
        using var cancel = new CancellationTokenSource();
        var plain = flight.RunAsync("T0", _exchange.Run);
        var leaves = flight.RunAndCommitAsync("T0", Flights.Never, Save, cancel.Token);
        cancel.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaves.Ends());
        await _exchange.Succeed(0, "T1");
        Assert.Equal("T1", await plain.Ends());
        _time.Advance(TimeSpan.FromMinutes(9));
        Assert.Equal("T1", await flight.RunAndCommitAsync("T0", Flights.Never, Save).Ends());
        Assert.Equal(["T0→T1"], _store);
    }

    /// <summary>The process may end when the drain does, so the drain waits also for calls that have not begun their commit yet.</summary>
    [Fact]
    public async Task A_drain_waits_for_the_commit_that_follows_a_plain_flight()
    {
        for (var i = 0; i < 50; i++)
        {
            var flight = Flights.With();
            var exchange = new Exchange();
            var committed = false;
            var plain = flight.RunAsync("T0", exchange.Run);
            var committing = flight.RunAndCommitAsync("T0", Flights.Never, async (_, _, _) =>
            {
                await Task.Yield();
                Volatile.Write(ref committed, true);
            });
            var drain = flight.DrainAsync();
            await exchange.Succeed(0, "T1");
            await drain.Ends();
            Assert.True(Volatile.Read(ref committed), "The drain ended before the commit.");
            Assert.Equal("T1", await committing.Ends());
            Assert.Equal("T1", await plain.Ends());
        }
    }

    [Fact]
    public async Task A_sign_out_meanwhile_does_not_send_the_consumed_token_again()
    {
        var flight = Flights.With(_time);
        var held = new TaskCompletionSource();
        var plain = flight.RunAsync("T0", _exchange.Run);
        var calls = Enumerable.Range(0, 3).Select(_ => flight.RunAndCommitAsync("T0", Flights.Never, async (key, result, token) =>
        {
            await held.Task;
            await Save(key, result, token);
        })).ToArray();
        await _exchange.Succeed(0, "T1");
        await plain.Ends();
        flight.Evict("T0");
        held.SetResult();
        foreach (var call in calls)
            Assert.Equal("T1", await call.Ends());
    }

    [Fact]
    public async Task A_session_flight_follows_the_same_rule()
    {
        var flight = new SessionFlight<string>();
        await flight.RunAsync(_ => Task.FromResult("T1"));
        var saved = "";
        Assert.Equal(
            "T1",
            await flight.RunAndCommitAsync(
                _ => throw new InvalidOperationException(), (result, _) => Task.FromResult(saved = result)).Ends());
        Assert.Equal("T1", saved);
    }
}
