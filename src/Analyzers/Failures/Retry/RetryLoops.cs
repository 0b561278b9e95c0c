using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Hosting;
using RefreshRace.Analyzers.Knowledge;
using RefreshRace.Analyzers.Model;

namespace RefreshRace.Analyzers.Failures;

/// <summary>A loop whose next round makes the call again because the last one failed: it counts tries, or a success is what ends it.</summary>
internal static class RetryLoops
{
    public static SyntaxNode? Around(CallFrame frame, ResultFlow result)
    {
        for (var at = frame.Call.Parent; at is not null and not ILocalFunctionOperation; at = at.Parent)
        {
            if (at is IForEachLoopOperation items && !IsOverAttempts(items))
            {
                return null;
            }

            if (at is ILoopOperation loop && !RefreshProtocol.AsksForIt(loop) && (EndsWithSuccess(frame, loop, result) || RepeatsTries(frame, loop, result)))
            {
                return loop.Syntax;
            }
        }

        return null;
    }

    /// <summary>A failure goes round, and a success does not, whatever the counter is called.</summary>
    private static bool EndsWithSuccess(CallFrame frame, ILoopOperation loop, ResultFlow result)
    {
        if (IsInLambdaWithin(frame.Call, loop) || !(frame.Callee is null || IsPlainRefresh(CalledName(frame.Call))))
        {
            return false;
        }

        var attempt = TryAround(frame.Call, loop);
        return attempt is null
            ? LeavesOnSuccess(frame, loop, result)
            : attempt.Catches.Any(GoesRound) && (LeavesLoop(attempt, frame.Call) || SetsWhatTheLoopAsks(attempt, frame.Call, loop));
    }

    private static bool RepeatsTries(CallFrame frame, ILoopOperation loop, ResultFlow result) =>
        CountsTries(loop) && !OutermostHandlers.Contains(frame.Call, frame.Body) && !LeavesAfterCall(frame.Call, loop)
        && (GoesRoundOnFailure(frame, loop, result) || (IsUnconditional(frame.Call, loop) && IsPlainRefresh(CalledName(frame.Call))));

    private static ITryOperation? TryAround(IOperation call, ILoopOperation loop)
    {
        for (var at = call.Parent; at is not null && at != loop; at = at.Parent)
        {
            if (at is ITryOperation { Catches.Length: > 0 } attempt && attempt.Body.Contains(call))
            {
                return attempt;
            }
        }

        return null;
    }

    private static bool IsInLambdaWithin(IOperation call, ILoopOperation loop)
    {
        for (var at = call.Parent; at is not null && at != loop; at = at.Parent)
        {
            if (at is IAnonymousFunctionOperation)
            {
                return true;
            }
        }

        return false;
    }

    // catch (HttpRequestException) when (attempt < 3): the filter counts, and does not ask what the server said.
    private static bool GoesRound(ICatchClauseOperation clause)
    {
        var breadth = clause.Filter is null ? CatchBreadths.Of(clause) : CatchBreadths.TestsForRejection(clause.Filter) ? CatchBreadth.Rejection : CatchBreadths.OfType(clause.ExceptionType);
        return breadth >= CatchBreadth.Request && !clause.Handler.Operations.Any(StatementOrder.LeavesFunction)
            && !clause.Handler.Operations.Any(part => part is IBranchOperation { BranchKind: BranchKind.Break });
    }

    /// <summary>Whether the try leaves the loop once the call has succeeded.</summary>
    private static bool LeavesLoop(ITryOperation attempt, IOperation call) =>
        attempt.Body.Operations.Any(at => (at.Contains(call) || at.Syntax.SpanStart > call.Syntax.SpanStart) && at is IReturnOperation or IBranchOperation { BranchKind: BranchKind.Break });

    /// <summary>while (!done): the try sets what the loop asks, behind the call or by it.</summary>
    private static bool SetsWhatTheLoopAsks(ITryOperation attempt, IOperation call, ILoopOperation loop)
    {
        if (ConditionOf(loop) is not { } condition)
        {
            return false;
        }

        var asked = StatementOrder.Within(condition).OfType<ILocalReferenceOperation>().Select(at => at.Local).ToList();
        return StatementOrder.Within(attempt.Body).OfType<ISimpleAssignmentOperation>().Any(set => set.Syntax.Span.End > call.Syntax.SpanStart
            && set.Target is ILocalReferenceOperation { Local: var local } && asked.Contains(local, SymbolEqualityComparer.Default));
    }

    /// <summary>if (answer.IsSuccess) return answer; and else another round.</summary>
    private static bool LeavesOnSuccess(CallFrame frame, ILoopOperation loop, ResultFlow result) =>
        IsUnconditional(frame.Call, loop) && !OutermostHandlers.Contains(frame.Call, frame.Body)
        && FailureBranches.Of(frame.Call, frame.Body, result).Any(branch => loop.Contains(branch.Choice) && branch.Test.Sign > 0 && !branch.IsExplicit && StatementOrder.LeavesBlock(branch.Choice.WhenTrue));

    private static IOperation? ConditionOf(ILoopOperation loop) => loop switch
    {
        IWhileLoopOperation { Condition: { } test } => test,
        IForLoopOperation { Condition: { } test } => test,
        _ => null,
    };

    private static bool IsOverAttempts(IForEachLoopOperation loop) => loop.Locals.Any(local => IsTryName(local.Name));

    private static bool IsTryName(string name) => FailureVocabulary.Says(name, "retry", "retries", "attempt", "tries") || name is "tryCount" or "trial";

    private static bool CountsTries(ILoopOperation loop) => ConditionOf(loop) is { } condition && StatementOrder.Within(condition).Any(at => at switch
    {
        ILocalReferenceOperation local => IsTryName(local.Local.Name),
        IFieldReferenceOperation field => IsTryName(field.Field.Name),
        IParameterReferenceOperation parameter => IsTryName(parameter.Parameter.Name),
        IPropertyReferenceOperation property => IsTryName(property.Property.Name),
        _ => false,
    });

    /// <summary>The call fails inside a try of the loop, and the handler neither leaves nor throws; or a failed answer leads to the next round.</summary>
    private static bool GoesRoundOnFailure(CallFrame frame, ILoopOperation loop, ResultFlow result) =>
        !IsInLambdaWithin(frame.Call, loop) && (TryAround(frame.Call, loop)?.Catches.Any(GoesRound) == true || LeavesOnSuccess(frame, loop, result));

    /// <summary>Whether each round of the loop makes the call.</summary>
    private static bool IsUnconditional(IOperation call, ILoopOperation loop)
    {
        for (var at = call.Parent; at is not null && at != loop; at = at.Parent)
        {
            if (at is IConditionalOperation or ISwitchOperation or ICatchClauseOperation or IAnonymousFunctionOperation)
            {
                return false;
            }
        }

        return true;
    }

    // return await RefreshAsync() in a loop leaves it, unless a catch around it stays.
    private static bool LeavesAfterCall(IOperation call, ILoopOperation loop)
    {
        for (var at = call.Parent; at is not null && at != loop; at = at.Parent)
        {
            if (at is IReturnOperation)
            {
                return !IsInTry(at, loop);
            }
        }

        return false;
    }

    private static bool IsInTry(IOperation operation, ILoopOperation loop)
    {
        for (var at = operation.Parent; at is not null && at != loop; at = at.Parent)
        {
            if (at is ITryOperation { Catches.Length: > 0 })
            {
                return true;
            }
        }

        return false;
    }

    // "Get or refresh", "refresh if needed": in the next round there may be nothing left to refresh.
    private static bool IsPlainRefresh(string name) => FailureVocabulary.IsAboutRefresh(name) && !FailureVocabulary.Says(name, "OrRefresh", "IfNeeded", "IfNecessary", "IfExpired", "Ensure", "Maybe");

    private static string CalledName(IOperation call) => call switch
    {
        IInvocationOperation invocation => invocation.TargetMethod.Name,
        IMethodReferenceOperation reference => reference.Method.Name,
        _ => "",
    };
}
