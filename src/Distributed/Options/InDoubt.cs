namespace RefreshRace.Distributed;

/// <summary>What a flight does when an earlier leader died, and the token store still holds the token that it may have presented.</summary>
public enum InDoubt
{
    /// <summary>Throws <see cref="FlightInDoubtException"/> and presents nothing. The default.</summary>
    Throw = 0,

    /// <summary>Runs the exchange once more. At a provider with a leeway this heals the session; at one without, it is a reuse if the
    /// leader had come as far as the
    /// provider, and costs the session. A second death in a row throws in any case.</summary>
    RunOnce = 1,
}
