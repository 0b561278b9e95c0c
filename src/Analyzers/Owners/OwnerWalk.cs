using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;

namespace RefreshRace.Analyzers.Owners;

/// <summary>How a path from a refresh up to an entry point ends.</summary>
internal enum PathEnd
{
    /// <summary>A guard on the way holds.</summary>
    Guarded,

    /// <summary>Nobody in this compilation owns the token: the duty is the caller's.</summary>
    PassedThrough,

    /// <summary>One caller at a time, by the nature of the entry point.</summary>
    SingleCaller,

    /// <summary>Any number of callers reach the refresh at once.</summary>
    Concurrent,

    /// <summary>The walk met a bound: nothing is known, so nothing is said.</summary>
    Unknown,
}

/// <summary>One way from an entry point to the refresh.</summary>
/// <param name="Outermost">The frame at the entry point; its callees lead down to the refresh.</param>
/// <param name="Flaw">The verdict of the deepest flawed guard on the way, or <see cref="GuardVerdict.None"/>.</param>
internal sealed record RefreshPath(Frame Outermost, PathEnd End, GuardVerdict Flaw);

/// <summary>Answers the second question, "who owns the token?": walks up from a refresh over its callers to the entry points, and asks on the way what guards each call.</summary>
internal sealed class OwnerWalk(CallerIndex callers, EntryPoints entries, Func<Frame, CancellationToken, GuardVerdict> judge)
{
    // Deeper chains than this exist, but nobody reads a diagnostic about them.
    private const int MaxDepth = 7;

    // A refresh that is reached in more ways than this is judged by the ways seen so far.
    private const int MaxPaths = 256;

    /// <summary>All ways to one refresh, and every frame met, for the question what becomes of its failure.</summary>
    public (ImmutableArray<RefreshPath> Paths, ImmutableArray<Frame> Frames) Walk(RefreshCall refresh, CancellationToken cancellationToken)
    {
        var paths = ImmutableArray.CreateBuilder<RefreshPath>();
        var frames = ImmutableArray.CreateBuilder<Frame>();
        var (origin, carriers) = TokenOrigins.Of(refresh.Tokens, refresh.Body);
        Visit(new Step(new Frame(refresh.Body, refresh.Operation, null, refresh.Tokens, origin), carriers, GuardVerdict.None, Guarded: false, Owned: origin != TokenOrigin.Parameter));
        return (paths.ToImmutable(), frames.ToImmutable());

        void Visit(Step step)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (paths.Count >= MaxPaths)
            {
                return;
            }

            frames.Add(step.Frame);
            if (!step.Guarded)
            {
                var verdict = judge(step.Frame, cancellationToken);
                step = step with { Guarded = verdict.Holds, Flaw = step.Flaw.Found || !verdict.Found ? step.Flaw : verdict };
            }

            if (step.Frame.Depth >= MaxDepth)
            {
                paths.Add(new RefreshPath(step.Frame, step.Guarded ? PathEnd.Guarded : PathEnd.Unknown, step.Flaw));
                return;
            }

            var member = step.Frame.Body.Member;
            var single = entries.IsSingleCaller(member, cancellationToken);
            var climbed = false;
            foreach (var site in single ? ImmutableArray<CallSite>.Empty : callers.CallersOf(member, cancellationToken))
            {
                if (!Repeats(step.Frame, site.Body.Member))
                {
                    climbed = true;
                    Visit(Up(step, site));
                }
            }

            if (!climbed)
            {
                var end = step.Guarded ? PathEnd.Guarded : !step.Owned ? PathEnd.PassedThrough : single ? PathEnd.SingleCaller : PathEnd.Concurrent;
                paths.Add(new RefreshPath(step.Frame, end, step.Flaw));
            }
        }
    }

    private static Step Up(Step step, CallSite site)
    {
        var tokens = step.Carriers.Select(carrier => site.Call.ArgumentFor(carrier)).OfType<IOperation>().ToImmutableArray();
        if (step.Owned)
        {
            return step with { Frame = new Frame(site.Body, site.Call, step.Frame, tokens, TokenOrigin.Invisible), Carriers = ImmutableArray<IParameterSymbol>.Empty };
        }

        var (origin, carriers) = TokenOrigins.Of(tokens, site.Body);
        return step with { Frame = new Frame(site.Body, site.Call, step.Frame, tokens, origin), Carriers = carriers, Owned = origin != TokenOrigin.Parameter };
    }

    private static bool Repeats(Frame frame, IMethodSymbol member)
    {
        for (Frame? at = frame; at is not null; at = at.Callee)
        {
            if (SymbolEqualityComparer.Default.Equals(at.Body.Member, member))
            {
                return true;
            }
        }

        return false;
    }

    private sealed record Step(Frame Frame, ImmutableArray<IParameterSymbol> Carriers, GuardVerdict Flaw, bool Guarded, bool Owned);
}
