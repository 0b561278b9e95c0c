namespace RefreshRace.Tool.Reports.Scenes;

/// <summary>The parts in a collision.</summary>
internal enum ActorKind
{
    /// <summary>A concurrent caller.</summary>
    Caller,

    /// <summary>A lock, a shared task, a flag, a flight.</summary>
    Guard,

    /// <summary>Where the refresh token is kept.</summary>
    Store,

    /// <summary>Who redeems it.</summary>
    Provider,
}
