namespace RefreshRace;

/// <summary>When the call that runs a flight (the leader) returns after its own <see cref="CancellationToken"/> fired.</summary>
public enum LeaderLeaves
{
    /// <summary>
    /// The leader returns when its flight has ended, and with the flight's outcome. Scoped services that its delegate
    /// captured (a database context, the HTTP context) therefore live as long as the flight. This is the default.
    /// </summary>
    AfterFlight,

    /// <summary>
    /// The leader returns at once with an <see cref="OperationCanceledException"/>; its delegate goes on without it.
    /// For a desktop application whose Cancel button must answer. The delegate must then not use scoped services of the caller.
    /// </summary>
    Immediately,
}
