using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;

namespace RefreshRace.Analyzers.Guards;

/// <summary>The locks that a called method takes for its caller, or gives back: what it acquires and does not release, and the other way round. The method may be one of the caller's own type, or of an object that the caller has: a gate, a coordinator.</summary>
internal sealed class HelperLocks(GuardServices services)
{
    private readonly ConcurrentDictionary<IMethodSymbol, ImmutableArray<LockStep>> _effects = new(SymbolEqualityComparer.Default);

    public ImmutableArray<LockStep> Of(IInvocationOperation call, CancellationToken cancellationToken)
    {
        var isOwn = call.Instance is null or IInstanceReferenceOperation;
        if (call.TargetMethod.DeclaringSyntaxReferences.IsEmpty || call.TargetMethod.MethodKind != MethodKind.Ordinary || !(isOwn || IsObjectWithALock(call)))
        {
            return ImmutableArray<LockStep>.Empty;
        }

        var method = isOwn ? call.TargetMethod.OriginalDefinition : services.Implementations.Of(call.TargetMethod) is { Length: 1 } only ? only[0] : null;
        if (method is null)
        {
            return ImmutableArray<LockStep>.Empty;
        }

        var effects = _effects.TryGetValue(method, out var known) ? known : _effects.GetOrAdd(method, Find(method, cancellationToken));
        return effects.IsEmpty ? effects : effects.Select(effect => effect with
        {
            Operation = call,
            Key = isOwn ? effect.Key : LockSteps.KeyOf(call.Instance) + "." + effect.Key,
            // A lock that belongs to an object is as wide as that object.
            Lock = isOwn || StateMembers.SymbolOf(effect.Lock) is { IsStatic: true } ? effect.Lock : call.Instance,
            IsByHelper = true,
            IsElsewhere = !isOwn,
            IsConditional = effect.Kind == LockStepKind.Acquire && LockSteps.IsBoolean(method.ReturnType),
        }).ToImmutableArray();
    }

    // What a method that answers with more than "taken" leaves held is held by its answer, and ends with that.
    private static bool IsObjectWithALock(IInvocationOperation call) =>
        StateMembers.SymbolOf(call.Instance) is not null && (call.TargetMethod.ReturnsVoid || LockSteps.IsBoolean(call.TargetMethod.ReturnType) || call.TargetMethod.ReturnType is INamedTypeSymbol { Arity: 0 } task && TaskUses.IsTask(task));

    private ImmutableArray<LockStep> Find(IMethodSymbol method, CancellationToken cancellationToken)
    {
        if (services.Scope.Bodies.Of(method, cancellationToken) is not { } body)
        {
            return ImmutableArray<LockStep>.Empty;
        }

        return EnclosingLocks.OwnOperations(body.Root).OfType<IInvocationOperation>().Select(LockSteps.Of).OfType<LockStep>()
            .Where(step => StateMembers.SymbolOf(step.Lock) is IFieldSymbol or IPropertySymbol && !services.IsThrottle(step.Lock!, body, cancellationToken))
            .GroupBy(step => step.Key)
            .Select(steps => Net(steps.ToList(), method))
            .OfType<LockStep>()
            .ToImmutableArray();
    }

    private static LockStep? Net(List<LockStep> steps, IMethodSymbol method)
    {
        var acquire = steps.FirstOrDefault(step => step.Kind == LockStepKind.Acquire);
        var releases = steps.Where(step => step.Kind == LockStepKind.Release).ToList();
        if (acquire is null || releases.Count == 0)
        {
            return steps[0];
        }

        // Who is told "no" after the wait has been looked at again already.
        return releases.All(release => IsGivenBack(release.Operation)) ? acquire with { Waits = acquire.Waits && !LockSteps.IsBoolean(method.ReturnType) } : null;
    }

    // if (_busy) { _lock.Release(); return false; }: the caller goes without the lock.
    private static bool IsGivenBack(IOperation release)
    {
        var statement = release;
        while (statement.Parent is not null and not IBlockOperation)
        {
            statement = statement.Parent;
        }

        return statement.Parent is IBlockOperation block && block.Operations.SkipWhile(other => other != statement).Skip(1)
            .Any(next => next is IReturnOperation { ReturnedValue.ConstantValue: { HasValue: true, Value: false } } or IExpressionStatementOperation { Operation: IThrowOperation } or IThrowOperation);
    }
}
