using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Model;

namespace RefreshRace.Analyzers.Guards;

/// <summary>What is asked: one call in one member, with what the families need to know about it.</summary>
/// <param name="Tokens">What the call presents as the refresh token, in this member.</param>
/// <param name="Callee">The deeper frames of the path, whose second look counts too.</param>
/// <param name="LooksDeeper">Whether the delegate that a helper runs looks again by itself; asked of helpers only.</param>
internal sealed record GuardQuery(MemberBody Body, ImmutableArray<IOperation> Tokens, CallFrame? Callee, bool LooksDeeper);
