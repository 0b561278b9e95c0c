namespace RefreshRace.Distributed.Tests;

/// <summary>A store whose hints never arrive.</summary>
internal sealed class SilentStore(IFlightStore store) : IFlightStore
{
    private readonly FlightHints _nobody = new();

    public Task<FlightRecord> LeadAsync(FlightId id, FlightClaim claim, CancellationToken cancellationToken) =>
        store.LeadAsync(id, claim, cancellationToken);

    public Task<FlightRecord> ReadAsync(FlightId id, CancellationToken cancellationToken) => store.ReadAsync(id, cancellationToken);

    public Task<FlightRecord> RenewAsync(FlightId id, FlightClaim claim, CancellationToken cancellationToken) =>
        store.RenewAsync(id, claim, cancellationToken);

    public Task<FlightRecord> PublishAsync(FlightId id, FlightOutcome outcome, CancellationToken cancellationToken) =>
        store.PublishAsync(id, outcome, cancellationToken);

    public Task<FlightRecord> FailAsync(FlightId id, FlightOutcome outcome, CancellationToken cancellationToken) =>
        store.FailAsync(id, outcome, cancellationToken);

    public Task SettleAsync(FlightId id, Guid owner, bool committed, TimeSpan keepFor, CancellationToken cancellationToken) =>
        store.SettleAsync(id, owner, committed, keepFor, cancellationToken);

    public FlightWatch Watch(FlightId id) => _nobody.Watch(id);

    public Task VerifyAsync(CancellationToken cancellationToken) => store.VerifyAsync(cancellationToken);
}
