namespace RefreshRace.Runtime.Tests;

public class CommitTests
{
    private readonly ManualTime _time = new();
    private readonly Exchange _exchange = new();
    private readonly List<string> _store = [];

    private Task Save(string key, string result, CancellationToken token)
    {
        _store.Add($"{key}→{result}");
        return Task.CompletedTask;
    }

    private static Task Broken(string key, string result, CancellationToken token) => throw new IOException("disk full");

    [Fact]
    public async Task The_commit_runs_once_before_anybody_resumes()
    {
        var flight = Flights.With(_time);
        var committed = new TaskCompletionSource();
        var calls = Enumerable.Range(0, 3).Select(_ => flight.RunAndCommitAsync("R0", _exchange.Run, async (key, result, token) =>
        {
            await committed.Task;
            await Save(key, result, token);
        })).ToArray();
        await _exchange.Succeed(0, "R1");
        Assert.All(calls, call => Assert.False(call.IsCompleted));
        committed.SetResult();
        foreach (var call in calls)
            Assert.Equal("R1", await call.Ends());
        Assert.Equal(["R0→R1"], _store);
    }

    [Fact]
    public async Task A_failed_commit_keeps_the_result_and_the_next_call_runs_only_its_commit()
    {
        var flight = Flights.With(_time);
        await Assert.ThrowsAsync<IOException>(() => flight.RunAndCommitAsync("R0", (_, _) => Task.FromResult("R1"), Broken).Ends());
        await Assert.ThrowsAsync<IOException>(() => flight.RunAndCommitAsync("R0", Flights.Never, Broken).Ends());
        Assert.Equal("R1", await flight.RunAndCommitAsync("R0", Flights.Never, Save).Ends());
        Assert.Equal(["R0→R1"], _store);
        Assert.Equal("R1", await flight.RunAndCommitAsync("R0", Flights.Never, Broken).Ends());
    }

    public static TheoryData<string> Faults =>
        new("throws at once", "throws later", "null task", "cancelled at once", "cancelled later", "faulted with a cancellation");

    private static Task Faulty(string fault) => fault switch
    {
        "throws at once" => throw new IOException(),
        "throws later" => Later(new IOException()),
        "null task" => null!,
        "cancelled at once" => Task.FromCanceled(new CancellationToken(true)),
        "cancelled later" => Later(new TaskCanceledException("slow store", new TimeoutException())),
        "faulted with a cancellation" => Task.FromException(new OperationCanceledException()),
        _ => throw new ArgumentException(fault),
    };

    private static async Task Later(Exception exception)
    {
        await Task.Yield();
        throw exception;
    }

    /// <summary>
    /// Whatever the commit does: every call ends with that, the exchange ran once, nothing is lost, and the next call commits.
    /// </summary>
    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Every_fault_of_the_commit_ends_leader_and_joiners_and_keeps_the_result(string fault)
    {
        var expected = fault switch
        {
            "null task" => typeof(InvalidOperationException),
            "throws at once" or "throws later" => typeof(IOException),
            _ => typeof(OperationCanceledException),
        };
        SingleFlightOptions<string, string>[] all =
        [
            new(),
            new() { Context = FlightContext.Isolated },
            new() { CancelWhenAbandoned = true },
        ];
        foreach (var options in all)
        {
            foreach (var onPool in (bool[])[false, true])
            {
                var flight = new SingleFlight<string, string>(options);
                var exchange = new Exchange();
                var commits = 0;
                Func<Task<string>> call = () =>
                    flight.RunAndCommitAsync("R0", exchange.Run, (_, _, _) => ++commits == 1 ? Faulty(fault) : Task.CompletedTask);
                Task<string>[] calls = onPool ? [Task.Run(call), Task.Run(call), Task.Run(call)] : [call(), call(), call()];
                await Eventually.Holds(() => exchange.Started == 1);
                await exchange.Succeed(0, "R1");
                foreach (var one in calls)
                {
                    // On the pool some may come after the failure: those commit what was kept.
                    if (await Record.ExceptionAsync(() => one.Ends()) is { } failure)
                        Assert.IsAssignableFrom(expected, failure);
                    else
                        Assert.True(onPool && await one == "R1", "A caller did not hear of the failure.");
                }

                Assert.Equal("R1", await call().Ends());
                Assert.Equal("R1", await call().Ends());
                Assert.Equal(2, commits);
                Assert.Equal(1, exchange.Started);
                Assert.Equal(0, flight.InFlight());
            }
        }
    }

    [Fact]
    public async Task A_failed_exchange_is_not_committed()
    {
        var flight = Flights.With(_time);
        await Assert.ThrowsAsync<FormatException>(() => flight.RunAndCommitAsync("R0", (_, _) => throw new FormatException(), Save).Ends());
        Assert.Empty(_store);
        Assert.Equal("R1", await flight.RunAndCommitAsync("R0", (_, _) => Task.FromResult("R1"), Save).Ends());
    }

    [Fact]
    public async Task An_uncommitted_result_answers_the_forms_without_a_commit()
    {
        var flight = Flights.With(_time);
        await Assert.ThrowsAsync<IOException>(() => flight.RunAndCommitAsync("R0", (_, _) => Task.FromResult("R1"), Broken).Ends());
        Assert.Equal("R1", await flight.RunAsync("R0", Flights.Never).Ends());
        Assert.Equal("R1", flight.Run("R0", (_, _) => throw new InvalidOperationException()));
    }

    [Fact]
    public async Task It_is_kept_much_longer_than_a_retained_one_counted_from_the_last_attempt()
    {
        var flight = Flights.With(_time);
        await Assert.ThrowsAsync<IOException>(() => flight.RunAndCommitAsync("R0", (_, _) => Task.FromResult("R1"), Broken).Ends());
        _time.Advance(TimeSpan.FromMinutes(9));
        await Assert.ThrowsAsync<IOException>(() => flight.RunAndCommitAsync("R0", Flights.Never, Broken).Ends());
        _time.Advance(TimeSpan.FromMinutes(9));
        Assert.Equal(1, flight.Retained());
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, flight.Retained());
        Assert.Equal("new", await flight.RunAndCommitAsync("R0", (_, _) => Task.FromResult("new"), Save).Ends());
    }

    [Fact]
    public async Task Callers_that_arrive_while_the_commit_is_retried_join_it()
    {
        var flight = Flights.With(_time);
        await Assert.ThrowsAsync<IOException>(() => flight.RunAndCommitAsync("R0", (_, _) => Task.FromResult("R1"), Broken).Ends());
        var held = new TaskCompletionSource();
        var retry = flight.RunAndCommitAsync("R0", Flights.Never, (_, _, _) => held.Task);
        var joiner = flight.RunAndCommitAsync("R0", Flights.Never, Broken);
        Assert.Equal(1, flight.InFlight());
        held.SetResult();
        Assert.Equal("R1", await retry.Ends());
        Assert.Equal("R1", await joiner.Ends());
    }

    [Fact]
    public async Task A_commit_that_hangs_times_out_and_the_result_outlives_it()
    {
        var flight = Flights.With(_time);
        var hangs = new TaskCompletionSource();
        var committing = new TaskCompletionSource();
        var call = flight.RunAndCommitAsync("R0", (_, _) => Task.FromResult("R1"), (_, _, _) =>
        {
            committing.SetResult();
            return hangs.Task;
        });
        await committing.Task.Ends();
        _time.Advance(TimeSpan.FromSeconds(60));
        await Assert.ThrowsAsync<TimeoutException>(() => call.Ends());
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(0, flight.InFlight());
        Assert.Equal("R1", await flight.RunAndCommitAsync("R0", Flights.Never, Save).Ends());
        hangs.SetResult();
        Assert.Equal("R1", await flight.RunAsync("R0", Flights.Never).Ends());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("error")]
    public async Task A_failure_that_came_as_a_value_is_neither_committed_nor_kept(string? failure)
    {
        var flight = new SingleFlight<string, string?>(new() { RetainIf = r => r is not (null or "error") });
        Assert.Equal(
            failure, await flight.RunAndCommitAsync("R0", (_, _) => Task.FromResult(failure), (_, _, _) => throw new IOException()).Ends());
        Assert.Equal(
            "R1", await flight.RunAndCommitAsync("R0", (_, _) => Task.FromResult<string?>("R1"), (_, _, _) => Task.CompletedTask).Ends());
    }

    [Fact]
    public async Task A_null_task_of_the_commit_is_a_failed_commit()
    {
        var flight = Flights.With(_time);
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => flight.RunAndCommitAsync("R0", (_, _) => Task.FromResult("R1"), (_, _, _) => null!).Ends());
        Assert.Equal("R1", await flight.RunAndCommitAsync("R0", Flights.Never, Save).Ends());
    }

    [Fact]
    public async Task Evict_forgets_an_uncommitted_result_too()
    {
        var flight = Flights.With(_time);
        await Assert.ThrowsAsync<IOException>(() => flight.RunAndCommitAsync("R0", (_, _) => Task.FromResult("R1"), Broken).Ends());
        Assert.True(flight.Evict("R0"));
        Assert.Equal("new", await flight.RunAsync("R0", (_, _) => Task.FromResult("new")).Ends());
    }

    [Fact]
    public async Task A_session_flight_commits_by_the_same_rules()
    {
        var flight = new SessionFlight<string>();
        await Assert.ThrowsAsync<IOException>(
            () => flight.RunAndCommitAsync(_ => Task.FromResult("R1"), (_, _) => throw new IOException()).Ends());
        var saved = "";
        Assert.Equal(
            "R1",
            await flight.RunAndCommitAsync(
                _ => throw new InvalidOperationException(), (result, _) => Task.FromResult(saved = result)).Ends());
        Assert.Equal("R1", saved);
    }

    /// <summary>
    /// As one that asks whether the access token is still valid: the result was a success, and its refresh token is consumed.
    /// </summary>
    [Fact]
    public async Task A_commit_that_is_owed_runs_whatever_RetainIf_says_by_now()
    {
        var isValid = true;
        var flight = new SingleFlight<string, string>(new() { RetainIf = _ => isValid });
        await Assert.ThrowsAsync<IOException>(() => flight.RunAndCommitAsync("R0", (_, _) => Task.FromResult("R1"), Broken).Ends());
        isValid = false;
        await Assert.ThrowsAsync<IOException>(() => flight.RunAndCommitAsync("R0", Flights.Never, Broken).Ends());
        Assert.Equal("R1", await flight.RunAndCommitAsync("R0", Flights.Never, Save).Ends());
        Assert.Equal(["R0→R1"], _store);
        Assert.Equal(0, flight.Retained());
    }
}
