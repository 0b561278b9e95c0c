namespace RefreshRace.Analyzers.Guards;

/// <summary>When the state that a value shows was read.</summary>
internal enum ReadTime
{
    /// <summary>The value shows no state: constants, the clock, configuration.</summary>
    NoState,

    /// <summary>Before the guard was taken, so that it cannot show what another caller did meanwhile.</summary>
    Before,

    /// <summary>Under the guard.</summary>
    Under,
}
