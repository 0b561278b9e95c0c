namespace RefreshRace.Distributed;

/// <summary>Something about a distributed flight that an operator wants to know. It holds neither keys nor results.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Purpose">The purpose of the flight.</param>
/// <param name="Exception">What was thrown, where something was.</param>
public sealed record DistributedFlightEvent(DistributedFlightEventKind Kind, string Purpose, Exception? Exception);
