using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using RefreshRace.Analyzers.Model;

namespace RefreshRace.Analyzers.Guards;

/// <summary>What was found between the taking of a guard and the refresh.</summary>
/// <param name="Found">Whether a branch there can skip the refresh and shows state as it is under the guard.</param>
/// <param name="ForcedBy">A boolean parameter with which the caller can jump over that branch: <c>if (!force &amp;&amp; valid) return</c>.</param>
/// <param name="Conditions">The conditions that look again.</param>
internal sealed record Recheck(bool Found, RecheckOverride? ForcedBy, ImmutableArray<IOperation> Conditions)
{
    public static readonly Recheck None = new(false, null, ImmutableArray<IOperation>.Empty);
}
