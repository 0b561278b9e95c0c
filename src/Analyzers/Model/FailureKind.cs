namespace RefreshRace.Analyzers.Model;

/// <summary>What happens to the failure of a refresh.</summary>
internal enum FailureKind
{
    /// <summary>RR0002.</summary>
    Swallowed,

    /// <summary>RR0010.</summary>
    SessionDestroyed,

    /// <summary>RR0011.</summary>
    Retried,

    /// <summary>RR0012.</summary>
    RotationDiscarded,
}
