namespace RefreshRace.Analyzers.Failures;

/// <summary>Which failures of a refresh a catch clause takes, in the order of their breadth.</summary>
internal enum CatchBreadth
{
    /// <summary>Types and filters about which nothing is known; left alone.</summary>
    Narrow,

    /// <summary>Only cancellation.</summary>
    Cancellation,

    /// <summary>Only the server's word that the token is dead.</summary>
    Rejection,

    /// <summary>The type by which a client reports that a request failed, whatever the cause.</summary>
    Request,

    /// <summary>The type of a failed connection.</summary>
    Network,

    /// <summary>Every exception.</summary>
    Everything,
}
