namespace RefreshRace.Analyzers.Model;

/// <summary>
/// What is wrong with a guard; each flaw has a rule of its own. Where several guards stand around a call, or several ways lead to it, the first in this order speaks:
/// a guard without a flaw, then the flaw that a reviewer would name if only one could be named.
/// </summary>
internal enum GuardFlaw
{
    None,

    /// <summary>RR0014.</summary>
    NotReleased,

    /// <summary>RR0013.</summary>
    SingleFlightMisused,

    /// <summary>RR0005.</summary>
    TooNarrow,

    /// <summary>RR0007.</summary>
    FailureCached,

    /// <summary>RR0006.</summary>
    NotAtomic,

    /// <summary>RR0004.</summary>
    TokenReadBeforeGuard,

    /// <summary>RR0009.</summary>
    KeyNotFromToken,

    /// <summary>RR0008.</summary>
    CallerCancellation,

    /// <summary>RR0003.</summary>
    NoRecheck,
}
