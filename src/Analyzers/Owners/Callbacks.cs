using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RefreshRace.Analyzers.Owners;

/// <summary>Whether a call stands in code that somebody else runs later: a lambda, local function or method group that is handed out as a handler, hook or option.</summary>
internal static class Callbacks
{
    // Verbs of methods that keep a delegate, although they return something to chain on.
    private static readonly string[] s_registrations = ["Map", "Add", "On", "Use", "Configure", "With", "Subscribe", "Register"];

    /// <summary>True when the member around the call only registers it. Its own callers then say nothing about who runs the call.</summary>
    public static bool IsHandedOut(IOperation call)
    {
        for (IOperation? at = call; at is not null; at = at.Parent)
        {
            if (at is IAnonymousFunctionOperation or IMethodReferenceOperation && IsHandedOutDelegate(at))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsHandedOutDelegate(IOperation function)
    {
        var value = function.Parent;
        while (value is IConversionOperation or IDelegateCreationOperation or IParenthesizedOperation)
        {
            value = value.Parent;
        }

        return value switch
        {
            IEventAssignmentOperation => true,
            IAssignmentOperation { Target: IPropertyReferenceOperation or IFieldReferenceOperation or IEventReferenceOperation } => true,
            IMemberInitializerOperation => true,
            IArgumentOperation { Parent: IInvocationOperation invocation } => !RunsItsArgument(invocation),
            // A timer runs one tick after another, on behalf of whoever made it.
            IArgumentOperation { Parent: IObjectCreationOperation creation } => creation.Type?.Name != "Timer",
            _ => false,
        };
    }

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

        return !s_registrations.Any(verb => invocation.TargetMethod.Name.StartsWith(verb, StringComparison.Ordinal));
    }
}
