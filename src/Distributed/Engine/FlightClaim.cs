namespace RefreshRace.Distributed;

/// <summary>Who asks to lead a flight.</summary>
/// <param name="Owner">A number of this flight alone. A call that is repeated with the same number, because its answer was lost, changes
/// nothing.</param>
/// <param name="Lease">How long the claim holds without being renewed.</param>
/// <param name="Remember">How long the record is kept after the end of the lease, so that a death is noticed.</param>
/// <param name="Commits">Whether the flight can commit a result in the place of a process that died.</param>
public readonly record struct FlightClaim(Guid Owner, TimeSpan Lease, TimeSpan Remember, bool Commits);
