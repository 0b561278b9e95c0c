namespace RefreshRace.Distributed;

/// <summary>What a flight does while its engine is unreachable or read-only. There is no default: each choice loses something, and only the
/// application knows what.</summary>
public enum EngineUnavailable
{
    /// <summary>Throws <see cref="FlightEngineException"/> and presents nothing. Sessions survive; refreshes fail until the engine is
    /// back.</summary>
    Throw = 1,

    /// <summary>Runs the exchange with the guard of this process alone. Refreshes go on; two machines may present one token, and a provider
    /// that detects reuse
    /// then revokes the session.</summary>
    RunLocally = 2,
}
