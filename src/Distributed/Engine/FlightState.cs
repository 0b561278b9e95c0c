namespace RefreshRace.Distributed;

/// <summary>What is known of a flight. The numbers are stored: they never change.</summary>
public enum FlightState
{
    /// <summary>Nothing, or what was known has come to the end of its life.</summary>
    Absent = 0,

    /// <summary>A process leads. When its lease has ended it died, and whether the key was consumed is in doubt.</summary>
    Leading = 1,

    /// <summary>The exchange failed. Who waits gets the failure; the next flight leads again.</summary>
    Failed = 2,

    /// <summary>A leader died, the token store did not know better, and the exchange was not run again. The next flight decides
    /// anew.</summary>
    InDoubt = 3,

    /// <summary>The result is there, and its owner is committing it. When its lease has ended it died, and somebody else must
    /// commit.</summary>
    Published = 4,

    /// <summary>The result is there, and nobody has to commit it.</summary>
    Settled = 5,
}
