using System.Collections.Immutable;
using RefreshRace.Analyzers.Model;

namespace RefreshRace.Analyzers.Pipeline;

/// <summary>The refreshes in members of one name, member by member: what reaches one by its name may reach all of them.</summary>
/// <param name="Members">The refreshes of each member, with the member's place in the order in which findings are told.</param>
internal sealed record NamesakeRefreshes(ImmutableArray<(int Order, ImmutableArray<RefreshCall> Refreshes)> Members)
{
    /// <summary>Whether all of them are judged.</summary>
    public bool IsJudged { get; set; }
}
