namespace RefreshRace.Distributed;

/// <summary>How a flight ended, to be stored.</summary>
/// <param name="Owner">The flight that ended.</param>
/// <param name="State"><see cref="FlightState.Published"/> or <see cref="FlightState.Settled"/> for
/// <see cref="IFlightStore.PublishAsync"/>;
/// <see cref="FlightState.Failed"/> or <see cref="FlightState.InDoubt"/> for <see cref="IFlightStore.FailAsync"/>.</param>
/// <param name="Payload">The sealed result or failure.</param>
/// <param name="Lease">How long the owner may take to commit; zero when nothing is left to do.</param>
/// <param name="KeepFor">How long the record is kept.</param>
public readonly record struct FlightOutcome(Guid Owner, FlightState State, byte[] Payload, TimeSpan Lease, TimeSpan KeepFor)
{
    /// <summary>The state. Nothing of the payload.</summary>
    /// <returns>A text for logs.</returns>
    public override string ToString() => State.ToString();
}
