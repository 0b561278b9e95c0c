using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Model;

namespace RefreshRace.Analyzers.Callers;

/// <summary>Whether a call stands in code that somebody else runs later: a lambda, local function or method group that is handed out as a handler, hook or option.</summary>
internal static class Callbacks
{
    // A delegate in a local in a local function: nobody hides a hand-over deeper.
    private const int MaxHops = 4;

    // Verbs of methods that keep a delegate, although they return something to chain on.
    private static readonly string[] s_registrations = ["Map", "Add", "On", "Use", "Configure", "With", "Subscribe", "Register"];

    /// <summary>True when the member around the call only registers it. Its own callers then say nothing about who runs the call.</summary>
    public static bool IsHandedOut(CallFrame frame) =>
        IsHandedOut(frame.Call, frame.Body, 0)
        || (frame.Callee is { } factory && IsReturnedInKeeper(factory) && EscapingDelegates.IsKept(frame.Call, frame.Body));

    private static bool IsHandedOut(IOperation call, MemberBody body, int hops)
    {
        for (IOperation? at = call; at is not null; at = at.Parent)
        {
            var handedOut = at switch
            {
                IAnonymousFunctionOperation or IMethodReferenceOperation => IsHandedOutDelegate(at, body, hops),
                ILocalFunctionOperation function => hops < MaxHops && UsesOf(function, body).Any(use => IsHandedOut(use, body, hops + 1)),
                _ => false,
            };
            if (handedOut)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsHandedOutDelegate(IOperation function, MemberBody body, int hops)
    {
        var value = Holder(function);
        return value switch
        {
            IEventAssignmentOperation => true,
            IAssignmentOperation { Target: IPropertyReferenceOperation or IFieldReferenceOperation or IEventReferenceOperation } => true,
            IMemberInitializerOperation => true,
            IArgumentOperation { Parent: IInvocationOperation invocation } => !RunsItsArgument(invocation) || EscapingDelegates.Keeps(invocation, function, body),
            // A timer runs one tick after another, on behalf of whoever made it.
            IArgumentOperation { Parent: IObjectCreationOperation creation } => creation.Type?.Name != "Timer",
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } } => hops < MaxHops && UsesOf(local, body).Any(use => IsHandedOutDelegate(use, body, hops + 1)),
            _ => false,
        };
    }

    /// <summary>What a lambda or method group is put into: an argument, an assignment, an initialiser.</summary>
    public static IOperation? Holder(IOperation function)
    {
        var value = function.Parent;
        while (value is IConversionOperation or IDelegateCreationOperation or IParenthesizedOperation)
        {
            value = value.Parent;
        }

        return value;
    }

    /// <summary>Whether the deeper frame's delegate goes into an object that its member makes for its caller, such as a policy.</summary>
    private static bool IsReturnedInKeeper(CallFrame factory)
    {
        for (IOperation? at = factory.Call; at is not null; at = at.Parent)
        {
            if (at is IAnonymousFunctionOperation or IMethodReferenceOperation && Holder(at) is IArgumentOperation { Parent: IInvocationOperation maker } && EscapingDelegates.Makes(maker, at) && EscapingDelegates.IsReturned(maker))
            {
                return true;
            }
        }

        return false;
    }

    private static IEnumerable<IOperation> UsesOf(ILocalFunctionOperation function, MemberBody body) => body.Operations.Where(at => !function.Contains(at) && at switch
    {
        IInvocationOperation call => SymbolEqualityComparer.Default.Equals(call.TargetMethod.OriginalDefinition, function.Symbol),
        IMethodReferenceOperation group => SymbolEqualityComparer.Default.Equals(group.Method.OriginalDefinition, function.Symbol),
        _ => false,
    });

    private static IEnumerable<IOperation> UsesOf(ILocalSymbol local, MemberBody body) =>
        body.Index.Uses(local);

    // A call whose outcome is awaited, returned or kept runs the delegate for its caller (Task.Run, policy.ExecuteAsync, cache.GetOrAdd);
    // one whose outcome is dropped, or that only configures, keeps the delegate for later (AddCookie, OnStarting, MapGet).
    private static bool RunsItsArgument(IInvocationOperation invocation)
    {
        if (invocation.TargetMethod is { Name: "Run" or "StartNew", ContainingType.Name: "Task" or "TaskFactory" })
        {
            return true;
        }

        if (invocation.Type is null or { SpecialType: SpecialType.System_Void } || invocation.Parent is IExpressionStatementOperation)
        {
            return false;
        }

        return !IsRegistration(invocation);
    }

    /// <summary>Whether a call by its name keeps what it is handed.</summary>
    public static bool IsRegistration(IInvocationOperation invocation) => Array.Exists(s_registrations, verb => invocation.TargetMethod.Name.StartsWith(verb, StringComparison.Ordinal));
}
