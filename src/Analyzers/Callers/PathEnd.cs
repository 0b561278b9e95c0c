namespace RefreshRace.Analyzers.Callers;

/// <summary>How a path from a refresh up to an entry point ends.</summary>
internal enum PathEnd
{
    /// <summary>A guard on the way holds.</summary>
    Guarded,

    /// <summary>Nobody in this compilation owns the token: the duty is the caller's.</summary>
    PassedThrough,

    /// <summary>One caller at a time, by the nature of the entry point.</summary>
    SingleCaller,

    /// <summary>Any number of callers reach the refresh at once.</summary>
    Concurrent,

    /// <summary>Callers may reach the refresh at once, but nothing shows that anybody calls it at all.</summary>
    Doubtful,

    /// <summary>The walk met a bound: nothing is known, so nothing is said.</summary>
    Unknown,
}
