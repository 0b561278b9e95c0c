using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Model;

namespace RefreshRace.Analyzers.Failures;

/// <summary>
/// RR0010 without a sign-out: the called member turns a failure of the refresh into null, and this one stores what it got, untested, over
/// the
/// tokens that it presented.
/// </summary>
internal static class StoredFailures
{
    public static IEnumerable<FailureFinding> Find(CallFrame frame, ResultFlow result)
    {
        if (frame.Callee is { Callee: null } callee && !frame.Tokens.IsDefaultOrEmpty && !result.IsLost
            && StoreOverThePresented(frame, result) is { } store && !IsTested(frame.Body, result) && GivesNull(callee))
        {
            yield return new FailureFinding(FailureKind.SessionDestroyed, store.Syntax, "stores null over the session");
        }
    }

    private static ISimpleAssignmentOperation? StoreOverThePresented(CallFrame frame, ResultFlow result)
    {
        var stores = frame.Body.Operations.OfType<ISimpleAssignmentOperation>()
            .Where(store => store.Target is IMemberReferenceOperation && IsWhole(store.Value, result))
            .Where(store => StatementOrder.MayFollow(frame.Call, store))
            .ToList();
        if (stores.Count == 0)
        {
            return null;
        }

        var presented = ValueSources.Of(frame.Tokens, frame.Body).Reads;
        return stores.FirstOrDefault(store => HeldThePresented(store.Target, presented));
    }

    /// <summary>Whether some failure that is no definitive rejection makes the member return null.</summary>
    private static bool GivesNull(CallFrame callee)
    {
        var caught = from attempt in FailurePath.Of(callee.Call, callee.Body).Tries
                     from clause in attempt.Catches
                     where CatchBreadths.TakesMoreThanRejections(clause)
                     from part in FailureArrival.Of(attempt, clause, callee.Call, callee.Body)
                     select part;
        var refused = from branch in FailureBranches.Of(callee.Call, callee.Body, new ResultFlow(callee.Call, callee.Body))
                      where branch.IsFailureAlone && branch.Test is { HasReason: true, IsRejection: false }
                      from part in branch.Parts
                      select part;
        return caught.Concat(refused).SelectMany(StatementOrder.Within)
            .Any(at => at is IReturnOperation { ReturnedValue: { } value } && IsNull(value));
    }

    private static bool IsNull(IOperation value) =>
        value.Unwrap() is { ConstantValue: { HasValue: true, Value: null } } or IDefaultValueOperation { Type.IsReferenceType: true };

    // A member of what was given would have thrown for null.
    private static bool IsWhole(IOperation value, ResultFlow result) =>
        result.Holds(value)
        && value.Unwrap() is IAwaitOperation or ILocalReferenceOperation
            or IInvocationOperation { Instance: null or IInstanceReferenceOperation };

    /// <summary>Whether the presented token was read off what is stored to: of this member, or of a member of it.</summary>
    private static bool HeldThePresented(IOperation target, IEnumerable<IOperation> presented) =>
        target is IMemberReferenceOperation { Member: var member }
        && presented.SelectMany(Path).Any(at => SymbolEqualityComparer.Default.Equals(at.Member, member));

    private static IEnumerable<IMemberReferenceOperation> Path(IOperation read)
    {
        for (var at = read.Unwrap() as IMemberReferenceOperation; at is not null; at = at.Instance?.Unwrap() as IMemberReferenceOperation)
        {
            yield return at;
        }
    }

    private static bool IsTested(MemberBody body, ResultFlow result) => body.Operations.Any(at => at switch
    {
        IConditionalOperation choice => StatementOrder.Within(choice.Condition).Any(result.Holds),
        ICoalesceOperation either => result.Holds(either.Value),
        ISwitchOperation choice => result.Holds(choice.Value),
        ISwitchExpressionOperation choice => result.Holds(choice.Value),
        IThrowOperation => true,
        _ => false,
    });
}
