namespace RefreshRace.Distributed;

/// <summary>
/// A process died while it led a flight, and whether the identity provider consumed the token is not known. The token was not presented
/// again.
/// Nothing was rejected: the session may be alive. Ask the user to sign in again, or present the token once more if your provider has a
/// leeway
/// (<see cref="InDoubt.RunOnce"/>).
/// </summary>
public sealed class FlightInDoubtException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="purpose">The purpose of the flight.</param>
    public FlightInDoubtException(string purpose)
        : base($"A process died while it refreshed a token (purpose '{purpose}'), and the token store holds no newer one. "
            + "Whether the identity provider consumed the token is in doubt, so it was not presented again.") => Purpose = purpose;

    /// <summary>Whether the record says so already.</summary>
    internal bool HasBeenShared { get; init; }

    /// <summary>The purpose of the flight.</summary>
    public string Purpose { get; }
}
