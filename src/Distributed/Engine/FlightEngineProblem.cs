namespace RefreshRace.Distributed;

/// <summary>Why an engine does not do its work.</summary>
public enum FlightEngineProblem
{
    /// <summary>It does not answer, is starting or stopping, or the connection broke. It passes; <see cref="EngineUnavailable"/> says what
    /// to do meanwhile.</summary>
    Unreachable,

    /// <summary>It answers and refuses to write: a standby, a replica, a server without disk. <see cref="EngineUnavailable"/> says what to
    /// do meanwhile.</summary>
    ReadOnly,

    /// <summary>It is not set up: no table, no permission, no scripts. It does not pass by itself, so it is thrown whatever
    /// <see cref="EngineUnavailable"/> says.</summary>
    Misconfigured,
}
