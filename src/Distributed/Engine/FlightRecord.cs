namespace RefreshRace.Distributed;

/// <summary>A flight as its engine knew it after a call.</summary>
/// <param name="State">What is known.</param>
/// <param name="Owner">The flight that wrote the state; <see cref="Guid.Empty"/> when absent.</param>
/// <param name="Runs">How many flights have led since the last known outcome, at least 1. More than 1 means that a leader died
/// before.</param>
/// <param name="LeaseLeft">How long the owner's lease still runs by the engine's clock; zero or less when it has ended.</param>
/// <param name="Payload">The sealed result of a <see cref="FlightState.Published"/> or <see cref="FlightState.Settled"/> flight, or the
/// sealed
/// failure of a <see cref="FlightState.Failed"/> one; empty otherwise.</param>
public sealed record FlightRecord(FlightState State, Guid Owner, int Runs, TimeSpan LeaseLeft, byte[] Payload)
{
    /// <summary>The record of a flight of which nothing is known.</summary>
    public static FlightRecord Absent { get; } = new(FlightState.Absent, Guid.Empty, 0, TimeSpan.Zero, []);

    /// <summary>Whether a result is there.</summary>
    public bool HasResult => State is FlightState.Published or FlightState.Settled;

    /// <summary>The state and the number of runs. Neither the payload nor anything of the key.</summary>
    /// <returns>A text for logs.</returns>
    public override string ToString() => $"{State}, {Runs} run(s)";
}
