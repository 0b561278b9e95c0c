using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Hosting;
using RefreshRace.Analyzers.Knowledge;
using RefreshRace.Analyzers.Model;

namespace RefreshRace.Analyzers.Failures;

/// <summary>RR0002 in catch clauses: the failure ends in a handler after which no caller can tell it from success, or has lost its reason.</summary>
internal sealed class SwallowingHandlers(AnalysisScope scope, CallerIndex callers, SessionSinks sinks, ExceptionPrinters printers)
{
    private readonly ThrowableTypes _throwable = new(scope);
    private readonly LoopItems _items = new(callers);
    private readonly ToldCallers _told = new(callers, sinks, printers);

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
                if (Judge(frame, attempt, clause, cancellationToken) is { } outcome)
                {
                    var isDoubtful = outcome.IsDoubtful || subject != CallSubject.Refresh || !isAboutRefresh;
                    yield return new FailureFinding(FailureKind.Swallowed, clause.Syntax, outcome.Detail, Doubtful: isDoubtful, MustStay: outcome.HasOtherWay);
                }
            }
        }
    }

    public static ISymbol? Caught(ICatchClauseOperation clause) => (clause.ExceptionDeclarationOrExpression as IVariableDeclaratorOperation)?.Symbol;

    /// <summary>What the clause leaves for the callers; null where it tells them, or is about something else.</summary>
    private HandlerOutcome? Judge(CallFrame frame, ITryOperation attempt, ICatchClauseOperation clause, CancellationToken cancellationToken)
    {
        var passesOver = PassesOverRejection(clause, frame.Body.Member);
        if (!(passesOver || TakesTheFailure(clause, attempt, frame)) || !_throwable.MayThrow(clause.ExceptionType, frame, cancellationToken))
        {
            return null;
        }

        var arrival = FailureArrival.Of(attempt, clause, frame.Call, frame.Body);
        if (arrival.SelectMany(StatementOrder.Within).Any(at => sinks.Ends(at, cancellationToken)))
        {
            return null;
        }

        var place = new FailedPlace(ImmutableArray.Create<IOperation>(clause.Handler), attempt, attempt.Body, frame.Call, Caught(clause));
        var outcome = HandlerOutcome.Of(place, null, printers, cancellationToken);
        if (!outcome.Swallows || (outcome.SignsIn && CatchBreadths.Of(clause) != CatchBreadth.Everything))
        {
            return null;
        }

        return _items.IsOne(attempt, clause, frame.Body, cancellationToken) || (outcome.IsLogged && _told.AllHandle(frame.Body.Member, cancellationToken)) ? null : outcome;
    }

    // A narrow clause beside others that treat the rest differently is a distinction that somebody made on purpose; alone it is where each failed request ends.
    private static bool TakesTheFailure(ICatchClauseOperation clause, ITryOperation attempt, CallFrame frame)
    {
        var breadth = CatchBreadths.Of(clause);
        if (breadth == CatchBreadth.Everything)
        {
            return true;
        }

        return (breadth is CatchBreadth.Request or CatchBreadth.Network || (breadth == CatchBreadth.Narrow && clause.Filter is null && ThrowableTypes.Throws(clause.ExceptionType, frame)))
            && !frame.Body.Member.Name.StartsWith("Try", StringComparison.Ordinal)
            && !attempt.Catches.Any(other => other != clause && CatchBreadths.Of(other) is CatchBreadth.Everything or CatchBreadth.Rejection);
    }

    /// <summary>
    /// A rejected token is a failure, too. A member that answers nothing, and does nothing about it but to write a line, leaves its callers to go on with an expired token.
    /// </summary>
    private static bool PassesOverRejection(ICatchClauseOperation clause, IMethodSymbol member) =>
        CatchBreadths.Of(clause) == CatchBreadth.Rejection && AnswersNothing(member) && SaysNothing(ImmutableArray.Create<IOperation>(clause.Handler));

    public static bool AnswersNothing(IMethodSymbol member) =>
        member.ReturnsVoid || (member.ReturnType is INamedTypeSymbol { Arity: 0 } task && FailurePath.IsTask(task));

    /// <summary>Whether the statements do nothing but write to a log and leave.</summary>
    public static bool SaysNothing(ImmutableArray<IOperation> parts) => parts.SelectMany(StatementOrder.Within).All(at => at switch
    {
        IInvocationOperation call => IsInLog(call),
        IAssignmentOperation or IThrowOperation => false,
        IReturnOperation { ReturnedValue: not null } => false,
        _ => true,
    });

    private static bool IsInLog(IInvocationOperation call) => CaughtExceptionUses.IsLog(call) || CaughtExceptionUses.IsLogged(call);

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
