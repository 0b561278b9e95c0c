namespace RefreshRace.Distributed.Tests;

/// <summary>A store that fails as told: before a call reaches the engine, or after it, when only the answer is lost.</summary>
internal sealed class FaultyStore(IFlightStore store) : IFlightStore
{
    /// <summary>Called with the name of the method, before it is carried out. Throwing loses the call.</summary>
    internal Func<string, Task>? Before { get; set; }

    /// <summary>Called with the name of the method, after it was carried out. Throwing loses the answer.</summary>
    internal Func<string, Task>? After { get; set; }

    internal static FlightEngineException Outage() => new(FlightEngineProblem.Unreachable, "The test says so.");

    public Task<FlightRecord> LeadAsync(FlightId id, FlightClaim claim, CancellationToken cancellationToken) =>
        CallAsync(nameof(LeadAsync), () => store.LeadAsync(id, claim, cancellationToken));

    public Task<FlightRecord> ReadAsync(FlightId id, CancellationToken cancellationToken) =>
        CallAsync(nameof(ReadAsync), () => store.ReadAsync(id, cancellationToken));

    public Task<FlightRecord> RenewAsync(FlightId id, FlightClaim claim, CancellationToken cancellationToken) =>
        CallAsync(nameof(RenewAsync), () => store.RenewAsync(id, claim, cancellationToken));

    public Task<FlightRecord> PublishAsync(FlightId id, FlightOutcome outcome, CancellationToken cancellationToken) =>
        CallAsync(nameof(PublishAsync), () => store.PublishAsync(id, outcome, cancellationToken));

    public Task<FlightRecord> FailAsync(FlightId id, FlightOutcome outcome, CancellationToken cancellationToken) =>
        CallAsync(nameof(FailAsync), () => store.FailAsync(id, outcome, cancellationToken));

    public Task SettleAsync(FlightId id, Guid owner, bool committed, TimeSpan keepFor, CancellationToken cancellationToken) =>
        CallAsync(nameof(SettleAsync), async () =>
    {
        await store.SettleAsync(id, owner, committed, keepFor, cancellationToken);
        return FlightRecord.Absent;
    });

    public FlightWatch Watch(FlightId id) => store.Watch(id);

    public Task VerifyAsync(CancellationToken cancellationToken) => store.VerifyAsync(cancellationToken);

    private async Task<FlightRecord> CallAsync(string method, Func<Task<FlightRecord>> call)
    {
        await (Before?.Invoke(method) ?? Task.CompletedTask);
        var record = await call();
        await (After?.Invoke(method) ?? Task.CompletedTask);
        return record;
    }
}
