using System.Diagnostics;

namespace RefreshRace;

/// <summary>
/// A link of a chain of rotations: the exchange of the flight's key brought the successor, which replaces the key. Immutable but for what
/// the
/// <see cref="ChainIndex{TKey, TResult}"/> writes.
/// </summary>
internal sealed class ChainLink<TKey, TResult>(Flight<TKey, TResult> flight, TKey successor, int hash)
{
    /// <summary>The flight whose result holds the successor.</summary>
    internal readonly Flight<TKey, TResult> Flight = flight;

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    internal readonly TKey Successor = successor;

    /// <summary>The hash of the successor.</summary>
    internal readonly int Hash = hash;

    /// <summary>The next link with the same place in the index. Guarded by the index.</summary>
    internal ChainLink<TKey, TResult>? Next;

    /// <summary>
    /// Completes when the commit that is being repeated for this link has ended or was given up; null while there is none.
    /// </summary>
    internal TaskCompletionSource<bool>? Repeat;
}
