using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Hosting;
using RefreshRace.Analyzers.Model;

namespace RefreshRace.Analyzers.Failures;

/// <summary>Answers the fourth question, "what happens to its failure?", for one frame: the catches, non-success branches, loops and dropped results around its call.</summary>
internal sealed class FailureJudge
{
    // How far up a failure is followed that a handler would let go on.
    private const int MaxCallersAbove = 3;

    private readonly AnalysisScope _scope;
    private readonly CallerIndex _callers;
    private readonly SwallowingHandlers _swallowing;
    private readonly NonSuccessBranches _branches;
    private readonly SessionDestruction _destruction;
    private readonly Retries _retries;
    private readonly DiscardedRotations _rotations;

    public FailureJudge(AnalysisScope scope, CallerIndex callers)
    {
        _scope = scope;
        _callers = callers;
        var sinks = new SessionSinks(scope);
        var printers = new ExceptionPrinters(scope);
        _swallowing = new SwallowingHandlers(scope, callers, sinks, printers);
        _branches = new NonSuccessBranches(callers, sinks, printers);
        _destruction = new SessionDestruction(sinks);
        _retries = new Retries(scope);
        _rotations = new DiscardedRotations(scope);
    }

    public ImmutableArray<FailureFinding> Judge(CallFrame frame, CancellationToken cancellationToken)
    {
        if (CallSubjects.Of(frame) == CallSubject.Other)
        {
            return ImmutableArray<FailureFinding>.Empty;
        }

        var path = FailurePath.Of(frame.Call, frame.Body);
        var result = new ResultFlow(frame.Call, frame.Body);
        var findings = ImmutableArray.CreateBuilder<FailureFinding>();
        findings.AddRange(_destruction.InBranches(frame, result, cancellationToken));
        findings.AddRange(_destruction.InCatches(frame, path, findings.ToArray(), cancellationToken));
        findings.AddRange(OverwrittenStores.Find(frame, result, _scope, cancellationToken));
        findings.AddRange(StoredFailures.Find(frame, result));
        findings.AddRange(_swallowing.InCatches(frame, path, cancellationToken));
        foreach (var sender in SenderHelpers.Of(frame, _scope, cancellationToken))
        {
            findings.AddRange(_swallowing.InCatches(sender, FailurePath.Of(sender.Call, sender.Body), cancellationToken));
        }

        // An answer whose failure destroys the session is one thing to put right, not two.
        if (findings.All(finding => finding.Kind != FailureKind.SessionDestroyed))
        {
            findings.AddRange(_branches.Find(frame, result, cancellationToken));
        }

        findings.AddRange(_retries.Find(frame, path, result, cancellationToken));
        findings.AddRange(_rotations.Find(frame, result, cancellationToken));
        if (findings.All(finding => finding.Kind != FailureKind.Swallowed))
        {
            return findings.ToImmutable();
        }

        var (isDoubtful, isCaught) = (HasNobodyToTell(frame.Body.Member, cancellationToken), IsCaughtAbove(frame, 0, cancellationToken));
        return findings.Select(finding => finding.Kind == FailureKind.Swallowed ? finding with { Doubtful = finding.Doubtful || isDoubtful, MustStay = finding.MustStay || isCaught } : finding).ToImmutableArray();
    }

    // Whether a caller, or a caller of one that lets it pass, swallows what the member lets out or sinks the session over it.
    private bool IsCaughtAbove(CallFrame frame, int depth, CancellationToken cancellationToken) =>
        depth < MaxCallersAbove && _callers.KnownCallersOf(frame.Body.Member, cancellationToken).Any(site =>
        {
            var above = new CallFrame(site.Body, site.Call, frame, ImmutableArray<IOperation>.Empty, TokenOrigin.Invisible);
            if (CallSubjects.Of(above) == CallSubject.Other)
            {
                return false;
            }

            // Judged as if the call were the refresh itself, because as things are the failure does not arrive there.
            var arrived = above with { Callee = null };
            var path = FailurePath.Of(site.Call, site.Body);
            return _swallowing.InCatches(arrived, path, cancellationToken).Concat(_destruction.InCatches(arrived, path, [], cancellationToken)).Any()
                || path.Leaves && IsCaughtAbove(above, depth + 1, cancellationToken);
        });

    // A member without an answer that only jobs, loops and handlers call: they could do no more than it does, unless what they do next needs the token.
    // The number that Main hands to the shell is for the shell; what went wrong, the member has said already.
    private bool HasNobodyToTell(IMethodSymbol member, CancellationToken cancellationToken)
    {
        var answersNothing = member.ReturnsVoid || (member.ReturnType is INamedTypeSymbol { Arity: 0 } task && FailurePath.IsTask(task));
        if (!answersNothing && FailurePath.ResultOf(member.ReturnType)?.SpecialType != SpecialType.System_Int32)
        {
            return false;
        }

        var callers = _callers.KnownCallersOf(member, cancellationToken);
        return OutermostHandlers.AreAll(callers) && (answersNothing || callers.All(site => site.Body.Member.Name is "Main" or "<Main>$"));
    }
}
