namespace RefreshRace.Analyzers.Model;

/// <summary>What is wrong with a guard; each flaw has a rule of its own.</summary>
internal enum GuardFlaw
{
    None,

    /// <summary>RR0003.</summary>
    NoRecheck,

    /// <summary>RR0004.</summary>
    TokenReadBeforeGuard,

    /// <summary>RR0005.</summary>
    TooNarrow,

    /// <summary>RR0006.</summary>
    NotAtomic,

    /// <summary>RR0007.</summary>
    FailureCached,

    /// <summary>RR0008.</summary>
    CallerCancellation,

    /// <summary>RR0009.</summary>
    KeyNotFromToken,

    /// <summary>RR0013.</summary>
    SingleFlightMisused,

    /// <summary>RR0014.</summary>
    NotReleased,
}
