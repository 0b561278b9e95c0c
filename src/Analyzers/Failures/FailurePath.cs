using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Model;
using RefreshRace.Analyzers.Symbols;

namespace RefreshRace.Analyzers.Failures;

/// <summary>The way that an exception of a call takes through the member around it: the try statements it passes, from the inside out. A task fails where it is awaited, a lambda where it is handed over, a local function where it is called.</summary>
internal sealed class FailurePath
{
    // Places at which one failure can surface in one member: awaits of a stored task, calls of a local function. More are not followed.
    private const int MaxSurfaces = 16;

    private readonly MemberBody _body;
    private readonly HashSet<IOperation> _visited = new();
    private readonly List<ITryOperation> _tries = new();
    private bool _leaves;

    private FailurePath(MemberBody body) => _body = body;

    /// <summary>The try statements whose body the failure surfaces in, innermost first, up to the first that takes everything and does not throw.</summary>
    public IReadOnlyList<ITryOperation> Tries => _tries;

    /// <summary>Whether the failure can leave the member as an exception.</summary>
    public bool Leaves => _leaves;

    public static FailurePath Of(IOperation call, MemberBody body)
    {
        var path = new FailurePath(body);
        path.Follow(call, IsPending(call));
        return path;
    }

    /// <summary>Whether a failure reaches this frame's call as an exception: the called member does not take them all and turn them into a value. What deeper ones turn into values, that member may still throw for.</summary>
    /// <remarks>A flight hands on what the member that it runs lets out, and nothing else; and so does a member that returns what it is given.</remarks>
    public static bool ArrivesAsException(CallFrame frame) => frame.Callee is not { } callee || (Of(callee.Call, callee.Body).Leaves && (!(IsFlown(callee.Call) || IsReturned(callee.Call)) || ArrivesAsException(callee)));

    public static bool IsTask(ITypeSymbol? type) => type?.Name is "Task" or "ValueTask" or "ConfiguredTaskAwaitable" or "ConfiguredValueTaskAwaitable" or "UniTask" && type.ContainingNamespace is not null;

    /// <summary>What a task of the type gives; the type itself where it is no task.</summary>
    public static ITypeSymbol? ResultOf(ITypeSymbol? type) => type is INamedTypeSymbol { TypeArguments.Length: 1 } task && IsTask(task) ? task.TypeArguments[0] : type;

    /// <summary>Whether a type, or what a task of it gives, is a <c>bool</c>.</summary>
    public static bool GivesBoolean(ITypeSymbol? type) => ResultOf(type)?.SpecialType == SpecialType.System_Boolean;

    private static bool IsFlown(IOperation call)
    {
        for (var at = call.Parent; at is not null; at = at.Parent)
        {
            if (at is IInvocationOperation { TargetMethod.ContainingType: var type } && FlightTypes.IsFlight(type))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsReturned(IOperation call) => call.Whole().Parent is IReturnOperation;

    private static bool IsPending(IOperation call) => call is not IMethodReferenceOperation && IsTask(call.Type);

    private void Follow(IOperation call, bool pending)
    {
        if (_visited.Count >= MaxSurfaces || !_visited.Add(call))
        {
            return;
        }

        for (var at = call; at.Parent is { } parent; at = parent)
        {
            switch (parent)
            {
                case IAwaitOperation:
                case IPropertyReferenceOperation { Property.Name: "Result" } when pending:
                    pending = false;
                    break;

                // A lambda that is only registered here, or whose task nobody takes, fails at another time: behind this try, or never in sight.
                case IInvocationOperation invocation when HandedDelegates.FailsElsewhere(at, invocation):
                case IObjectCreationOperation creation when HandedDelegates.FailsElsewhere(at, creation):
                case IAssignmentOperation kept when at == kept.Value && at.Unwrap() is IDelegateCreationOperation && kept.Target is not ILocalReferenceOperation:
                    return;

                case IObjectCreationOperation lazy when HandedDelegates.IsLazy(lazy.Type):
                    pending = true;
                    break;

                // A call that takes the task, or the lambda, is where the failure surfaces next: Task.Run(…), coordinator.RunAsync(…), GetAwaiter().GetResult().
                case IInvocationOperation invocation:
                    pending = invocation.TargetMethod.Name is not ("Wait" or "GetResult" or "WaitAll") && (IsTask(invocation.Type) || HandedDelegates.HoldsTasks(at, invocation) || (pending && invocation.Type?.Name is "TaskAwaiter" or "ValueTaskAwaiter" or "ConfiguredTaskAwaiter"));
                    break;

                case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } when pending:
                    FollowStored(declarator.Symbol);
                    return;

                case IAssignmentOperation assignment when pending && at == assignment.Value && !IsEvent(assignment):
                    FollowStored(SymbolOf(assignment.Target));
                    return;

                case IEventAssignmentOperation:
                    return;

                // Nobody waits for the task here, so nothing here takes its failure.
                case IExpressionStatementOperation when pending:
                    return;

                case IReturnOperation when pending && !(_body.Member.IsAsync && EnclosingFunction(parent) is null):
                    if (EnclosingFunction(parent) is not IAnonymousFunctionOperation outer)
                    {
                        _leaves |= EnclosingFunction(parent) is null;
                        FollowLocalFunction(EnclosingFunction(parent) as ILocalFunctionOperation);
                        return;
                    }

                    // The lambda hands the task on; the try statements inside it see nothing of it.
                    parent = outer;
                    break;

                case ILocalFunctionOperation function:
                    FollowLocalFunction(function);
                    return;

                case IDelegateCreationOperation creation when Holder(creation) is { } holder:
                    FollowStored(holder);
                    return;

                case ITryOperation attempt when attempt.Body == at && attempt.Catches.Length > 0:
                    if (!_tries.Contains(attempt))
                    {
                        _tries.Add(attempt);
                    }

                    if (attempt.Catches.Any(StopsAll))
                    {
                        return;
                    }

                    break;
            }
        }

        _leaves = true;
    }

    private static bool StopsAll(ICatchClauseOperation clause) =>
        CatchBreadths.Of(clause) == CatchBreadth.Everything && !StatementOrder.Within(clause.Handler).Any(at => at is IThrowOperation);

    private static bool IsEvent(IAssignmentOperation assignment) => assignment.Target is IEventReferenceOperation or IDiscardOperation;

    private static ISymbol? SymbolOf(IOperation target) => target switch
    {
        ILocalReferenceOperation local => local.Local,
        IFieldReferenceOperation field => field.Field,
        IPropertyReferenceOperation property => property.Property,
        _ => null,
    };

    /// <summary>The local in which a lambda is kept for later calls.</summary>
    private static ISymbol? Holder(IDelegateCreationOperation creation) => creation.Parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } ? declarator.Symbol : null;

    private static IOperation? EnclosingFunction(IOperation operation)
    {
        for (var at = operation.Parent; at is not null; at = at.Parent)
        {
            if (at is IAnonymousFunctionOperation or ILocalFunctionOperation)
            {
                return at;
            }
        }

        return null;
    }

    /// <summary>Goes on at each place of the member that awaits the stored task, calls the stored delegate, or hands either on.</summary>
    private void FollowStored(ISymbol? symbol)
    {
        if (symbol is null)
        {
            return;
        }

        foreach (var operation in _body.Operations)
        {
            if (SymbolEqualityComparer.Default.Equals(SymbolOf(operation), symbol) && !IsTarget(operation))
            {
                Follow(operation, IsTask(operation.Type));
            }
        }
    }

    private static bool IsTarget(IOperation operation) => operation.Parent is IAssignmentOperation assignment && assignment.Target == operation;

    private void FollowLocalFunction(ILocalFunctionOperation? function)
    {
        if (function is null)
        {
            return;
        }

        foreach (var operation in _body.Operations)
        {
            switch (operation)
            {
                case IInvocationOperation call when SymbolEqualityComparer.Default.Equals(call.TargetMethod.OriginalDefinition, function.Symbol):
                    Follow(call, IsPending(call));
                    break;
                case IMethodReferenceOperation reference when SymbolEqualityComparer.Default.Equals(reference.Method.OriginalDefinition, function.Symbol):
                    Follow(reference, false);
                    break;
            }
        }
    }
}
