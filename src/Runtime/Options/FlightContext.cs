namespace RefreshRace;

/// <summary>Which <see cref="ExecutionContext"/> (and so which <see cref="AsyncLocal{T}"/> values) a flight's delegate sees.</summary>
public enum FlightContext
{
    /// <summary>The leader's: the delegate runs as if the leader had called it directly. This is the default.</summary>
    Leader,

    /// <summary>
    /// None: the delegate runs on the thread pool (that of a synchronous call on the caller's thread) without any ambient value of
    /// the leader, for applications whose ambient state (a tenant, a user) must not decide for the joiners.
    /// </summary>
    Isolated,
}
