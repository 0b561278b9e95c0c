using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace RefreshRace;

/// <summary>What only some flights need: those with a commit, a successor, a trace, or a token of their own.</summary>
internal sealed class FlightExtras<TKey, TResult>
{
    /// <summary>
    /// The token source of this flight alone (<see cref="FlightOptions.CancelWhenAbandoned"/>); null when the flight has ended.
    /// </summary>
    internal CancellationTokenSource? Cancellation;

    /// <summary>How many callers have not left. Counted for <see cref="FlightOptions.CancelWhenAbandoned"/> only.</summary>
    internal int Callers;

    /// <summary>Completes when the key is free again, for callers that found the flight abandoned.</summary>
    internal TaskCompletionSource<bool>? Ended;

    /// <summary>A result that was not committed yet. While it is set, the exchange is not run again.</summary>
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    internal volatile Task<TResult>? Kept;

    /// <summary>Shared by all who wait for the commit of this result; null while nobody does.</summary>
    internal OwedCommit? Owed;

    /// <summary>
    /// What the joiners' links need of the flight's span. Not the span itself: its parents, the leader's request, would live as long as the
    /// result.
    /// </summary>
    internal volatile StrongBox<ActivityContext>? Span;

    /// <summary>The way to the key that replaced the flight's key; null where it is not known.</summary>
    internal ChainLink<TKey, TResult>? Link;

    /// <summary>The result came from another machine or from the store, so this process does not commit it.</summary>
    internal volatile bool IsForeign;

    /// <summary>
    /// When a newer link of the chain was committed while this flight was under way: if its own commit fails, it is owed no more, and leads
    /// to the newer link for as long as that is retained. Null while there was none.
    /// </summary>
    internal long? SupersededAt;
}
