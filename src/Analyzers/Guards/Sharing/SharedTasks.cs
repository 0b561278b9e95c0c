using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Model;

namespace RefreshRace.Analyzers.Guards;

/// <summary>
/// A refresh whose task is kept in a field for others to await: <c>_inFlight ??= RefreshAsync()</c>. Chosen under a lock it is a guard,
/// without one it is not atomic.
/// </summary>
internal sealed class SharedTasks(GuardServices services)
{
    public GuardVerdict? Of(DelegateChain chain, List<HeldGuard> held, CancellationToken cancellationToken)
    {
        var place = chain.Place;
        if (!TaskUses.IsTask(place.Type) || Storage(place, chain.Body) is not { } assignment)
        {
            return null;
        }

        var target = assignment.Target is IPropertyReferenceOperation { Arguments.Length: > 0, Instance: { } map } ? map : assignment.Target;
        if (StateMembers.SymbolOf(target) is not { Kind: SymbolKind.Field or SymbolKind.Property } slot)
        {
            return null;
        }

        var function = FunctionFlow.FunctionAround(place) ?? chain.Body.Root;
        var tests = TestsOf(slot, function, place, assignment).ToList();
        if (tests.Count == 0)
        {
            return null;
        }

        var detail = slot.Name;
        if (held.Count == 0)
        {
            return GuardVerdict.Flawed(GuardFlaw.NotAtomic, assignment, detail);
        }

        if (services.GuardLifetime.Of(held[0].Lock, chain.Body, chain.Query, cancellationToken) is { } type)
        {
            return GuardVerdict.Flawed(GuardFlaw.TooNarrow, held[0].Acquire, type);
        }

        return !IsRenewed(slot, tests, cancellationToken) ? GuardVerdict.Flawed(GuardFlaw.FailureCached, assignment, $"'{detail}' is never cleared")
            : chain.CallerToken() is { } token ? GuardVerdict.Flawed(GuardFlaw.CallerCancellation, assignment, token.Syntax.ToString())
            : GuardVerdict.Held(held[0].Acquire, detail);
    }

    /// <summary>The assignment that keeps the call's task: directly, or through a local.</summary>
    private static IAssignmentOperation? Storage(IOperation call, MemberBody body)
    {
        var expression = TaskUses.TaskExpression(call);
        while (expression.Parent is ICoalesceOperation or IConditionalOperation { Type: not null } or ISimpleAssignmentOperation { Target: ILocalReferenceOperation, Parent: IAssignmentOperation })
        {
            expression = expression.Parent;
        }

        switch (expression.Parent)
        {
            case IAssignmentOperation { Target: IFieldReferenceOperation or IPropertyReferenceOperation } assignment when assignment.Value == expression:
                return assignment;
            case IAssignmentOperation { Target: ILocalReferenceOperation local }:
                return KeptFrom(local.Local, body);
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }:
                return KeptFrom(declarator.Symbol, body);
            default:
                return null;
        }
    }

    private static IAssignmentOperation? KeptFrom(ILocalSymbol local, MemberBody body) =>
        TaskUses.IsTask(local.Type)
            ? body.Root.DescendantsAndSelf().OfType<IAssignmentOperation>().FirstOrDefault(assignment =>
                assignment.Target is IFieldReferenceOperation or IPropertyReferenceOperation
                && TaskUses.IsTask(assignment.Target.Type)
                && assignment.Value.Unwrap() is ILocalReferenceOperation value && SymbolEqualityComparer.Default.Equals(value.Local, local))
            : null;

    // What asks, before the refresh starts, whether one is in flight: a null test, IsCompleted, ??=, a look into the map.
    private static IEnumerable<IOperation> TestsOf(ISymbol slot, IOperation function, IOperation place, IAssignmentOperation assignment)
    {
        if (assignment is ICoalesceAssignmentOperation)
        {
            yield return assignment;
        }

        foreach (var operation in EnclosingLocks.OwnOperations(function))
        {
            var condition = operation switch
            {
                IConditionalOperation choice => choice.Condition,
                IWhileLoopOperation loop => loop.Condition,
                ICoalesceOperation coalesce => coalesce.Value,
                IIsPatternOperation pattern => pattern,
                _ => null,
            };
            if (condition is not null && condition.Syntax.SpanStart < place.Syntax.SpanStart && Conditions.Shows(condition, slot, function))
            {
                yield return condition;
            }
        }
    }

    /// <summary>Whether a task that failed is replaced: the field is cleared somewhere, or the test asks for more than its presence.</summary>
    private bool IsRenewed(ISymbol slot, List<IOperation> tests, CancellationToken cancellationToken)
    {
        static bool AsksForOutcome(IOperation test) => test is not IAssignmentOperation && test.DescendantsAndSelf().Any(operation =>
            operation is IMemberReferenceOperation { Member.Name: "IsCompleted" or "IsFaulted" or "IsCanceled" or "Status" or "IsCompletedSuccessfully" or "Exception" } or IInvocationOperation);
        return tests.Any(AsksForOutcome)
            || services.State.Uses(slot, cancellationToken).Any(use => IsCleared(use) || use.Parent is IArgumentOperation { Parameter.RefKind: RefKind.Ref } || AsksForOutcome(use.Parent ?? use));
    }

    private static bool IsCleared(IOperation use) =>
        use.Parent is IAssignmentOperation assignment && assignment.Target == use && (assignment.Value.ConstantValue is { HasValue: true, Value: null } || assignment.Value.Unwrap() is IDefaultValueOperation);
}
