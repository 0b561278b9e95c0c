namespace RefreshRace.Analyzers.Callers;

/// <summary>What becomes of a delegate that a call is part of.</summary>
internal enum DelegateFate
{
    /// <summary>There is none, or nothing in source says.</summary>
    Unknown,

    /// <summary>The method that takes it runs it before it returns: on behalf of its own caller.</summary>
    RunAtOnce,

    /// <summary>An endless loop runs it again and again, one turn after another.</summary>
    RunInTurn,
}
