using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace RefreshRace;

/// <summary>What only some flights need: those with a commit, a successor, a trace, or a token of their own.</summary>
internal sealed class FlightExtras<TKey, TResult>
{
    /// <summary>The token source of this flight alone (<see cref="FlightOptions.CancelWhenAbandoned"/>).</summary>
    internal CancellationTokenSource? Cancellation;

    /// <summary>How many callers have not left. Counted for <see cref="FlightOptions.CancelWhenAbandoned"/> only.</summary>
    internal int Callers;

    /// <summary>Completes when the key is free again, for callers that found the flight abandoned.</summary>
    internal TaskCompletionSource<bool>? Ended;

    /// <summary>A result that was not committed yet. While it is set, the exchange is not run again.</summary>
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    internal volatile Task<TResult>? Kept;

    /// <summary>What the joiners' links need of the flight's span. Not the span itself: its parents, the leader's request, would live as long as the result.</summary>
    internal volatile StrongBox<ActivityContext>? Span;

    /// <summary>The key that replaced the flight's key.</summary>
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    internal TKey? Successor;

    internal bool HasSuccessor;

    internal void SetSuccessor(TKey successor)
    {
        Successor = successor;
        HasSuccessor = true;
    }
}
