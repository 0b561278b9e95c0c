namespace RefreshRace.Analyzers.Flow;

/// <summary>What a function does with the task that a call returns.</summary>
internal enum TaskUse
{
    /// <summary>It waits for it, or the call returns no task: when the function goes on, the work is done.</summary>
    Finished,

    /// <summary>It hands the task to its own caller.</summary>
    Returned,

    /// <summary>It keeps the task in a field, a property or a collection.</summary>
    Stored,

    /// <summary>Nobody in the function looks at it again.</summary>
    Dropped,
}
