using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Hosting;
using RefreshRace.Analyzers.Knowledge;
using RefreshRace.Analyzers.Model;

namespace RefreshRace.Analyzers.Failures;

/// <summary>RR0002 in branches: an answer that knows why it failed is turned into nothing, or passed over.</summary>
internal sealed class NonSuccessBranches(CallerIndex callers, SessionSinks sinks, ExceptionPrinters printers)
{
    private readonly DroppedAnswers _dropped = new(callers);

    public IEnumerable<FailureFinding> Find(CallFrame frame, ResultFlow result, CancellationToken cancellationToken)
    {
        // A member of some business that first gets itself a token answers for that business.
        if (CallSubjects.Of(frame) == CallSubject.Token && !FailureVocabulary.IsAboutSession(frame.Body.Member.Name))
        {
            yield break;
        }

        var branches = FailureBranches.Of(frame.Call, frame.Body, result).ToList();

        // One look at the answer that tells a caller is enough: the other tests are details of it.
        foreach (var branch in branches)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!branch.Test.HasReason || OutermostHandlers.Contains(branch.Choice, frame.Body) || branch.Parts.SelectMany(StatementOrder.Within).Any(at => sinks.Ends(at, cancellationToken)))
            {
                continue;
            }

            var finding = branch.Test.IsRejection ? OfRejection(branch, frame)
                : branch.Choice.Syntax is Microsoft.CodeAnalysis.CSharp.Syntax.ConditionalExpressionSyntax ? OfExpression(branch, frame, result)
                : OfStatement(branch, frame, result, cancellationToken);
            if (finding is not null)
            {
                yield return finding;
                yield break;
            }
        }
    }

    private FailureFinding? OfStatement(FailureBranch branch, CallFrame frame, ResultFlow result, CancellationToken cancellationToken)
    {
        var outcome = HandlerOutcome.Of(new FailedPlace(branch.Parts, branch.Choice, branch.Choice, frame.Call, null), result, printers, cancellationToken);
        if (!outcome.Swallows || IsAnswerHandedOn(branch, frame, result))
        {
            return null;
        }

        // False is a meagre answer, but an answer, as long as somebody looks at it. Null in the place of a token is one only where a log
        // holds the reason, the name promises no more, or the member ends that way in any case.
        var isMeagre = (outcome.Detail == "returns false" && !_dropped.Any(frame.Body.Member, cancellationToken))
            || (outcome.Detail is "returns null" or "returns an empty value" or "returns default"
                && (outcome.IsLogged || !branch.IsExplicit || frame.Body.Member.Name.StartsWith("Try", StringComparison.Ordinal)));
        var isDoubtful = isMeagre || outcome.IsDoubtful || CallSubjects.Of(frame) != CallSubject.Refresh;
        return new FailureFinding(
            FailureKind.Swallowed, branch.Choice.Syntax, outcome.Detail, isDoubtful,
            MustStay: outcome.HasOtherWay, HoldsOnFailure: branch.Test.Sign < 0);
    }

    /// <summary>A token that is definitely dead is passed over: the member answers nothing, and returns as if it had renewed it.</summary>
    private static FailureFinding? OfRejection(FailureBranch branch, CallFrame frame) =>
        branch.IsExplicit && branch.Test.Sign < 0 && SwallowingHandlers.AnswersNothing(frame.Body.Member)
        && branch.Parts.Any(StatementOrder.LeavesFunction) && SwallowingHandlers.SaysNothing(branch.Parts)
            ? new FailureFinding(FailureKind.Swallowed, branch.Choice.Syntax, "returns as if it had succeeded", Doubtful: CallSubjects.Of(frame) != CallSubject.Refresh, HoldsOnFailure: true)
            : null;

    /// <summary><c>answer.IsSuccess ? new Token(answer) : null</c>, where the answer itself goes no further.</summary>
    private static FailureFinding? OfExpression(FailureBranch branch, CallFrame frame, ResultFlow result)
    {
        var failed = branch.Parts[0];
        return EmptyValues.IsEmpty(failed) && !IsAnswerHandedOn(branch, frame, result) && IsReturned(branch.Choice, frame.Body)
            ? new FailureFinding(FailureKind.Swallowed, branch.Choice.Syntax, "becomes " + EmptyValues.Describe(failed), Doubtful: CallSubjects.Of(frame) != CallSubject.Refresh, HoldsOnFailure: branch.Test.Sign < 0)
            : null;
    }

    /// <summary>Whether the answer, or the reason in it, is passed on as a whole, tested for an error and thrown, or kept: then somebody else can tell.</summary>
    private static bool IsAnswerHandedOn(FailureBranch branch, CallFrame frame, ResultFlow result)
    {
        foreach (var at in frame.Body.Operations)
        {
            if (at is IThrowOperation && StatementOrder.MayFollow(frame.Call, at) && !IsBehind(at, branch) && IsUnderTestOf(at, result))
            {
                return true;
            }

            if (at is IPropertyReferenceOperation property && FailureVocabulary.SaysFailure(property.Property.Name) && result.Holds(property.Instance) && !branch.Choice.Condition.Contains(at) && !CaughtExceptionUses.IsLogged(at))
            {
                return true;
            }

            if (at is IReturnOperation { ReturnedValue: { } value } && value.Unwrap() is ILocalReferenceOperation returned && result.Holds(returned) && CarriesReason(returned.Type))
            {
                return true;
            }
        }

        return false;
    }

    // The failed answer has left the member before it comes to this throw.
    private static bool IsBehind(IOperation thrown, FailureBranch branch) =>
        branch.IsExplicit && thrown.Syntax.SpanStart > branch.Choice.Syntax.Span.End
        && branch.Failed is { } failed && StatementOrder.LeavesFunction(failed);

    private static bool IsUnderTestOf(IOperation thrown, ResultFlow result)
    {
        for (var at = thrown.Parent; at is not null; at = at.Parent)
        {
            if (at is IConditionalOperation choice && StatementOrder.Within(choice.Condition).Any(result.Holds))
            {
                return true;
            }
        }

        return false;
    }

    private static bool CarriesReason(ITypeSymbol? type)
    {
        for (; type is not null and not { SpecialType: SpecialType.System_Object }; type = type.BaseType)
        {
            if (type.GetMembers().Any(member => member is IPropertySymbol && (FailureVocabulary.SaysFailure(member.Name) || FailureVocabulary.Says(member.Name, "StatusCode", "IsSuccess", "Succeeded"))))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsReturned(IConditionalOperation choice, MemberBody body)
    {
        for (IOperation at = choice; at.Parent is { } parent; at = parent)
        {
            switch (parent)
            {
                case IReturnOperation:
                    return true;
                case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }:
                    return body.Operations.Any(other => other is IReturnOperation { ReturnedValue: { } value } && value.Unwrap() is ILocalReferenceOperation local && SymbolEqualityComparer.Default.Equals(local.Local, declarator.Symbol));
                case IConversionOperation or IParenthesizedOperation or IAwaitOperation:
                    continue;
                default:
                    return false;
            }
        }

        return false;
    }
}
