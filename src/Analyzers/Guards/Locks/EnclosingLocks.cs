using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;

namespace RefreshRace.Analyzers.Guards;

/// <summary>The locks that are certainly held where an operation runs, within the function that runs it.</summary>
internal sealed class EnclosingLocks(GuardServices services)
{
    private static readonly ConditionalWeakTable<IOperation, StrongBox<ImmutableArray<IOperation>>> s_own = new();

    private readonly ConcurrentDictionary<SyntaxNode, HeldLocks?> _held = new();

    /// <summary>The guards held at the operation, and those that were meant to be but are disposed of as tasks.</summary>
    public (List<HeldGuard> Held, List<HeldGuard> NeverTaken) At(IOperation operation, MemberBody body, CancellationToken cancellationToken)
    {
        var held = new List<HeldGuard>();
        var neverTaken = new List<HeldGuard>();
        foreach (var resource in ResourcesAround(operation))
        {
            if (resource is ILockOperation statement)
            {
                held.Add(new HeldGuard(statement, statement.LockedValue, LockSteps.KeyOf(statement.LockedValue), Waits: true, IsThreadAffine: true, Step: null));
            }
            else if (services.Releasers.Of(resource, body, cancellationToken) is { } found)
            {
                (found.IsTaken ? held : neverTaken).Add(found.Guard);
            }
        }

        if (HeldIn(FunctionFlow.FunctionAround(operation), body, cancellationToken) is { } locks)
        {
            foreach (var step in locks.At(operation))
            {
                var guard = new HeldGuard(step.Operation, step.Lock, step.Key.Split(':')[0], step.Waits, step.IsThreadAffine, step);
                if (step.Lock is null || !services.IsMadeHere(step.Lock, body, cancellationToken) && !services.IsThrottle(step.Lock, body, cancellationToken))
                {
                    (IsForgotten(step) ? neverTaken : held).Add(guard);
                }
            }
        }

        return (held, neverTaken);
    }

    /// <summary>The lock steps of the function around an operation, and where they hold; null where it has none or no graph.</summary>
    public HeldLocks? HeldIn(IOperation? function, MemberBody body, CancellationToken cancellationToken)
    {
        var key = (function ?? body.Root).Syntax;
        if (_held.TryGetValue(key, out var known))
        {
            return known;
        }

        var steps = StepsIn(function, body, cancellationToken).ToList();

        // What another object takes and this function never gives back is that object's own business: a throttle, a queue.
        steps.RemoveAll(step => step is { IsElsewhere: true, Kind: LockStepKind.Acquire } && !steps.Any(other => other.Kind == LockStepKind.Release && other.Key == step.Key));
        var flow = steps.Any(step => step.Kind == LockStepKind.Acquire) ? services.Flows.Of(function, body) : null;
        return _held.GetOrAdd(key, flow is null ? null : new HeldLocks(flow, steps));
    }

    private IEnumerable<LockStep> StepsIn(IOperation? function, MemberBody body, CancellationToken cancellationToken)
    {
        foreach (var operation in OwnOperations(function ?? body.Root))
        {
            if (operation is not IInvocationOperation call)
            {
                continue;
            }

            if (LockSteps.Of(call) is { } step)
            {
                yield return step;
            }
            else if (ReleaserLocal(call, cancellationToken) is { } local)
            {
                yield return new LockStep(LockStepKind.Acquire, call, local.Name, call.Instance);
            }
            else if (call is { TargetMethod.Name: "Dispose" or "DisposeAsync" or "Release", Instance: { } instance } && ValueSources.RootOf(instance) is ILocalReferenceOperation released)
            {
                yield return new LockStep(LockStepKind.Release, call, released.Local.Name, instance);
            }
            else
            {
                foreach (var effect in services.HelperLocks.Of(call, cancellationToken))
                {
                    yield return effect;
                }
            }
        }
    }

    // var releaser = await mutex.LockAsync(); try { … } finally { releaser.Dispose(); }
    private ILocalSymbol? ReleaserLocal(IInvocationOperation call, CancellationToken cancellationToken)
    {
        var local = call.Whole().Parent switch
        {
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Parent.Parent.Parent: not IUsingDeclarationOperation } declarator } when !IsUsing(declarator) => declarator.Symbol,
            ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } => target.Local,
            _ => null,
        };
        return local is not null && !TaskUses.IsTask(local.Type) && services.Releasers.IsReleaser(call, 0, cancellationToken) ? local : null;
    }

    private static bool IsUsing(IOperation declarator)
    {
        for (var at = declarator.Parent; at is not null and not IBlockOperation; at = at.Parent)
        {
            if (at is IUsingDeclarationOperation or IUsingOperation)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The operations that a function runs itself, without those of the functions declared in it.</summary>
    public static ImmutableArray<IOperation> OwnOperations(IOperation function) => s_own.GetValue(function, static root => new StrongBox<ImmutableArray<IOperation>>(Own(root).ToImmutableArray())).Value;

    private static IEnumerable<IOperation> Own(IOperation function)
    {
        var pending = new Stack<IOperation>(function.ChildOperations.Reverse());
        while (pending.Count > 0)
        {
            var operation = pending.Pop();
            if (operation is IAnonymousFunctionOperation or ILocalFunctionOperation)
            {
                continue;
            }

            yield return operation;
            foreach (var child in operation.ChildOperations.Reverse())
            {
                pending.Push(child);
            }
        }
    }

    // semaphore.WaitAsync(); as a statement, or thrown away: the wait goes on while the refresh runs.
    private static bool IsForgotten(LockStep step) =>
        TaskUses.IsTask(step.Operation.Type)
        && TaskUses.TaskExpression(step.Operation).Parent is IExpressionStatementOperation or ISimpleAssignmentOperation { Target: IDiscardOperation };

    private static IEnumerable<IOperation> ResourcesAround(IOperation operation)
    {
        for (var (at, parent) = (operation, operation.Parent); parent is not null and not (IAnonymousFunctionOperation or ILocalFunctionOperation); (at, parent) = (parent, parent.Parent))
        {
            switch (parent)
            {
                case ILockOperation statement when statement.Body == at:
                    yield return statement;
                    break;
                case IUsingOperation statement when statement.Body == at:
                    foreach (var resource in ValuesIn(statement.Resources))
                    {
                        yield return resource;
                    }

                    break;
                case IBlockOperation or ISwitchCaseOperation:
                    foreach (var sibling in parent.ChildOperations.TakeWhile(sibling => sibling != at).OfType<IUsingDeclarationOperation>())
                    {
                        foreach (var resource in ValuesIn(sibling.DeclarationGroup))
                        {
                            yield return resource;
                        }
                    }

                    break;
            }
        }
    }

    private static IEnumerable<IOperation> ValuesIn(IOperation resources) => resources switch
    {
        IVariableDeclarationGroupOperation group => group.Declarations.SelectMany(declaration => declaration.Declarators).Select(declarator => declarator.GetVariableInitializer()?.Value).OfType<IOperation>(),
        _ => [resources],
    };
}
