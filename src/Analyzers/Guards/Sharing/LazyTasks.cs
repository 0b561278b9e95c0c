using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Model;

namespace RefreshRace.Analyzers.Guards;

/// <summary>A <c>Lazy&lt;Task&gt;</c>, in a field or in a map by key, whose factory refreshes: one refresh for all who ask, and one failure for all where nothing removes it.</summary>
internal sealed class LazyTasks(GuardServices services)
{
    public static bool IsLazy(ITypeSymbol? type)
    {
        for (var at = type; at is not null; at = at.BaseType)
        {
            if (at.Name is "Lazy" or "AsyncLazy" or "JoinableLazy")
            {
                return true;
            }
        }

        return false;
    }

    /// <param name="chain">The chain whose outermost place is the creation of the lazy.</param>
    public GuardVerdict? Of(DelegateChain chain, IObjectCreationOperation lazy, CancellationToken cancellationToken)
    {
        if (lazy.Arguments.Any(argument => argument.Value.ConstantValue is { HasValue: true, Value: int and (0 or 1) } && argument.Value.Type?.Name == "LazyThreadSafetyMode" || argument.Value.ConstantValue is { HasValue: true, Value: false }))
        {
            return GuardVerdict.Flawed(GuardFlaw.NotAtomic, lazy, "the Lazy may run its factory more than once");
        }

        var (store, place) = StoreOf(lazy, chain.Body);
        if (store is IInvocationOperation { TargetMethod: { Name: "GetOrCreate" or "GetOrCreateAsync", ContainingType.Name: "CacheExtensions" } })
        {
            return GuardVerdict.Flawed(GuardFlaw.NotAtomic, store, "GetOrCreate may run its factory more than once");
        }

        var target = store is IInvocationOperation call ? call.Instance ?? (call.Arguments.Length > 0 ? call.Arguments[0].Value : null) : store;
        if (StateMembers.SymbolOf(target) is not { Kind: SymbolKind.Field or SymbolKind.Property or SymbolKind.Parameter } slot)
        {
            return null;
        }

        if (services.GuardLifetime.Of(target, chain.Body, chain.Query, cancellationToken) is { } type)
        {
            return GuardVerdict.Flawed(GuardFlaw.TooNarrow, place, type);
        }

        return !IsRemovedOnFailure(slot, lazy, cancellationToken) ? GuardVerdict.Flawed(GuardFlaw.FailureCached, place, $"in '{slot.Name}'")
            : chain.CallerToken() is { } token ? GuardVerdict.Flawed(GuardFlaw.CallerCancellation, place, token.Syntax.ToString())
            : store is IInvocationOperation keyed && ConstantKeys.IsWrong(keyed, chain) ? GuardVerdict.Flawed(GuardFlaw.KeyNotFromToken, place, slot.Name)
            : GuardVerdict.Held(place, slot.Name);
    }

    /// <summary>Where the lazy is kept: the <c>GetOrAdd</c> whose factory returns it, or the field it is assigned to; and the operation that puts it there.</summary>
    private static (IOperation? Store, IOperation Place) StoreOf(IOperation lazy, MemberBody body)
    {
        var at = lazy;
        for (var parent = at.Parent; parent is not null; (at, parent) = (parent, parent.Parent))
        {
            switch (parent)
            {
                case IArgumentOperation { Parent: IInvocationOperation call } when call.TargetMethod.Name is "GetOrAdd" or "AddOrUpdate" or "TryAdd" or "GetOrCreate" or "GetOrCreateAsync" or "TryUpdate" or "CompareExchange" or "Exchange":
                    return call.TargetMethod.ContainingType?.Name == "Interlocked" ? (call.Arguments[0].Value, call) : (call, call);
                case IAssignmentOperation { Target: ILocalReferenceOperation local }:
                    return KeptFrom(local.Local, body, lazy);
                case IAssignmentOperation assignment:
                    return (assignment.Target is IPropertyReferenceOperation { Arguments.Length: > 0, Instance: { } map } ? map : assignment.Target, assignment);
                case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }:
                    return KeptFrom(declarator.Symbol, body, lazy);
                case IFieldInitializerOperation { InitializedFields: { Length: > 0 } fields }:
                    return (FieldUse(fields[0], body), lazy);
                case IExpressionStatementOperation or ILocalFunctionOperation:
                    return (null, lazy);
            }
        }

        return (null, lazy);
    }

    private static (IOperation? Store, IOperation Place) KeptFrom(ILocalSymbol local, MemberBody body, IOperation lazy)
    {
        foreach (var operation in body.Root.DescendantsAndSelf())
        {
            if (operation is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, local) && reference.Parent is IArgumentOperation or IAssignmentOperation { Target: not ILocalReferenceOperation })
            {
                var (store, place) = StoreOf(reference, body);
                if (store is not null)
                {
                    return (store, place);
                }
            }
        }

        return (null, lazy);
    }

    private static IOperation? FieldUse(IFieldSymbol field, MemberBody body) =>
        body.Root.DescendantsAndSelf().FirstOrDefault(operation => operation is IFieldReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Field, field));

    /// <summary>Whether a faulted entry goes away: something removes or replaces it in a <c>finally</c>, a <c>catch</c>, a continuation, after a look at its outcome, or in another member.</summary>
    private bool IsRemovedOnFailure(ISymbol slot, IOperation lazy, CancellationToken cancellationToken)
    {
        var member = MemberSyntax(lazy);
        foreach (var use in services.State.Uses(slot, cancellationToken))
        {
            var removal = use.Parent switch
            {
                IInvocationOperation { TargetMethod.Name: "TryRemove" or "Remove" or "Clear" or "TryUpdate" or "AddOrUpdate" or "RemoveAsync" } call => call,
                IAssignmentOperation assignment when assignment.Target == use && !assignment.Syntax.Span.Contains(lazy.Syntax.Span) => assignment,
                IConversionOperation { Parent: IInvocationOperation { TargetMethod.Name: "Remove" or "TryRemove" } call } => call,
                IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "CompareExchange" or "Exchange" or "Remove" or "TryRemove" } call } => call,
                _ => (IOperation?)null,
            };
            if (removal is not null && (IsOnFailure(removal) || MemberSyntax(removal) != member))
            {
                return true;
            }
        }

        return false;
    }

    private static SyntaxNode? MemberSyntax(IOperation operation) => operation.Syntax.FirstAncestorOrSelf<Microsoft.CodeAnalysis.CSharp.Syntax.MemberDeclarationSyntax>();

    private static bool IsOnFailure(IOperation removal)
    {
        for (var (at, parent) = (removal, removal.Parent); parent is not null; (at, parent) = (parent, parent.Parent))
        {
            switch (parent)
            {
                case ICatchClauseOperation:
                case ITryOperation statement when statement.Finally == at:
                case IInvocationOperation { TargetMethod.Name: "ContinueWith" }:
                case IConditionalOperation choice when choice.Condition.DescendantsAndSelf().Any(operation => operation is IMemberReferenceOperation { Member.Name: "IsFaulted" or "IsCanceled" or "IsCompleted" or "IsCompletedSuccessfully" or "Status" or "Exception" or "IsValueCreated" }):
                    return true;
            }
        }

        return false;
    }
}
