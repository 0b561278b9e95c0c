namespace RefreshRace.Distributed;

/// <summary>A store in the memory of one process, for tests of code that uses distributed flights, with the same rules as the engines.
/// Thread-safe.</summary>
public sealed class InMemoryFlightStore : IFlightStore
{
    private readonly Dictionary<FlightId, Entry> _entries = [];
    private readonly FlightHints _hints = new();
    private readonly TimeProvider _timeProvider;

    /// <summary>Creates an empty store on the system's clock.</summary>
    public InMemoryFlightStore()
        : this(TimeProvider.System)
    {
    }

    /// <summary>Creates an empty store.</summary>
    /// <param name="timeProvider">The clock of leases and lives.</param>
    /// <exception cref="ArgumentNullException"><paramref name="timeProvider"/> is null.</exception>
    public InMemoryFlightStore(TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(timeProvider);
        _timeProvider = timeProvider;
    }

    /// <inheritdoc/>
    public Task<FlightRecord> LeadAsync(FlightId id, FlightClaim claim, CancellationToken cancellationToken) =>
        Change(id, cancellationToken, (entry, now) =>
    {
        if (entry?.Owner == claim.Owner)
            return entry;
        var runs = entry switch
        {
            null or { State: FlightState.Failed } => 1,
            { State: FlightState.InDoubt } => entry.Runs + 1,
            { State: FlightState.Leading } when entry.LeaseEnds <= now => entry.Runs + 1,
            _ => 0,
        };
        if (runs > 0)
            return new(FlightState.Leading, claim.Owner, runs, now + claim.Lease, now + claim.Lease + claim.Remember, []);
        return entry is { State: FlightState.Published } && entry.LeaseEnds <= now && claim.Commits
            ? entry with { Owner = claim.Owner, LeaseEnds = now + claim.Lease, Expires = now + claim.Lease + claim.Remember }
            : entry;
    });

    /// <inheritdoc/>
    public Task<FlightRecord> ReadAsync(FlightId id, CancellationToken cancellationToken) =>
        Change(id, cancellationToken, static (entry, _) => entry);

    /// <inheritdoc/>
    public Task<FlightRecord> RenewAsync(FlightId id, FlightClaim claim, CancellationToken cancellationToken) =>
        Change(id, cancellationToken, (entry, now) =>
        entry is null || (entry.Owner == claim.Owner && entry.State is FlightState.Leading)
            ? new(FlightState.Leading, claim.Owner, entry?.Runs ?? 1, now + claim.Lease, now + claim.Lease + claim.Remember, [])
            : entry);

    /// <inheritdoc/>
    public Task<FlightRecord> PublishAsync(FlightId id, FlightOutcome outcome, CancellationToken cancellationToken) =>
        Change(id, cancellationToken, (entry, now) =>
        entry is { State: FlightState.Published or FlightState.Settled }
            ? entry
            : new(outcome.State, outcome.Owner, entry?.Runs ?? 1, now + outcome.Lease, now + outcome.KeepFor, outcome.Payload));

    /// <inheritdoc/>
    public Task<FlightRecord> FailAsync(FlightId id, FlightOutcome outcome, CancellationToken cancellationToken) =>
        Change(id, cancellationToken, (entry, now) =>
        entry is { State: FlightState.Leading } && entry.Owner == outcome.Owner
            ? entry with { State = outcome.State, LeaseEnds = now, Expires = now + outcome.KeepFor, Payload = outcome.Payload }
            : entry);

    /// <inheritdoc/>
    public Task SettleAsync(FlightId id, Guid owner, bool committed, TimeSpan keepFor, CancellationToken cancellationToken) =>
        Change(id, cancellationToken, (entry, now) =>
    {
        if (entry is not { State: FlightState.Published } || entry.Owner != owner)
            return entry;
        return committed ? entry with { State = FlightState.Settled, LeaseEnds = now, Expires = now + keepFor }
            : entry with { LeaseEnds = now };
    });

    /// <inheritdoc/>
    public FlightWatch Watch(FlightId id) => _hints.Watch(id);

    /// <inheritdoc/>
    public Task VerifyAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private Task<FlightRecord> Change(FlightId id, CancellationToken cancellationToken, Func<Entry?, DateTimeOffset, Entry?> change)
    {
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled<FlightRecord>(cancellationToken);
        Entry? after;
        bool isNews;
        DateTimeOffset now;
        lock (_entries)
        {
            now = _timeProvider.GetUtcNow();
            var before = _entries.TryGetValue(id, out var entry) && entry.Expires > now ? entry : null;
            after = change(before, now);
            isNews = before is not null && before != after;
            if (after is null)
                _entries.Remove(id);
            else
                _entries[id] = after;
        }

        if (isNews)
            _hints.Signal(id.Hash);
        return Task.FromResult(after is null
            ? FlightRecord.Absent
            : new FlightRecord(after.State, after.Owner, after.Runs, after.LeaseEnds - now, after.Payload));
    }

    private sealed record Entry(FlightState State, Guid Owner, int Runs, DateTimeOffset LeaseEnds, DateTimeOffset Expires, byte[] Payload);
}
