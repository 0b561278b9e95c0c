using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace RefreshRace.Tool.Analysis;

/// <summary>The calls that a diagnostic points at, put together again to the ways that lead to the refresh.</summary>
internal sealed class CallGraph
{
    // More ways than this are counted, not shown; and a diagnostic names no more calls than fit into this many.
    private const int MaxChains = 64;
    private const int MaxDepth = 16;

    private readonly ImmutableArray<CallSite> _callers;

    public CallGraph(CallSite refresh, IEnumerable<CallSite> callers)
    {
        Refresh = refresh;
        _callers = [.. callers];
        Chains = [.. Upward([refresh]).Take(MaxChains).OrderBy(chain => chain.Length)];
    }

    /// <summary>The call that redeems the token.</summary>
    public CallSite Refresh { get; }

    /// <summary>The ways down to the refresh: entry points first, the refresh last.</summary>
    public ImmutableArray<ImmutableArray<CallSite>> Chains { get; }

    /// <summary>Every call on a way, the refresh too.</summary>
    public IEnumerable<CallSite> Sites => Chains.SelectMany(chain => chain).Distinct();

    /// <summary>The calls that lead into the function around a call.</summary>
    public IEnumerable<CallSite> CallersOf(CallSite site) => _callers.Where(caller => caller != site && caller.LeadsTo(site));

    private IEnumerable<ImmutableArray<CallSite>> Upward(ImmutableArray<CallSite> chain)
    {
        var above = chain.Length >= MaxDepth ? [] : CallersOf(chain[0]).Where(caller => !chain.Contains(caller)).ToList();
        return above.Count == 0 ? [chain] : above.SelectMany(caller => Upward(chain.Insert(0, caller)));
    }
}
