using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Model;

namespace RefreshRace.Analyzers.Guards;

/// <summary>
/// A mark that says "a refresh is in flight": a flag, a completion source, a session key, the time at which the last one began. Set by one atomic operation, or under a lock together with its test, it is a guard;
/// tested and then set it is not atomic (RR0006); reset on success only, it stays after a failure (RR0007).
/// </summary>
internal sealed class InFlightFlags(GuardServices services)
{
    private static readonly string[] ProgressWords = ["refreshing", "renewing", "inprogress", "progress", "inflight", "flight", "pending", "busy", "running", "working", "lock", "claim"];

    private static readonly string[] AtomicNames = ["TryAdd", "LockTake", "LockTakeAsync", "TryUpdate", "StringSetIfNotExists", "TryAcquire", "TryAcquireAsync"];

    public GuardVerdict? Of(DelegateChain chain, CancellationToken cancellationToken)
    {
        var place = chain.Place;
        var function = FunctionFlow.FunctionAround(place) ?? chain.Body.Root;
        foreach (var test in TestsBefore(place, function))
        {
            if (services.HolderOnlyFlags.IsTestOf(test, chain.Body, cancellationToken))
            {
                continue;
            }

            if (AtomicIn(test, function) is { } atomic)
            {
                return Judge(chain, atomic, isAtomic: true, cancellationToken);
            }

            foreach (var set in SetsBetween(test, place, function))
            {
                var isAtomic = AreUnderOneLock(test, set, chain.Body, cancellationToken);
                return Judge(chain, set, isAtomic, cancellationToken);
            }
        }

        return null;
    }

    private GuardVerdict Judge(DelegateChain chain, IOperation set, bool isAtomic, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var name = NameOf(set);
        var resets = chain.Body.Root.DescendantsAndSelf().Where(operation => operation != set && operation.Syntax.SpanStart > set.Syntax.SpanStart && Resets(operation, set)).ToList();
        if (resets.Count > 0 && !resets.Any(reset => IsOnFailure(reset, chain.Place)) && IsValueType(set))
        {
            return GuardVerdict.Flawed(GuardFlaw.FailureCached, set, $"'{name}' is reset on success only");
        }

        return !isAtomic ? GuardVerdict.Flawed(GuardFlaw.NotAtomic, set, name)
            : IsAwaited(MarkOf(set)?.Type) && chain.CallerToken() is { } token
                ? GuardVerdict.Flawed(GuardFlaw.CallerCancellation, set, token.Syntax.ToString())
            : GuardVerdict.Held(set, name);
    }

    // A mark that is a task is what the others wait for: if the first caller gives up, so do they all.
    private static bool IsAwaited(ITypeSymbol? mark) => mark is { Name: "Task" or "TaskCompletionSource" };

    // What an operation marks, by an assignment or by an atomic exchange; null where a key of a store is the mark.
    private static IOperation? MarkOf(IOperation set) => set switch
    {
        ISimpleAssignmentOperation assignment => assignment.Target,
        IInvocationOperation { TargetMethod.ContainingType.Name: "Interlocked", Arguments: { Length: > 0 } arguments } =>
            arguments[0].Value,
        _ => null,
    };

    // Conditions that can keep the place from running: it stands in one of their branches, or they leave or wait first.
    private static IEnumerable<IOperation> TestsBefore(IOperation place, IOperation function)
    {
        foreach (var operation in EnclosingLocks.OwnOperations(function))
        {
            if (operation.Syntax.SpanStart >= place.Syntax.SpanStart)
            {
                continue;
            }

            switch (operation)
            {
                case IConditionalOperation choice when Holds(choice.WhenTrue, place) || Holds(choice.WhenFalse, place) || (Leaves(choice.WhenTrue) && !Holds(choice, place)):
                    yield return choice.Condition;
                    break;
                case IWhileLoopOperation { Condition: { } condition } loop when !Holds(loop.Body, place) || !loop.ConditionIsTop:
                    yield return condition;
                    break;
            }
        }
    }

    private static bool Holds(IOperation? branch, IOperation place) => branch is not null && branch.Syntax.Span.Contains(place.Syntax.Span);

    private static bool Leaves(IOperation? branch) => branch?.DescendantsAndSelf().Any(operation => operation is IReturnOperation or IThrowOperation or IBranchOperation) ?? false;

    private static IInvocationOperation? AtomicIn(IOperation test, IOperation function) =>
        Conditions.Expand(test, function).OfType<IInvocationOperation>().FirstOrDefault(call =>
            call.TargetMethod.ContainingType?.Name == "Interlocked" && call.TargetMethod.Name is "CompareExchange" or "Exchange" or "Or" or "Increment" or "Decrement" && call.Arguments[0].Value is not ILocalReferenceOperation
            || AtomicNames.Contains(call.TargetMethod.Name) && call.Instance is not null && call.TargetMethod.ContainingType?.Name is "ConcurrentDictionary" or "IDatabase" or "IDatabaseAsync" or "ConcurrentHashSet" or "ConcurrentSet"
            || call.TargetMethod.Name is "StringSet" or "StringSetAsync" && call.Arguments.Any(argument => argument.Value.Unwrap() is IFieldReferenceOperation { Field.Name: "NotExists" }));

    // The operation that sets the mark, in a block that holds the place, after the test.
    private IEnumerable<IOperation> SetsBetween(IOperation test, IOperation place, IOperation function)
    {
        var shown = Conditions.Expand(test, function).ToList();
        foreach (var operation in EnclosingLocks.OwnOperations(function))
        {
            if (operation.Syntax.SpanStart <= test.Syntax.SpanStart || operation.Syntax.Span.End > place.Syntax.SpanStart || !IsOnTheWay(operation, place))
            {
                continue;
            }

            switch (operation)
            {
                case ISimpleAssignmentOperation { Target: IFieldReferenceOperation or IPropertyReferenceOperation { Arguments.Length: 0 } } assignment
                    when (IsMark(assignment.Target) && IsSet(assignment.Value) && shown.Any(part => IsSame(part, assignment.Target))) || RefreshTimestamps.IsOne(assignment, shown, function):
                    yield return assignment;
                    break;
                case IInvocationOperation { Instance: { } store } call when IsKeySet(call) && shown.Any(part => part is IInvocationOperation get && ReadsKey(get, call, store)):
                    yield return call;
                    break;
                case IInvocationOperation { Instance: null, TargetMethod.IsExtensionMethod: true } call when IsKeySet(call) && shown.Any(part => part is IInvocationOperation get && ReadsKey(get, call, call.Arguments[0].Value)):
                    yield return call;
                    break;
            }
        }
    }

    // A statement of a block that also holds the place, so that it runs whenever the place does.
    private static bool IsOnTheWay(IOperation operation, IOperation place)
    {
        var at = operation;
        while (at.Parent is not null and not IBlockOperation)
        {
            at = at.Parent;
        }

        // A block of its own for the lock that sets the mark does not make it conditional.
        var block = at.Parent;
        while (block?.Parent is ILockOperation or ITryOperation or IBlockOperation && !block.Syntax.Span.Contains(place.Syntax.Span))
        {
            block = block.Parent;
        }

        return block is not null && block.Syntax.Span.Contains(place.Syntax.Span);
    }

    private bool AreUnderOneLock(IOperation test, IOperation set, MemberBody body, CancellationToken cancellationToken)
    {
        var atSet = services.EnclosingLocks.At(set, body, cancellationToken).Held;
        return atSet.Count > 0 && services.EnclosingLocks.At(test, body, cancellationToken).Held.Any(guard => atSet.Any(other => other.Acquire == guard.Acquire));
    }

    private bool IsMark(IOperation target)
    {
        var type = target.Type;
        if (type is null || StateMembers.SymbolOf(target) is not { } symbol || ValueSources.RootOf(target) is ILocalReferenceOperation or IParameterReferenceOperation)
        {
            return false;
        }

        return type switch
        {
            _ when IsAwaited(type) => true,
            { SpecialType: SpecialType.System_Boolean } => IsNamedForProgress(symbol.Name) || IsCleared(symbol),
            // A number that counts attempts is no mark.
            { SpecialType: SpecialType.System_Int32 or SpecialType.System_Int64 } => IsNamedForProgress(symbol.Name),
            _ => false,
        };
    }

    private bool IsCleared(ISymbol symbol) => services.State.Uses(symbol, default).Any(use => use.Parent is IAssignmentOperation assignment && assignment.Target == use && !IsSet(assignment.Value));

    private static bool IsNamedForProgress(string name) => ProgressWords.Any(word => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0);

    /// <summary>Whether a mark is given the value that says "no refresh is in flight".</summary>
    public static bool IsLowered(IOperation value) =>
        value.ConstantValue is { HasValue: true, Value: false or 0 or 0L or null } || value.Unwrap() is IDefaultValueOperation;

    private static bool IsSet(IOperation value) => !IsLowered(value);

    private static bool IsSame(IOperation part, IOperation target) =>
        part is IMemberReferenceOperation && StateMembers.SymbolOf(target) is { } symbol && SymbolEqualityComparer.Default.Equals(StateMembers.SymbolOf(part), symbol);

    private static bool IsKeySet(IInvocationOperation call) => call.TargetMethod.Name is "Set" or "SetString" or "SetInt32" or "SetAsync" or "SetStringAsync" or "StringSet" or "StringSetAsync" or "Add" or "Create";

    private static bool ReadsKey(IInvocationOperation get, IInvocationOperation set, IOperation store)
    {
        if (!(get.TargetMethod.Name.StartsWith("Get", StringComparison.Ordinal) || get.TargetMethod.Name.StartsWith("TryGet", StringComparison.Ordinal) || get.TargetMethod.Name is "Contains" or "ContainsKey" or "StringGet" or "StringGetAsync" or "KeyExists" or "KeyExistsAsync"))
        {
            return false;
        }

        var getStore = get.Instance ?? (get.Arguments.Length > 0 ? get.Arguments[0].Value : null);
        return getStore is not null
            && SymbolEqualityComparer.Default.Equals(StateMembers.SymbolOf(Innermost(getStore)), StateMembers.SymbolOf(Innermost(store)))
            && KeyIn(get) is { } read && KeyIn(set) is { } written && IsSameValue(read, written) && IsKeyNamedForProgress(written);
    }

    // session.Keys and session are the same store.
    private static IOperation Innermost(IOperation store)
    {
        while (store.Unwrap() is IPropertyReferenceOperation { Property.Name: "Keys" or "Session", Instance: { } instance })
        {
            store = instance;
        }

        return store.Unwrap();
    }

    private static IOperation? KeyIn(IInvocationOperation call) =>
        call.Arguments.Select(argument => argument.Value).FirstOrDefault(value => value.Type?.SpecialType == SpecialType.System_String || value.Type?.Name == "RedisKey")?.Unwrap();

    private static bool IsSameValue(IOperation left, IOperation right) =>
        StateMembers.SymbolOf(left) is { } symbol ? SymbolEqualityComparer.Default.Equals(symbol, StateMembers.SymbolOf(right)) : left.ConstantValue is { HasValue: true, Value: { } constant } && right.ConstantValue.HasValue && constant.Equals(right.ConstantValue.Value);

    // A key under which tokens are cached is read and written too; a mark says what it marks.
    private static bool IsKeyNamedForProgress(IOperation key)
    {
        var root = key;
        while (root.Parent is not null)
        {
            root = root.Parent;
        }

        return Conditions.Expand(key, root).Any(part => part.ConstantValue is { HasValue: true, Value: string text } && IsNamedForProgress(text))
            || StateMembers.SymbolOf(key) is { } symbol && IsNamedForProgress(symbol.Name);
    }

    private static bool Resets(IOperation operation, IOperation set) => (operation, set) switch
    {
        (ISimpleAssignmentOperation reset, ISimpleAssignmentOperation mark) => !IsSet(reset.Value) && IsSame(reset.Target, mark.Target),
        (IInvocationOperation reset, ISimpleAssignmentOperation mark) => reset.TargetMethod.ContainingType?.Name is "Interlocked" or "Volatile" && reset.Arguments.Length > 0 && IsSame(reset.Arguments[0].Value, mark.Target),
        (ISimpleAssignmentOperation reset, IInvocationOperation { TargetMethod.ContainingType.Name: "Interlocked" } mark) => IsSame(reset.Target, mark.Arguments[0].Value),
        (IInvocationOperation reset, IInvocationOperation { TargetMethod.ContainingType.Name: "Interlocked" } mark) =>
            reset.TargetMethod.ContainingType?.Name is "Interlocked" or "Volatile" && reset.Arguments.Length > 0 && IsSame(reset.Arguments[0].Value, mark.Arguments[0].Value),
        (IInvocationOperation reset, IInvocationOperation mark) => reset.TargetMethod.Name is "Remove" or "RemoveAsync" or "TryRemove" or "KeyDelete" or "KeyDeleteAsync" or "LockRelease" or "LockReleaseAsync" && KeyIn(reset) is { } key && KeyIn(mark) is { } marked && IsSameValue(key, marked),
        _ => false,
    };

    private static bool IsOnFailure(IOperation reset, IOperation place)
    {
        for (var (at, parent) = (reset, reset.Parent); parent is not null; (at, parent) = (parent, parent.Parent))
        {
            if (parent is ICatchClauseOperation || parent is ITryOperation statement && statement.Finally == at || parent is IUsingOperation)
            {
                return true;
            }
        }

        // try { refresh } catch { log } reset: nothing escapes, so the reset is reached.
        for (var (at, parent) = (place, place.Parent); parent is not null; (at, parent) = (parent, parent.Parent))
        {
            if (parent is ITryOperation statement && statement.Body == at && !statement.Catches.IsEmpty && reset.Syntax.SpanStart > statement.Syntax.Span.End
                && statement.Catches.All(clause => !clause.Handler.DescendantsAndSelf().Any(operation => operation is IThrowOperation or IReturnOperation)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsValueType(IOperation set) => set is not ISimpleAssignmentOperation { Target.Type: { IsReferenceType: true } };

    private static string NameOf(IOperation set) => MarkOf(set) is { } mark ? LockSteps.KeyOf(mark).Replace("ref ", "")
        : set is IInvocationOperation call ? LockSteps.KeyOf(KeyIn(call) ?? call.Instance)
        : "";
}
