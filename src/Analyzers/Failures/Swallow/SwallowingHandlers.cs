using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Hosting;
using RefreshRace.Analyzers.Knowledge;
using RefreshRace.Analyzers.Model;

namespace RefreshRace.Analyzers.Failures;

/// <summary>RR0002 in catch clauses: the failure ends in a handler after which no caller can tell it from success, or has lost its reason.</summary>
internal sealed class SwallowingHandlers(SessionSinks sinks)
{
    public IEnumerable<FailureFinding> InCatches(CallFrame frame, FailurePath path, CancellationToken cancellationToken)
    {
        if (path.Tries.Count == 0 || !FailurePath.ArrivesAsException(frame))
        {
            yield break;
        }

        var subject = CallSubjects.Of(frame);
        foreach (var attempt in path.Tries)
        {
            var isAboutRefresh = IsAboutRefresh(frame, attempt);
            if (OutermostHandlers.Contains(attempt, frame.Body) || (subject == CallSubject.Token && !isAboutRefresh))
            {
                continue;
            }

            foreach (var clause in attempt.Catches)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (!TakesTheFailure(clause, attempt, frame.Body.Member) || StatementOrder.Within(clause.Handler).Any(at => sinks.Ends(at, cancellationToken)))
                {
                    continue;
                }

                var outcome = HandlerOutcome.Of(ImmutableArray.Create<IOperation>(clause.Handler), attempt, attempt.Body, Caught(clause), null);
                if (outcome.Swallows)
                {
                    yield return new FailureFinding(FailureKind.Swallowed, clause.Syntax, outcome.Detail, Doubtful: outcome.IsDoubtful || subject != CallSubject.Refresh || !isAboutRefresh, MustStay: outcome.HasOtherWay);
                }
            }
        }
    }

    public static ISymbol? Caught(ICatchClauseOperation clause) => (clause.ExceptionDeclarationOrExpression as IVariableDeclaratorOperation)?.Symbol;

    // A narrow clause beside others that treat the rest differently is a distinction that somebody made on purpose; alone it is where each failed request ends.
    private static bool TakesTheFailure(ICatchClauseOperation clause, ITryOperation attempt, IMethodSymbol member)
    {
        var breadth = CatchBreadths.Of(clause);
        if (breadth == CatchBreadth.Everything)
        {
            return true;
        }

        return breadth is CatchBreadth.Request or CatchBreadth.Network
            && !member.Name.StartsWith("Try", StringComparison.Ordinal)
            && !attempt.Catches.Any(other => other != clause && CatchBreadths.Of(other) is CatchBreadth.Everything or CatchBreadth.Rejection);
    }

    /// <summary>A handler around the refresh itself, or in a member about tokens, or around little else. Around a whole piece of business it is that business's own error handling, and experts differ.</summary>
    private static bool IsAboutRefresh(CallFrame frame, ITryOperation attempt)
    {
        if (frame.Callee is null || FailureVocabulary.IsAboutSession(frame.Body.Member.Name))
        {
            return true;
        }

        // Where nothing is awaited, all calls tell what the block is about.
        var calls = StatementOrder.Within(attempt.Body).OfType<IInvocationOperation>().Where(call => call.Type?.Name.StartsWith("Configured", StringComparison.Ordinal) != true).ToList();
        var tasks = calls.Where(call => FailurePath.IsTask(call.Type)).ToList();
        return (tasks.Count > 0 ? tasks : calls.Where(call => !CaughtExceptionUses.IsLog(call))).All(call => FailureVocabulary.IsAboutSession(call.TargetMethod.Name + call.TargetMethod.ContainingType?.Name));
    }
}
