using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using RefreshRace.Analyzers.Flow;

namespace RefreshRace.Analyzers.Model;

/// <summary>One call on the way from an entry point to the refresh. The deepest frame holds the refresh itself.</summary>
/// <param name="Body">The member in which the call stands.</param>
/// <param name="Call">The call in that member: the refresh, or the call (or method reference) that leads to <paramref name="Callee"/>.</param>
/// <param name="Callee">The next deeper frame; null for the deepest.</param>
/// <param name="Tokens">What this frame hands on as the refresh token.</param>
internal sealed record CallFrame(MemberBody Body, IOperation Call, CallFrame? Callee, ImmutableArray<IOperation> Tokens, TokenOrigin Origin)
{
    /// <summary>The guard of this frame that a caller may jump over, where it has one.</summary>
    public ForcedGuard? Forced { get; init; }

    public int Depth => Callee is null ? 0 : Callee.Depth + 1;
}
