namespace RefreshRace.Distributed;

/// <summary>The name of a flight outside its process. It is derived from the key by HKDF and tells nothing about it.</summary>
/// <param name="Purpose">What <see cref="DistributedFlightOptions{TKey, TResult}.Purpose"/> says: 1 to 64 of the characters A-Z, a-z, 0-9,
/// '.', '_' and '-'.</param>
/// <param name="Hash">43 characters of base64url: 256 bits.</param>
public readonly record struct FlightId(string Purpose, string Hash);
