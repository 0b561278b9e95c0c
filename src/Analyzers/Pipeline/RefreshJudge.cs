using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using RefreshRace.Analyzers.Callers;
using RefreshRace.Analyzers.Failures;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Guards;
using RefreshRace.Analyzers.Hosting;
using RefreshRace.Analyzers.Model;

namespace RefreshRace.Analyzers.Pipeline;

/// <summary>Judges the refreshes of one member: walks up from each, asks what guards it, and what happens to its failure on the way. What it says depends on nothing that was asked before.</summary>
internal sealed class RefreshJudge
{
    // How far above the refresh a catch still says something about the refresh rather than about everything else that its try holds;
    // further up it does where the called member is still named for the refresh.
    private const int MaxFailureDepth = 3;
    private const int MaxNamedFailureDepth = 5;

    private readonly AnalysisScope _scope;
    private readonly InstanceLifetimes _lifetimes;
    private readonly FailureJudge _failures;
    private readonly CallerWalk _walk;

    public RefreshJudge(AnalysisScope scope)
    {
        _scope = scope;
        _lifetimes = new InstanceLifetimes(scope);
        var guards = new GuardJudge(scope, _lifetimes);
        var callers = new CallerIndex(scope);
        _failures = new FailureJudge(scope, callers);
        _walk = new CallerWalk(
            scope,
            callers,
            new EntryPoints(scope, _lifetimes),
            (frame, token) => guards.Judge(frame.Body, frame.Call, frame.Tokens, frame.Callee, token));
    }

    /// <param name="refreshes">The refreshes of one member, in the order in which they stand.</param>
    public ImmutableArray<Diagnostic> Judge(ImmutableArray<RefreshCall> refreshes, CancellationToken cancellationToken)
    {
        var races = new List<(RefreshCall Refresh, GuardFlaw Flaw)>();
        var diagnostics = ImmutableArray.CreateBuilder<Diagnostic>();
        foreach (var refresh in refreshes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var tree = refresh.Operation.Syntax.SyntaxTree;
            if (_scope.Options.ExcludedSymbols(tree).Contains(refresh.Body.Member))
            {
                continue;
            }

            var (paths, frames) = _walk.Walk(refresh, cancellationToken);
            if (!_scope.Options.SingleCaller(tree)
                && RaceVerdict.Of(paths) is { } race
                && !races.Any(earlier => earlier.Flaw == race.Flaw.Flaw && RaceMerge.IsAnotherTry(earlier.Refresh, refresh)))
            {
                races.Add((refresh, race.Flaw.Flaw));
                diagnostics.Add(DiagnosticFactory.Race(refresh, race, _scope, _lifetimes));
            }

            if (refresh.Strength != EvidenceStrength.Weak)
            {
                foreach (var frame in RaceMerge.EachCall(frames.Where(IsAboutRefresh)))
                {
                    diagnostics.AddRange(_failures.Judge(frame, cancellationToken).Select(failure => DiagnosticFactory.Failure(refresh, frame, failure)));
                }
            }
        }

        return diagnostics.ToImmutable();
    }

    private static bool IsAboutRefresh(CallFrame frame) =>
        frame.Depth <= MaxFailureDepth || (frame.Depth <= MaxNamedFailureDepth && CallSubjects.Of(frame) == CallSubject.Refresh);
}
