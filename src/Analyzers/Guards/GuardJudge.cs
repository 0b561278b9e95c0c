using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using RefreshRace.Analyzers.Flow;

namespace RefreshRace.Analyzers.Guards;

/// <summary>Answers the third question, "what guards it?", for one call in one member. The walk over the callers is not its business.</summary>
internal sealed class GuardJudge(AnalysisScope scope)
{
    private readonly AnalysisScope _scope = scope;

    /// <param name="body">The member around the call.</param>
    /// <param name="call">The refresh, the call that leads to it, or the reference to a method group that does.</param>
    /// <param name="tokens">What the call presents as the refresh token; may be empty.</param>
    /// <param name="callee">The verdict one frame deeper, so that a second look that sits in the guarded callee counts; null for the deepest frame.</param>
    public GuardVerdict Judge(MemberBody body, IOperation call, ImmutableArray<IOperation> tokens, Frame? callee, CancellationToken cancellationToken) => GuardVerdict.None;
}
