namespace RefreshRace.Distributed.Tests;

/// <summary>Leases and lives of records, by the clock of the engine. A test waits until the engine itself says that a time has
/// passed.</summary>
public class FlightStoreTimeTests
{
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(50);

    private readonly FlightId _id = FlightStoreTests.NewId();
    private readonly FlightClaim _first = FlightStoreTests.Claim(s_short);
    private readonly FlightClaim _second = FlightStoreTests.Claim();

    private async Task LeaseEndsAsync(IFlightStore store)
    {
        while ((await store.ReadAsync(_id, default)).LeaseLeft > TimeSpan.Zero)
            await Task.Delay(10);
    }

    private async Task RecordEndsAsync(IFlightStore store)
    {
        while ((await store.ReadAsync(_id, default)).State is not FlightState.Absent)
            await Task.Delay(10);
    }

    [Theory, OnMemory, OnGarnet, OnRedis, OnPostgres]
    public async Task A_leader_whose_lease_has_ended_is_followed_by_one_run_more(string engine)
    {
        var store = await Engines.StoreAsync(engine);
        await store.LeadAsync(_id, _first, default);
        await LeaseEndsAsync(store);

        FlightStoreTests.Is(await store.ReadAsync(_id, default), FlightState.Leading, _first);
        FlightStoreTests.Is(await store.LeadAsync(_id, _second, default), FlightState.Leading, _second, runs: 2);
        FlightStoreTests.Is(await store.RenewAsync(_id, _first, default), FlightState.Leading, _second, runs: 2);
        FlightStoreTests.Is(await store.FailAsync(_id, FlightStoreTests.Outcome(_first, FlightState.Failed), default), FlightState.Leading,
            _second, runs: 2);
    }

    [Theory, OnMemory, OnGarnet, OnRedis, OnPostgres]
    public async Task A_lease_that_has_ended_can_be_renewed_while_nobody_has_followed(string engine)
    {
        var store = await Engines.StoreAsync(engine);
        await store.LeadAsync(_id, _first, default);
        await LeaseEndsAsync(store);

        var renewed = await store.RenewAsync(_id, _first with { Lease = TimeSpan.FromMinutes(5) }, default);

        FlightStoreTests.Is(renewed, FlightState.Leading, _first);
        Assert.True(renewed.LeaseLeft > TimeSpan.FromMinutes(1));
    }

    [Theory, OnMemory, OnGarnet, OnRedis, OnPostgres]
    public async Task A_commit_whose_lease_has_ended_is_taken_over_by_a_flight_that_commits(string engine)
    {
        var store = await Engines.StoreAsync(engine);
        await store.LeadAsync(_id, _first, default);
        await store.PublishAsync(_id, FlightStoreTests.Outcome(_first, FlightState.Published, lease: s_short), default);
        await LeaseEndsAsync(store);

        FlightStoreTests.Is(await store.LeadAsync(_id, FlightStoreTests.Claim(commits: false), default), FlightState.Published, _first,
            payload: "sealed");
        FlightStoreTests.Is(await store.LeadAsync(_id, _second, default), FlightState.Published, _second, payload: "sealed");
    }

    [Theory, OnMemory, OnGarnet, OnRedis, OnPostgres]
    public async Task A_record_at_the_end_of_its_life_is_nothing(string engine)
    {
        var store = await Engines.StoreAsync(engine);
        await store.LeadAsync(_id, _first, default);
        await store.PublishAsync(_id, FlightStoreTests.Outcome(_first, FlightState.Settled, keepFor: s_short), default);
        await RecordEndsAsync(store);

        FlightStoreTests.Is(await store.LeadAsync(_id, _second, default), FlightState.Leading, _second);
    }

    [Theory, OnMemory, OnGarnet, OnRedis, OnPostgres]
    public async Task A_death_is_remembered_only_for_the_time_asked_for(string engine)
    {
        var store = await Engines.StoreAsync(engine);
        await store.LeadAsync(_id, _first with { Remember = s_short }, default);
        await RecordEndsAsync(store);

        FlightStoreTests.Is(await store.LeadAsync(_id, _second, default), FlightState.Leading, _second);
    }
}
