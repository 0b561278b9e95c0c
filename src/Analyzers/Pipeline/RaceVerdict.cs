using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using RefreshRace.Analyzers.Callers;
using RefreshRace.Analyzers.Model;

namespace RefreshRace.Analyzers.Pipeline;

/// <summary>What the paths to one refresh add up to: a race with one rule, or nothing.</summary>
/// <param name="Flaw">The flaw that all open paths share in one form or another; <see cref="GuardVerdict.None"/> where a path has no guard at all.</param>
/// <param name="Open">The paths on which concurrent callers reach the refresh.</param>
/// <param name="Beside">The paths on which one caller reaches it, such as a background loop: alone it would be no race, beside the others it takes part.</param>
internal sealed record RaceVerdict(GuardVerdict Flaw, ImmutableArray<CallPath> Open, ImmutableArray<CallPath> Beside)
{
    /// <summary>A site is guarded when every path from an entry point to it is; one open path makes a race.</summary>
    public static RaceVerdict? Of(ImmutableArray<CallPath> paths)
    {
        var open = paths.Where(path => path.End is PathEnd.Concurrent or PathEnd.Doubtful).ToImmutableArray();
        if (open.IsEmpty)
        {
            return null;
        }

        var worst = open.Any(path => !path.Flaw.Found)
            ? GuardVerdict.None
            : open.Select(path => path.Flaw).OrderBy(flaw => flaw.Flaw).First();
        return new RaceVerdict(worst, open, paths.Where(path => path.End == PathEnd.SingleCaller).ToImmutableArray());
    }

    /// <summary>Whether nothing shows that anybody calls the refresh, let alone two at once.</summary>
    public bool IsDoubtful => Open.All(path => path.End == PathEnd.Doubtful) && Beside.IsEmpty;

    /// <summary>The entry point that the message names: the outermost member of the shortest open path.</summary>
    public CallFrame Entry => Open.OrderBy(path => path.Outermost.Depth).First().Outermost;
}
