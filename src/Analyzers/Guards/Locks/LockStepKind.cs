namespace RefreshRace.Analyzers.Guards;

/// <summary>What an operation does to a lock.</summary>
internal enum LockStepKind
{
    Acquire,
    Release,
}
