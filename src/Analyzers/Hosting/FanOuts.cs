using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Model;

namespace RefreshRace.Analyzers.Hosting;

/// <summary>
/// Whether a member runs a call several times at once: in <c>Parallel.ForEachAsync</c>, in tasks that a <c>Task.WhenAll</c> waits for, in work that is started in a loop. Then even its one caller is many.
/// What is run on each element of a sequence for itself, <c>accounts.Select(account =&gt; account.RefreshAsync())</c>, has a token per element.
/// </summary>
internal static class FanOuts
{
    // A task that goes into a list that goes into another: real code has one or two.
    private const int MaxHops = 3;

    public static bool Holds(CallFrame frame)
    {
        var (call, body) = (frame.Call, frame.Body);
        for (var at = call; at is not null; at = at.Parent)
        {
            switch (at)
            {
                case IAnonymousFunctionOperation or IMethodReferenceOperation
                    when at != body.Root && IsRunAtOnce(at, body) && !IsPerElement(frame, at):
                    return true;
                case IInvocationOperation when at == call && IsJoined(at, body) && !IsPerElement(frame, null):
                    return true;
            }
        }

        return false;
    }

    // Parallel.ForEach(items, item => …), items.Select(async item => …) under Task.WhenAll, Task.Run(…) in a loop.
    private static bool IsRunAtOnce(IOperation function, MemberBody body)
    {
        var argument = function.Parent;
        while (argument is IConversionOperation or IDelegateCreationOperation or IParenthesizedOperation)
        {
            argument = argument.Parent;
        }

        return argument is IArgumentOperation { Parent: IInvocationOperation taker } && taker.TargetMethod switch
        {
            { ContainingType.Name: "Parallel" } => true,
            { Name: "ForAll", ContainingType.Name: "ParallelEnumerable" } => true,
            { Name: "Select" or "SelectMany", ContainingType.Name: "Enumerable" or "ParallelEnumerable" } => IsJoined(taker, body),
            { Name: "Run" or "StartNew" or "QueueUserWorkItem" or "UnsafeQueueUserWorkItem", ContainingType.Name: "Task" or "TaskFactory" or "ThreadPool" } => IsStartedInLoop(taker) || IsJoined(taker, body),
            _ => false,
        };
    }

    /// <summary>Whether the task, or the sequence of tasks, is waited for together with others.</summary>
    private static bool IsJoined(IOperation tasks, MemberBody body, int hops = 0)
    {
        var at = tasks;
        for (; at.Parent is not null; at = at.Parent)
        {
            switch (at.Parent)
            {
                case IInvocationOperation { TargetMethod: { Name: "WhenAll" or "WaitAll" or "WhenAny" or "WhenEach", ContainingType.Name: "Task" } }:
                    return IsSeveral(at.Parent, tasks, body);
                case IConversionOperation or IParenthesizedOperation or IArgumentOperation or IArrayInitializerOperation or IArrayCreationOperation:
                case { Kind: CompilerKinds.CollectionExpression }:
                case IInvocationOperation { TargetMethod: { Name: "ToList" or "ToArray" or "ConfigureAwait" or "AsTask" } }:
                    continue;
                case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } }:
                    return IsJoined(local, body, hops + 1);
                case IInvocationOperation { TargetMethod.Name: "Add", Instance: ILocalReferenceOperation { Local: var list } } add:
                    return IsInLoop(add) && IsJoined(list, body, hops + 1);
                default:
                    return false;
            }
        }

        return false;
    }

    // A sequence is as many tasks as it has elements; of single tasks, another one must come from the same method.
    private static bool IsSeveral(IOperation joined, IOperation tasks, MemberBody body)
    {
        if (tasks.Type?.Name is not ("Task" or "ValueTask"))
        {
            return true;
        }

        var method = MethodOf(tasks, body);
        return method is not null && joined.DescendantsAndSelf().Count(at => at is IInvocationOperation or ILocalReferenceOperation && at.Type?.Name is "Task" or "ValueTask" && SymbolEqualityComparer.Default.Equals(MethodOf(at, body), method)) > 1;
    }

    private static IMethodSymbol? MethodOf(IOperation task, MemberBody body) => task switch
    {
        IInvocationOperation call => call.TargetMethod.OriginalDefinition,
        ILocalReferenceOperation { Local: var local } => (StateMembers.LocalValue(local, body)?.Unwrap() as IInvocationOperation)?.TargetMethod.OriginalDefinition,
        _ => null,
    };

    private static bool IsJoined(ILocalSymbol local, MemberBody body, int hops) => hops <= MaxHops && body.Root.Descendants().Any(at =>
        at is ILocalReferenceOperation use && SymbolEqualityComparer.Default.Equals(use.Local, local) && IsJoined(use, body, hops));

    private static bool IsStartedInLoop(IInvocationOperation start) => start.Parent is not IAwaitOperation && IsInLoop(start);

    private static bool IsInLoop(IOperation operation)
    {
        for (var at = operation.Parent; at is not null and not (IAnonymousFunctionOperation or ILocalFunctionOperation); at = at.Parent)
        {
            if (at is ILoopOperation)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Whether each run of the call has a token of its own: its receiver, or what it takes the token from, comes from the function's
    /// parameter or from the variable of the loop.
    /// </summary>
    private static bool IsPerElement(CallFrame frame, IOperation? function)
    {
        if (frame.Call is IMethodReferenceOperation)
        {
            // sessions.Select(RefreshAsync): the element is what the method is handed.
            return frame.Callee is { } handed && CarriersOf(handed).Any();
        }

        if (frame.Call is not IInvocationOperation call)
        {
            return false;
        }

        var bearers = frame.Callee is { } callee
            ? CarriersOf(callee).Select(carrier => call.ArgumentFor(carrier)).OfType<IOperation>()
            : frame.Tokens;
        return (call.Instance is { } receiver && IsElement(receiver, call, function))
            || bearers.Any(bearer => IsElement(bearer, call, function));
    }

    // The parameters through which a member gets the token that it presents.
    private static IEnumerable<IParameterSymbol> CarriersOf(CallFrame frame) =>
        frame.Tokens.IsDefaultOrEmpty ? [] : ValueSources.Of(frame.Tokens, frame.Body).Parameters;

    private static bool IsElement(IOperation value, IOperation call, IOperation? function) => ValueSources.RootOf(value) switch
    {
        IParameterReferenceOperation { Parameter: var parameter } => function is IAnonymousFunctionOperation lambda
            && SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, lambda.Symbol),
        ILocalReferenceOperation { Local: var local } => IsLoopVariable(local, call),
        _ => false,
    };

    private static bool IsLoopVariable(ILocalSymbol local, IOperation call)
    {
        for (var at = call.Parent; at is not null; at = at.Parent)
        {
            if (at is IForEachLoopOperation loop && loop.Locals.Contains(local, SymbolEqualityComparer.Default))
            {
                return true;
            }
        }

        return false;
    }
}
