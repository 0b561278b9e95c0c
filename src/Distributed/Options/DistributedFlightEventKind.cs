namespace RefreshRace.Distributed;

/// <summary>What can happen to a distributed flight beside success and failure.</summary>
public enum DistributedFlightEventKind
{
    /// <summary>A leader died; this process took its place.</summary>
    TakenOver,

    /// <summary>The outcome of a dead leader is in doubt, and the exchange was not run again.</summary>
    InDoubt,

    /// <summary>A process died before it had committed its result; this process commits it.</summary>
    CommitTakenOver,

    /// <summary>The lease ended while the exchange was running here: the process was paused or the engine was away. The exchange goes
    /// on.</summary>
    LeaseLost,

    /// <summary>A call to the engine failed.</summary>
    EngineFailed,

    /// <summary>The exchange runs with the guard of this process alone, as <see cref="EngineUnavailable.RunLocally"/> asks.</summary>
    RanLocally,

    /// <summary>The result could not be shared when it came; it is tried again in the background.</summary>
    PublishedLate,

    /// <summary>The result could not be shared at all. Its callers in this process have it.</summary>
    NotPublished,
}
