namespace RefreshRace;

/// <summary>
/// What is known about the commit of a flight's result. A result that needs one is never given to a call of <c>RunAndCommitAsync</c>
/// before.
/// </summary>
internal enum CommitState : byte
{
    /// <summary>Nobody has committed the result, and nobody has asked for it: the flight of a <c>RunAsync</c> or <c>Run</c>.</summary>
    None,

    /// <summary>A call of <c>RunAndCommitAsync</c> has joined such a flight: the result is to be kept until it is committed.</summary>
    Wanted,

    /// <summary>The flight commits its result itself.</summary>
    ByFlight,

    /// <summary>
    /// Nothing is owed: the result was committed, is no success, came from elsewhere, or a newer link of its chain was committed.
    /// </summary>
    Settled,
}
