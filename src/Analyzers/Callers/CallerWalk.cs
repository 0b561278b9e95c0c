using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Hosting;
using RefreshRace.Analyzers.Model;

namespace RefreshRace.Analyzers.Callers;

/// <summary>Answers the second question, "who owns the token?": walks up from a refresh over its callers to the entry points, and asks on the way what guards each call.</summary>
internal sealed class CallerWalk(AnalysisScope scope, CallerIndex callers, EntryPoints entries, Func<CallFrame, CancellationToken, GuardVerdict> judge)
{
    // Deeper chains than this exist, but nobody reads a diagnostic about them.
    private const int MaxDepth = 7;

    // A refresh that is reached through more calls than this is judged by the nearest ones.
    private const int MaxCalls = 400;

    /// <summary>The ways to one refresh, shortest first and each call at most once per state, and every frame met, for the question what becomes of its failure.</summary>
    public (ImmutableArray<CallPath> Paths, ImmutableArray<CallFrame> Frames) Walk(RefreshCall refresh, CancellationToken cancellationToken)
    {
        var paths = ImmutableArray.CreateBuilder<CallPath>();
        var frames = ImmutableArray.CreateBuilder<CallFrame>();
        var met = new Dictionary<(IOperation Call, bool Guarded, bool Owned, bool FannedOut, GuardFlaw Flaw, ForcedGuard? Below), CallTree>();
        var queue = new Queue<Step>();
        var (origin, carriers) = TokenOrigins.Of(refresh);
        var deepest = new CallFrame(refresh.Body, refresh.Operation, null, refresh.Tokens, origin);
        queue.Enqueue(new Step(deepest, new CallTree(deepest, null), carriers, GuardVerdict.None, Guarded: false, Owned: origin != TokenOrigin.Parameter || KeptAnswers.Are(deepest), FannedOut: false));
        while (queue.Count > 0 && frames.Count < MaxCalls)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var step = queue.Dequeue();
            frames.Add(step.Frame);
            if (!step.Guarded)
            {
                var verdict = judge(step.Frame, cancellationToken);
                step = step with
                {
                    Frame = step.Frame with { Forced = verdict.Forced },
                    Guarded = verdict.Holds,
                    Flaw = step.Flaw.Found || !verdict.Found ? step.Flaw : verdict,
                };
            }

            step = step with { FannedOut = !step.Guarded && (step.FannedOut || FanOuts.Holds(step.Frame)) };

            if (step.Frame.Depth >= MaxDepth)
            {
                paths.Add(new CallPath(step.Frame, step.Guarded ? PathEnd.Guarded : PathEnd.Unknown, step.Flaw, step.Tree));
            }
            else if (Ends(step, cancellationToken) is { } end)
            {
                paths.Add(new CallPath(step.Frame, end, step.Flaw, step.Tree));
            }
            else
            {
                foreach (var site in CallersOf(step, cancellationToken))
                {
                    var up = Up(step, site);
                    var state = (site.Call, up.Guarded, up.Owned, up.FannedOut, up.Flaw.Flaw, step.Frame.Forced);
                    if (met.TryGetValue(state, out var tree))
                    {
                        tree.Add(step.Tree);
                    }
                    else
                    {
                        met.Add(state, up.Tree);
                        queue.Enqueue(up);
                    }
                }
            }
        }

        if (paths.Count == 0 && frames.Count > 0)
        {
            // Members that only call each other: somebody outside starts the circle.
            var outermost = frames[frames.Count - 1];
            paths.Add(new CallPath(outermost, PathEnd.Unknown, GuardVerdict.None, new CallTree(outermost, null)));
        }

        return (paths.ToImmutable(), frames.ToImmutable());
    }

    /// <summary>How the path ends here; null where it goes on to callers.</summary>
    private PathEnd? Ends(Step step, CancellationToken cancellationToken)
    {
        var member = step.Frame.Body.Member;
        var fate = DelegateFates.FateOf(step.Frame.Call, scope, cancellationToken);
        var command = CommandHandlers.Holds(step.Frame.Call) || OneShotTimers.Raise(step.Frame.Call, step.Frame.Body, scope.Symbols);
        var callback = !command && fate == DelegateFate.Unknown && Callbacks.IsHandedOut(step.Frame) && !EntryPoints.IsOnScreen(member.ContainingType);
        var single = command || fate == DelegateFate.RunInTurn || (!callback && (entries.IsSingleCaller(member, cancellationToken) || BackgroundLoops.Holds(step.Frame.Call)));
        if (!single && !callback)
        {
            if (callers.CallersOf(member, cancellationToken).IsDefault)
            {
                return step.Guarded ? PathEnd.Guarded : PathEnd.Unknown;
            }

            if (CallersOf(step, cancellationToken).Any())
            {
                return null;
            }
        }

        return step.Guarded ? PathEnd.Guarded
            : IsSharedByOthers(step) ? PathEnd.Concurrent
            : !step.Owned || (callback && TokenOrigins.AreOfHook(step.Frame)) || EntryPoints.IsPlainSend(step.Frame) ? PathEnd.PassedThrough
            : (single || entries.AreOfPlainProgram(cancellationToken)) && !step.FannedOut ? PathEnd.SingleCaller
            : !callback && !step.FannedOut && step.Frame.Callee is null && entries.IsUnused(member) ? PathEnd.Doubtful
            : PathEnd.Concurrent;
    }

    // Whoever owns the tokens: a result that is kept under another key than theirs is handed to somebody else by this member.
    private static bool IsSharedByOthers(Step step) => !step.Owned && step.Flaw.Flaw == GuardFlaw.KeyNotFromToken;

    private IEnumerable<CallSite> CallersOf(Step step, CancellationToken cancellationToken) =>
        callers.KnownCallersOf(step.Frame.Body.Member, cancellationToken).Where(site => !Repeats(step.Frame, site.Body.Member));

    private static Step Up(Step step, CallSite site)
    {
        var tokens = step.Carriers.Select(carrier => site.Call.ArgumentFor(carrier)).OfType<IOperation>().ToImmutableArray();
        if (step.Owned)
        {
            return Above(TokenOrigin.Invisible) with { Carriers = ImmutableArray<IParameterSymbol>.Empty };
        }

        var (origin, carriers) = TokenOrigins.Of(tokens, site.Body);
        return Above(origin) with { Carriers = carriers, Owned = origin != TokenOrigin.Parameter || KeptAnswers.Are(new CallFrame(site.Body, site.Call, step.Frame, tokens, origin)) };

        Step Above(TokenOrigin origin)
        {
            var frame = new CallFrame(site.Body, site.Call, step.Frame, tokens, origin);
            return step with { Frame = frame, Tree = new CallTree(frame, step.Tree) };
        }
    }

    private static bool Repeats(CallFrame frame, IMethodSymbol member)
    {
        for (CallFrame? at = frame; at is not null; at = at.Callee)
        {
            if (SymbolEqualityComparer.Default.Equals(at.Body.Member, member))
            {
                return true;
            }
        }

        return false;
    }

    private sealed record Step(CallFrame Frame, CallTree Tree, ImmutableArray<IParameterSymbol> Carriers, GuardVerdict Flaw, bool Guarded, bool Owned, bool FannedOut);
}
