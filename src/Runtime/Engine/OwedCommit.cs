namespace RefreshRace;

/// <summary>
/// One result that waits for its commit, however many attempts that takes. The flight that brought the result, the flights that commit it
/// again and the calls that wait share the object. Guarded by the lock of the key's shard.
/// </summary>
internal sealed class OwedCommit
{
    /// <summary>Nobody needs to commit the result any more.</summary>
    internal bool IsSettled;
}
