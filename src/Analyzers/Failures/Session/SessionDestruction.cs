using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Knowledge;
using RefreshRace.Analyzers.Model;

namespace RefreshRace.Analyzers.Failures;

/// <summary>RR0010: the session is destroyed on any failure, though the loser of a race fails as well, and though being offline is no reason to sign anybody out.</summary>
internal sealed class SessionDestruction(SessionSinks sinks)
{
    private const string Detail = "destroys the session";

    /// <param name="branches">What was found in branches on the answer: what a failure leaves unset is tested behind the try, and one session that ends there is told once.</param>
    public IEnumerable<FailureFinding> InCatches(CallFrame frame, FailurePath path, IReadOnlyList<FailureFinding> branches, CancellationToken cancellationToken)
    {
        if (path.Tries.Count == 0 || !FailurePath.ArrivesAsException(frame))
        {
            yield break;
        }

        foreach (var attempt in path.Tries)
        {
            foreach (var clause in attempt.Catches)
            {
                if (CatchBreadths.TakesMoreThanRejections(clause)
                    && FindEnd(FailureArrival.Of(attempt, clause, frame.Call, frame.Body), frame, null, cancellationToken) is { } end
                    && !branches.Any(branch => branch.Place.Span.Contains(end.Syntax.Span))
                    && (branches.Count == 0 || clause.Syntax.Span.Contains(end.Syntax.Span)))
                {
                    var isDoubtful = CatchBreadths.Of(clause) == CatchBreadth.Request || CallSubjects.Of(frame) != CallSubject.Refresh;
                    yield return new FailureFinding(FailureKind.SessionDestroyed, clause.Syntax, Detail, Doubtful: isDoubtful);
                }
            }
        }
    }

    public IEnumerable<FailureFinding> InBranches(CallFrame frame, ResultFlow result, CancellationToken cancellationToken)
    {
        var branches = FailureBranches.Of(frame.Call, frame.Body, result).ToList();
        foreach (var branch in branches)
        {
            if (branch.Test.IsRejection || SucceededBefore(branch, branches, frame, result))
            {
                continue;
            }

            var parts = branch.Parts.IsEmpty && branch.SuccessMayLeave ? UnaskedAfter(branch.Choice, result) : branch.Parts;
            var end = FindEnd(parts, frame, result, cancellationToken) ?? FindEnd(branch.Behind, frame, result, cancellationToken);
            if (end is not null)
            {
                // The test of the answer may sit inside another branch on it; one report is enough.
                var place = branch.Choice.Syntax is Microsoft.CodeAnalysis.CSharp.Syntax.IfStatementSyntax ? branch.Choice.Syntax : end.Syntax;
                var isDoubtful = !IsCertain(branch, frame) || !IsAboutRefresh(frame);
                yield return new FailureFinding(FailureKind.SessionDestroyed, place, Detail, Doubtful: isDoubtful);
                yield break;
            }
        }
    }

    // What looks at the answer once more behind the branch makes a distinction of its own, and is another branch.
    private static IEnumerable<IOperation> UnaskedAfter(IOperation choice, ResultFlow result) =>
        StatementOrder.After(choice)
            .Where(at => at is not IConditionalOperation { Condition: var asked } || !StatementOrder.Within(asked).Any(result.Holds));

    // What only falls past the success: a null there is a failure where failures do not come as exceptions; false always is.
    private static bool IsCertain(FailureBranch branch, CallFrame frame) =>
        branch.IsExplicit
        || (branch.IsFailureAlone || branch.SuccessMayLeave)
            && (branch.Test.HasReason || FailurePath.GivesBoolean(frame.Call.Type) || !FailurePath.ArrivesAsException(frame));

    // A member whose name speaks of a token alone may fail for other reasons; but what it hands on as it is, is the outcome of the refresh.
    private static bool IsAboutRefresh(CallFrame frame) => CallSubjects.Of(frame) switch
    {
        CallSubject.Refresh => true,
        CallSubject.Token => frame.Callee is { } callee && callee.Call.Whole().Parent is IReturnOperation && IsAboutRefresh(callee),
        _ => false,
    };

    /// <summary>Whether a test for a missing payload follows one that has already sorted out the failed answers: the exchange succeeded, the old token is consumed, and there is nothing left to keep.</summary>
    private static bool SucceededBefore(FailureBranch branch, IReadOnlyList<FailureBranch> branches, CallFrame frame, ResultFlow result)
    {
        if (branch.Test.HasReason || branch.Choice.Parent is not IBlockOperation block)
        {
            return false;
        }

        return branches.Any(other => other.Test is { HasReason: true, IsRejection: false } && (other.Test.Sign > 0
                ? other.Choice.WhenTrue.Contains(branch.Choice)
                : other.Choice.WhenFalse?.Contains(branch.Choice) == true || (other.Choice.Parent == block && other.Choice.Syntax.SpanStart < branch.Choice.Syntax.SpanStart && StatementOrder.LeavesBlock(other.Choice.WhenTrue))))
            || frame.Body.Operations.Any(at => at is IInvocationOperation { TargetMethod.Name: "EnsureSuccessStatusCode" } ensured && result.Holds(ensured.Instance) && ensured.Syntax.SpanStart < branch.Choice.Syntax.SpanStart && StatementOrder.MayFollow(ensured, branch.Choice));
    }

    /// <summary>The operation that destroys the session with neither a look at the store nor a test for a definite rejection before it.</summary>
    private IOperation? FindEnd(IEnumerable<IOperation> parts, CallFrame frame, ResultFlow? result, CancellationToken cancellationToken)
    {
        foreach (var at in parts.SelectMany(StatementOrder.Within))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (sinks.Ends(at, cancellationToken) && !LeavesTheToken(at, frame))
            {
                return parts.Any(part => LooksFirst(part, at, result)) ? null : at;
            }
        }

        return null;
    }

    // _answer = null, where the next refresh presents what _refreshToken still holds: a cached answer is forgotten, and no session ends.
    private static bool LeavesTheToken(IOperation end, CallFrame frame)
    {
        if (frame.Tokens.IsDefaultOrEmpty || end is not ISimpleAssignmentOperation { Target: var target } || StateMembers.OwnMember(target) is not { } forgotten)
        {
            return false;
        }

        var reads = ValueSources.Of(frame.Tokens, frame.Body).Reads;
        return !reads.IsEmpty && reads.All(read => IsKept(read) && !SymbolEqualityComparer.Default.Equals(StateMembers.SymbolOf(read), forgotten));
    }

    // A text in a field or in a property that can be set; what a computed property gives may be read off what is forgotten.
    private static bool IsKept(IOperation read) => read.Unwrap() is IMemberReferenceOperation { Instance: IInstanceReferenceOperation, Type.SpecialType: SpecialType.System_String, Member: IFieldSymbol or IPropertySymbol { SetMethod: not null } };

    private static bool LooksFirst(IOperation part, IOperation end, ResultFlow? result)
    {
        foreach (var at in StatementOrder.Within(part))
        {
            if (at is IConditionalOperation choice && choice.Syntax.SpanStart < end.Syntax.SpanStart && (choice.Contains(end) || StatementOrder.LeavesBlock(choice.WhenTrue))
                && (CatchBreadths.TestsForRejection(choice.Condition) || IsLookAtState(choice.Condition, part) || AsksAboutFailure(choice, end, result)))
            {
                return true;
            }

            if (at is ISwitchOperation section && section.Contains(end))
            {
                return true;
            }
        }

        return false;
    }

    // Some question about the failure was asked; what it means is not known here. That an answer is unauthorized is not enough, for so is the loser's.
    private static bool AsksAboutFailure(IConditionalOperation choice, IOperation end, ResultFlow? result) =>
        StatementOrder.Within(choice.Condition).Any(test => test switch
        {
            ILocalReferenceOperation { Type: { } type } => IsException(type),
            IInvocationOperation call => result is not null && choice.WhenTrue.Contains(end) && call.Arguments.Any(argument => result.Holds(argument.Value)),
            _ => false,
        });

    private static bool IsException(ITypeSymbol type)
    {
        for (ITypeSymbol? at = type; at is not null; at = at.BaseType)
        {
            if (at.Name == "Exception")
            {
                return true;
            }
        }

        return false;
    }

    /// <summary><c>current.RefreshToken != refreshToken</c>: two values of tokens are compared, one of which was read again.</summary>
    private static bool IsLookAtState(IOperation condition, IOperation part)
    {
        foreach (var at in StatementOrder.Within(condition))
        {
            switch (at)
            {
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison when IsRead(comparison.LeftOperand) && IsRead(comparison.RightOperand):
                case IInvocationOperation { TargetMethod.Name: "Equals" or "SequenceEqual" or "FixedTimeEquals" or "Except" } call when call.Arguments.All(argument => argument.Value.ConstantValue is not { HasValue: true, Value: null }):
                    return true;
                case ILocalReferenceOperation local when part.Syntax.Span.Contains(local.Local.DeclaringSyntaxReferences.FirstOrDefault()?.Span ?? default) && StatementOrder.Within(part).Any(other => other is IVariableDeclaratorOperation declarator && SymbolEqualityComparer.Default.Equals(declarator.Symbol, local.Local) && declarator.GetVariableInitializer()?.Value.Unwrap() is IInvocationOperation read && FailureVocabulary.IsAboutSession(read.TargetMethod.Name + read.Instance?.Type?.Name)):
                    return true;
            }
        }

        return false;
    }

    private static bool IsRead(IOperation operand) => operand.Unwrap() is { ConstantValue.HasValue: false } and (ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation or IPropertyReferenceOperation or IInvocationOperation or IConditionalAccessOperation or IAwaitOperation);
}
