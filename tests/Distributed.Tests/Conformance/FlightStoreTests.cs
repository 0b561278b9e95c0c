using System.Security.Cryptography;

namespace RefreshRace.Distributed.Tests;

/// <summary>What every engine has to do, in the words of <see cref="IFlightStore"/>. The lives of records are in
/// <see cref="FlightStoreTimeTests"/>.</summary>
public class FlightStoreTests
{
    private static readonly TimeSpan s_long = TimeSpan.FromMinutes(5);

    private readonly FlightId _id = NewId();
    private readonly FlightClaim _first = Claim();
    private readonly FlightClaim _second = Claim();

    internal static FlightId NewId() =>
        new("tests", Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).TrimEnd('=').Replace('+', '-').Replace('/', '_'));

    internal static FlightClaim Claim(TimeSpan? lease = null, bool commits = true) => new(Guid.NewGuid(), lease ?? s_long, s_long, commits);

    internal static FlightOutcome Outcome(FlightClaim claim, FlightState state, string payload = "sealed", TimeSpan? lease = null,
        TimeSpan? keepFor = null) =>
        new(claim.Owner, state, System.Text.Encoding.UTF8.GetBytes(payload), lease ?? s_long, keepFor ?? s_long);

    internal static void Is(FlightRecord record, FlightState state, FlightClaim owner, int runs = 1, string payload = "")
    {
        Assert.Equal(state, record.State);
        Assert.Equal(owner.Owner, record.Owner);
        Assert.Equal(runs, record.Runs);
        Assert.Equal(payload, System.Text.Encoding.UTF8.GetString(record.Payload));
    }

    [Theory, OnMemory, OnGarnet, OnRedis, OnPostgres]
    public async Task The_first_claim_leads_and_the_others_learn_of_it(string engine)
    {
        var store = await Engines.StoreAsync(engine);
        Assert.Equal(FlightRecord.Absent, await store.ReadAsync(_id, default));

        var led = await store.LeadAsync(_id, _first, default);

        Is(led, FlightState.Leading, _first);
        Assert.InRange(led.LeaseLeft, s_long - TimeSpan.FromMinutes(1), s_long);
        Is(await store.LeadAsync(_id, _second, default), FlightState.Leading, _first);
        Is(await store.ReadAsync(_id, default), FlightState.Leading, _first);
        Is(await store.LeadAsync(NewId(), _second, default), FlightState.Leading, _second);
    }

    [Theory, OnMemory, OnGarnet, OnRedis, OnPostgres]
    public async Task Of_many_claims_at_once_exactly_one_leads(string engine)
    {
        var store = await Engines.StoreAsync(engine);
        var claims = Enumerable.Range(0, 20).Select(_ => Claim()).ToArray();

        var records = await Task.WhenAll(claims.Select(claim => Task.Run(() => store.LeadAsync(_id, claim, default))));

        var owner = Assert.Single(records.Select(record => record.Owner).Distinct());
        Assert.Contains(claims, claim => claim.Owner == owner);
        Assert.All(records, record => Assert.Equal(1, record.Runs));
    }

    [Theory, OnMemory, OnGarnet, OnRedis, OnPostgres]
    public async Task A_call_that_is_repeated_because_its_answer_was_lost_changes_nothing(string engine)
    {
        var store = await Engines.StoreAsync(engine);
        await store.LeadAsync(_id, _first, default);
        Is(await store.LeadAsync(_id, _first, default), FlightState.Leading, _first);
        Is(await store.PublishAsync(_id, Outcome(_first, FlightState.Published), default), FlightState.Published, _first,
            payload: "sealed");
        Is(await store.PublishAsync(_id, Outcome(_first, FlightState.Published), default), FlightState.Published, _first,
            payload: "sealed");
        await store.SettleAsync(_id, _first.Owner, true, s_long, default);
        await store.SettleAsync(_id, _first.Owner, true, s_long, default);
        Is(await store.ReadAsync(_id, default), FlightState.Settled, _first, payload: "sealed");
    }

    [Theory, OnMemory, OnGarnet, OnRedis, OnPostgres]
    public async Task The_first_result_wins_and_later_ones_get_it(string engine)
    {
        var store = await Engines.StoreAsync(engine);
        await store.LeadAsync(_id, _first, default);

        // By a process whose lease had ended, or after the record was lost: a result is a result.
        Is(await store.PublishAsync(_id, Outcome(_second, FlightState.Settled, "second"), default), FlightState.Settled, _second,
            payload: "second");

        Is(await store.PublishAsync(_id, Outcome(_first, FlightState.Settled, "first"), default), FlightState.Settled, _second,
            payload: "second");
        Is(await store.FailAsync(_id, Outcome(_first, FlightState.Failed, "failure"), default), FlightState.Settled, _second,
            payload: "second");
        Is(await store.LeadAsync(_id, Claim(), default), FlightState.Settled, _second, payload: "second");
    }

    [Theory, OnMemory, OnGarnet, OnRedis, OnPostgres]
    public async Task A_result_can_be_published_where_nothing_is_known(string engine)
    {
        var store = await Engines.StoreAsync(engine);
        var bytes = Enumerable.Range(0, 256).Select(value => (byte)value).ToArray();

        await store.PublishAsync(_id, new(_first.Owner, FlightState.Settled, bytes, TimeSpan.Zero, s_long), default);

        Assert.Equal(bytes, (await store.ReadAsync(_id, default)).Payload);
    }

    [Theory, OnMemory, OnGarnet, OnRedis, OnPostgres]
    public async Task A_failure_is_there_for_those_who_wait_and_the_next_flight_leads(string engine)
    {
        var store = await Engines.StoreAsync(engine);
        await store.LeadAsync(_id, _first, default);

        Is(await store.FailAsync(_id, Outcome(_first, FlightState.Failed, "why"), default), FlightState.Failed, _first, payload: "why");

        Is(await store.ReadAsync(_id, default), FlightState.Failed, _first, payload: "why");
        Is(await store.LeadAsync(_id, _second, default), FlightState.Leading, _second);
        Is(await store.FailAsync(_id, Outcome(_first, FlightState.Failed, "late"), default), FlightState.Leading, _second);
        Is(await store.FailAsync(NewId(), Outcome(_first, FlightState.Failed), default) is { State: FlightState.Absent }
            ? FlightRecord.Absent with { Owner = _first.Owner } : led(), FlightState.Absent, _first, runs: 0);

        static FlightRecord led() => throw new InvalidOperationException("A failure made a record.");
    }

    [Theory, OnMemory, OnGarnet, OnRedis, OnPostgres]
    public async Task A_doubt_is_led_again_as_one_run_more(string engine)
    {
        var store = await Engines.StoreAsync(engine);
        await store.LeadAsync(_id, _first, default);
        await store.FailAsync(_id, Outcome(_first, FlightState.InDoubt, ""), default);
        Is(await store.ReadAsync(_id, default), FlightState.InDoubt, _first);
        Is(await store.LeadAsync(_id, _second, default), FlightState.Leading, _second, runs: 2);
    }

    [Theory, OnMemory, OnGarnet, OnRedis, OnPostgres]
    public async Task A_commit_that_failed_goes_to_the_next_flight_that_commits(string engine)
    {
        var store = await Engines.StoreAsync(engine);
        await store.LeadAsync(_id, _first, default);
        await store.PublishAsync(_id, Outcome(_first, FlightState.Published), default);
        Is(await store.LeadAsync(_id, _second, default), FlightState.Published, _first, payload: "sealed");

        await store.SettleAsync(_id, _second.Owner, true, s_long, default);
        Is(await store.ReadAsync(_id, default), FlightState.Published, _first, payload: "sealed");
        await store.SettleAsync(_id, _first.Owner, false, s_long, default);

        Is(await store.LeadAsync(_id, Claim(commits: false), default), FlightState.Published, _first, payload: "sealed");
        var taken = await store.LeadAsync(_id, _second, default);
        Is(taken, FlightState.Published, _second, payload: "sealed");
        Assert.True(taken.LeaseLeft > TimeSpan.Zero);
        await store.SettleAsync(_id, _second.Owner, true, s_long, default);
        Is(await store.ReadAsync(_id, default), FlightState.Settled, _second, payload: "sealed");
    }

    [Theory, OnMemory, OnGarnet, OnRedis, OnPostgres]
    public async Task A_lease_is_renewed_by_its_owner_alone_and_comes_back_when_the_record_was_lost(string engine)
    {
        var store = await Engines.StoreAsync(engine);
        Is(await store.RenewAsync(_id, _first, default), FlightState.Leading, _first);
        Is(await store.RenewAsync(_id, _second, default), FlightState.Leading, _first);
        await store.PublishAsync(_id, Outcome(_first, FlightState.Settled), default);
        Is(await store.RenewAsync(_id, _first, default), FlightState.Settled, _first, payload: "sealed");
    }

    [Theory, OnMemory, OnGarnet, OnRedis, OnPostgres]
    public async Task Who_waits_is_told_of_the_end(string engine)
    {
        var store = await Engines.StoreAsync(engine);
        await store.LeadAsync(_id, _first, default);

        // The first watch of a process opens the subscription, which is not awaited; until it stands a hint may be lost.
        for (var attempt = 0; attempt < 50; attempt++)
        {
            var id = NewId();
            using var watch = store.Watch(id);
            await store.LeadAsync(id, _first, default);
            await store.LeadAsync(id, _second, default);
            await watch.WaitAsync(TimeSpan.FromMilliseconds(1), TimeProvider.System, default);
            var told = watch.WaitAsync(TimeSpan.FromMinutes(5), TimeProvider.System, default);
            await store.PublishAsync(id, Outcome(_first, FlightState.Settled), default);
            if (await Task.WhenAny(told, Task.Delay(500)) == told)
                return;
        }

        Assert.Fail("No hint arrived.");
    }

    [Theory, OnMemory, OnGarnet, OnRedis, OnPostgres]
    public async Task A_store_that_is_set_up_passes_its_check_and_a_call_can_be_cancelled(string engine)
    {
        var store = await Engines.StoreAsync(engine);
        await store.VerifyAsync(default);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.LeadAsync(_id, _first, new CancellationToken(canceled: true)));
        Assert.Equal(FlightRecord.Absent, await store.ReadAsync(_id, default));
    }
}
