using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using RefreshRace.Analyzers.Flow;

namespace RefreshRace.Analyzers.Model;

/// <summary>The answer to "is it a refresh?": one operation that sends a refresh token to whoever redeems it.</summary>
/// <param name="Operation">The call that sends; the diagnostic is reported on it.</param>
/// <param name="Body">The member around the call.</param>
/// <param name="Name">The member to name in the message, e.g. <c>RefreshTokenAsync</c>.</param>
/// <param name="Tokens">Operations whose value is the refresh token that the call presents; empty where none is visible (a client that holds its own).</param>
internal sealed record RefreshCall(
    EvidenceKind Kind,
    EvidenceStrength Strength,
    IOperation Operation,
    MemberBody Body,
    string Name,
    ImmutableArray<IOperation> Tokens)
{
    /// <summary>Calls that what it sends went through on its way: builders, not sends.</summary>
    public IReadOnlyCollection<IOperation> Through { get; init; } = [];
}
