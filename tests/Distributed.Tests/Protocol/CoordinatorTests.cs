using RefreshRace.Testing;

namespace RefreshRace.Distributed.Tests;

/// <summary>The protocol, on a store in memory whose calls can fail.</summary>
public sealed class CoordinatorTests : IDisposable
{
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(60);

    private readonly InMemoryFlightStore _engine = new();
    private readonly RotatingTokenServer _server = new();
    private readonly HttpClient _http;
    private readonly SessionFile _session = new(Path.Combine(Shell.TemporaryFolder("sessions"), "session"));
    private readonly string _token;

    public CoordinatorTests()
    {
        _http = _server.CreateClient();
        var first = _server.SignIn();
        _token = first.RefreshToken;
        _session.Write(new(first.AccessToken, first.RefreshToken));
    }

    public void Dispose()
    {
        _http.Dispose();
        _server.Dispose();
    }

    private FlightId Id => FlightSeal.For(_token, "tests", null).Id;

    private Machine NewMachine(
        IFlightStore? store = null,
        Func<DistributedFlightOptions<string, Tokens>, DistributedFlightOptions<string, Tokens>>? configure = null,
        bool commits = true) => new(store ?? _engine, new(_http), configure, commits ? _session : null);

    /// <summary>The engine, which says when it was asked who leads.</summary>
    private FaultyStore WhenAsked(TaskCompletionSource asked) => new(_engine)
    {
        After = method =>
        {
            if (method == nameof(IFlightStore.LeadAsync))
                asked.TrySetResult();
            return Task.CompletedTask;
        },
    };

    private Task<FlightRecord> DeadLeaderAsync() => _engine.LeadAsync(Id, FlightStoreTests.Claim(TimeSpan.FromTicks(1)), default);

    private static IEnumerable<DistributedFlightEventKind> Kinds(Machine machine) => machine.Events.Select(report => report.Kind);

    [Fact]
    public async Task Machines_that_ask_at_once_make_one_exchange_and_one_commit()
    {
        var machines = Enumerable.Range(0, 5).Select(_ => NewMachine()).ToArray();
        var commits = 0;
        foreach (var machine in machines)
            machine.BeforeCommit = () => Task.FromResult(Interlocked.Increment(ref commits));
        var results = await Task.WhenAll(machines.Select(machine => machine.RefreshAsync(_token)));
        Assert.Single(results.Distinct());
        Assert.Equal((1, 1), (_server.RefreshesReceived, commits));
        Assert.Equal(results[0], _session.Load());
        Assert.Equal(FlightState.Settled, (await _engine.ReadAsync(Id, default)).State);
    }

    [Fact]
    public async Task A_straggler_on_another_machine_gets_the_result_too()
    {
        var result = await NewMachine(commits: false).RefreshAsync(_token);
        Assert.Equal(result, await NewMachine(commits: false).RefreshAsync(_token));
        Assert.Equal(1, _server.RefreshesReceived);
    }

    [Fact]
    public async Task A_failure_reaches_the_machines_that_wait_and_the_next_call_tries_again()
    {
        _server.RefreshFailure = RefreshFailure.InvalidGrant;
        var leader = NewMachine();
        var (leads, waits, release) = (new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource());
        var waiter = NewMachine(WhenAsked(waits));
        leader.BeforeExchange = () =>
        {
            leads.SetResult();
            return release.Task;
        };
        var led = leader.RefreshAsync(_token);
        await leads.Task;
        var waited = waiter.RefreshAsync(_token);
        await waits.Task;
        release.SetResult();
        await Assert.ThrowsAsync<InvalidGrantException>(() => led);
        await Assert.ThrowsAsync<InvalidGrantException>(() => waited);
        Assert.Equal(1, _server.RefreshesReceived);
        _server.RefreshFailure = RefreshFailure.None;
        Assert.Equal(await waiter.RefreshAsync(_token), _session.Load());
    }

    [Fact]
    public async Task A_failure_that_came_as_a_value_reaches_those_who_wait_as_that_value_and_is_not_kept()
    {
        var options = new DistributedFlightOptions<string, Tokens>
        {
            ResultType = TokenJson.Default.Tokens,
            WhenUnavailable = EngineUnavailable.Throw,
        };
        SingleFlight<string, Tokens> Flight(IFlightStore store) => new(new()
        {
            Coordinator = new DistributedFlightCoordinator<string, Tokens>(store, options),
            RetainIf = t => t.AccessToken != "error",
        });
        var (leads, waits, release) = (new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource());
        var led = Flight(_engine).RunAsync(_token, async (_, _) =>
        {
            leads.SetResult();
            await release.Task;
            return new("error", "first");
        });
        await leads.Task;
        var waited = Flight(WhenAsked(waits)).RunAsync(_token, (_, _) => throw new InvalidOperationException("not this one"));
        await waits.Task;
        release.SetResult();
        Assert.Equal(await led, await waited);
        Assert.Equal("R1", (await Flight(_engine).RunAsync(_token, (_, _) => Task.FromResult(new Tokens("A1", "R1")))).RefreshToken);
    }

    [Fact]
    public async Task What_the_token_store_knows_better_is_not_asked_of_the_provider()
    {
        _session.Write(new("A1", "R1"));
        Assert.Equal("R1", (await NewMachine().RefreshAsync(_token)).RefreshToken);
        await DeadLeaderAsync();
        Assert.Equal("R1", (await NewMachine().RefreshAsync(_token)).RefreshToken);
        Assert.Equal(0, _server.RefreshesReceived);
    }

    [Fact]
    public async Task Behind_a_dead_leader_nothing_is_presented_until_policy_says_so_and_then_once()
    {
        await DeadLeaderAsync();
        var careful = NewMachine();
        await Assert.ThrowsAsync<FlightInDoubtException>(() => careful.RefreshAsync(_token));
        await Assert.ThrowsAsync<FlightInDoubtException>(() => careful.RefreshAsync(_token));
        Assert.Contains(DistributedFlightEventKind.InDoubt, Kinds(careful));
        Assert.Equal(0, _server.RefreshesReceived);
    }

    [Fact]
    public async Task One_more_run_heals_and_a_second_death_is_in_doubt_in_any_case()
    {
        await DeadLeaderAsync();
        var daring = NewMachine(configure: options => options with { InDoubt = InDoubt.RunOnce });
        Assert.Equal(await daring.RefreshAsync(_token), _session.Load());
        Assert.Contains(DistributedFlightEventKind.TakenOver, Kinds(daring));

        var other = _server.SignIn().RefreshToken;
        var id = FlightSeal.For(other, "tests", null).Id;
        await _engine.LeadAsync(id, FlightStoreTests.Claim(TimeSpan.FromTicks(1)), default);
        await _engine.LeadAsync(id, FlightStoreTests.Claim(TimeSpan.FromTicks(1)), default);
        await Assert.ThrowsAsync<FlightInDoubtException>(() =>
            NewMachine(commits: false, configure: options => options with { InDoubt = InDoubt.RunOnce }).RefreshAsync(other));
        Assert.Equal(1, _server.RefreshesReceived);
    }

    [Fact]
    public async Task A_result_whose_process_died_before_its_commit_is_committed_by_the_next_that_commits()
    {
        var dead = NewMachine(configure: options => options with { Lease = s_short });
        dead.BeforeCommit = () => Task.Delay(Timeout.Infinite);
        _ = dead.RefreshAsync(_token);
        var heir = NewMachine();
        var tokens = await heir.RefreshAsync(_token);
        Assert.Equal(tokens, _session.Load());
        Assert.Contains(DistributedFlightEventKind.CommitTakenOver, Kinds(heir));
        Assert.Equal(1, _server.RefreshesReceived);
        Assert.Equal(FlightState.Settled, (await _engine.ReadAsync(Id, default)).State);
    }

    [Fact]
    public async Task A_commit_that_failed_is_done_by_another_machine_at_once()
    {
        var failing = NewMachine();
        failing.BeforeCommit = () => throw new IOException("store down");
        await Assert.ThrowsAsync<IOException>(() => failing.RefreshAsync(_token));
        Assert.NotEqual(_token, (await NewMachine().RefreshAsync(_token)).RefreshToken);
        Assert.NotEqual(_token, _session.Load()!.RefreshToken);
        Assert.Equal(1, _server.RefreshesReceived);
    }

    [Fact]
    public async Task An_engine_that_is_away_stops_the_flight_or_lets_it_run_here_as_chosen()
    {
        var store = new FaultyStore(_engine) { Before = _ => throw FaultyStore.Outage() };
        await Assert.ThrowsAsync<FlightEngineException>(() => NewMachine(store).RefreshAsync(_token));
        Assert.Equal(0, _server.RefreshesReceived);

        var local = NewMachine(store, options => options with { WhenUnavailable = EngineUnavailable.RunLocally });
        var tokens = await local.RefreshAsync(_token);
        Assert.Equal(tokens, _session.Load());
        Assert.Contains(DistributedFlightEventKind.RanLocally, Kinds(local));

        // When the engine is back, the others get to know.
        store.Before = null;
        while ((await _engine.ReadAsync(Id, default)).State is not FlightState.Settled)
            await Task.Delay(10);
        Assert.Equal(tokens, await NewMachine().RefreshAsync(_token));
        Assert.Equal(1, _server.RefreshesReceived);
    }

    [Fact]
    public async Task What_is_not_set_up_is_said_whatever_was_chosen()
    {
        var store = new FaultyStore(_engine) { Before = _ =>
            throw new FlightEngineException(FlightEngineProblem.Misconfigured, "No table.") };
        var machine = NewMachine(store, options => options with { WhenUnavailable = EngineUnavailable.RunLocally });
        await Assert.ThrowsAsync<FlightEngineException>(() => machine.RefreshAsync(_token));
        Assert.Equal(0, _server.RefreshesReceived);
    }

    [Theory]
    [InlineData(nameof(IFlightStore.PublishAsync))]
    [InlineData(nameof(IFlightStore.SettleAsync))]
    public async Task A_rotated_token_reaches_its_callers_though_the_engine_is_gone_by_then_and_the_others_later(string failing)
    {
        var store = new FaultyStore(_engine) { Before = method => method == failing ? throw FaultyStore.Outage() : Task.CompletedTask };
        var tokens = await NewMachine(store, options => options with { Lease = s_short }).RefreshAsync(_token);
        Assert.Equal(tokens, _session.Load());
        store.Before = null;
        Assert.Equal(tokens, await NewMachine().RefreshAsync(_token));
        Assert.Equal(1, _server.RefreshesReceived);
    }

    [Fact]
    public async Task Every_call_whose_answer_is_lost_is_repeated_without_harm()
    {
        var lost = new HashSet<string>();
        var store = new FaultyStore(_engine) { After = method => lost.Add(method) ? throw FaultyStore.Outage() : Task.CompletedTask };
        var tokens = await NewMachine(store).RefreshAsync(_token);
        Assert.Equal(tokens, _session.Load());
        Assert.Equal(FlightState.Settled, (await _engine.ReadAsync(Id, default)).State);
        Assert.Equal(1, _server.RefreshesReceived);
        Assert.Contains(nameof(IFlightStore.SettleAsync), lost);
    }

    [Fact]
    public async Task A_lease_is_renewed_while_the_exchange_runs_however_long_it_takes()
    {
        var renewals = new SemaphoreSlim(0);
        var store = new FaultyStore(_engine) { After = method =>
            Task.FromResult(method == nameof(IFlightStore.RenewAsync) ? renewals.Release() : 0) };
        // Long enough that a machine which stalls for a second does not lose it.
        var leader = NewMachine(store, options => options with { Lease = TimeSpan.FromSeconds(3) });
        var release = new TaskCompletionSource();
        leader.BeforeExchange = () => release.Task;
        var led = leader.RefreshAsync(_token);
        var waited = NewMachine().RefreshAsync(_token);

        // A lease is renewed three times in its length: the fourth renewal comes after the first would have ended.
        for (var renewal = 0; renewal < 4; renewal++)
            Assert.True(await renewals.WaitAsync(TimeSpan.FromMinutes(1)));
        release.SetResult();
        Assert.Equal(await led, await waited);
        Assert.Equal(1, _server.RefreshesReceived);
    }

    [Fact]
    public async Task A_result_that_cannot_be_written_down_still_reaches_its_callers()
    {
        var machine = NewMachine(configure: options => options with { Protector = new Broken() });
        Assert.Equal(await machine.RefreshAsync(_token), _session.Load());
        Assert.Contains(DistributedFlightEventKind.NotPublished, Kinds(machine));
    }

    [Fact]
    public void Options_without_sense_are_refused()
    {
        var good = new DistributedFlightOptions<string, Tokens> { ResultType = TokenJson.Default.Tokens,
            WhenUnavailable = EngineUnavailable.Throw };
        DistributedFlightOptions<string, Tokens>[] bad =
        [
            good with { WhenUnavailable = default }, good with { InDoubt = (InDoubt)7 }, good with { Purpose = "" },
                good with { Purpose = "two words" }, good with { Purpose = new('x', 65) },
            good with { Lease = TimeSpan.Zero }, good with { ShareResultFor = TimeSpan.FromDays(8) },
                good with { KeepUnsettledFor = -s_short }, good with { EngineTimeout = TimeSpan.Zero },
            good with { ResultType = null! }, good with { TimeProvider = null! },
        ];
        foreach (var options in bad)
            Assert.ThrowsAny<ArgumentException>(() => new DistributedFlightCoordinator<string, Tokens>(_engine, options));
        Assert.Throws<ArgumentNullException>(() => new DistributedFlightCoordinator<string, Tokens>(null!, good));
        Assert.Equal("Distributed flights (default)", new DistributedFlightCoordinator<string, Tokens>(_engine, good).ToString());
    }

    private sealed class Broken : IFlightProtector
    {
        public byte[] Protect(byte[] data) => throw new InvalidOperationException("The vault is closed.");

        public byte[] Unprotect(byte[] data) => throw new InvalidOperationException("The vault is closed.");
    }
}
