using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;

namespace RefreshRace.Analyzers.Callers;

/// <summary>
/// Objects that are made with a delegate inside, and where they go: <c>_policy = Policy.Handle&lt;…&gt;().RetryAsync(1, (…) =&gt; RefreshAsync())</c> keeps the delegate
/// for whoever executes the policy; a policy in a local runs it for the method that made it.
/// </summary>
internal static class EscapingDelegates
{
    // A local that goes into another object that goes into a local: real code wraps two or three.
    private const int MaxHops = 4;

    // A fluent chain on a clock runs one turn after another, on behalf of whoever made it.
    private static readonly string[] s_clocks = ["Interval", "Timer", "Every", "Schedule", "Periodic"];

    /// <summary>Whether the call makes an object that holds the delegate, and the object outlives the method.</summary>
    public static bool Keeps(IInvocationOperation call, IOperation function, MemberBody body) => Makes(call, function) && !IsOnAClock(call) && IsKept(call, body);

    /// <summary>Whether what the call returns is an object of its own, rather than what the delegate returned, a task of it, or a sequence that runs it for each element.</summary>
    public static bool Makes(IInvocationOperation call, IOperation function)
    {
        if (call.Type is not INamedTypeSymbol { SpecialType: SpecialType.None, TypeKind: TypeKind.Class or TypeKind.Interface } made || TaskUses.IsTask(made) || made.Name.EndsWith("Lazy", StringComparison.Ordinal))
        {
            return false;
        }

        return call.TargetMethod.ContainingNamespace?.ToDisplayString() is not "System.Linq" && !made.AllInterfaces.Append(made).Any(type => type.Name == "IEnumerable") && !SymbolEqualityComparer.Default.Equals(ResultOf(function), made);
    }

    /// <summary>Whether an object goes into a field, property or event, itself or inside another object.</summary>
    public static bool IsKept(IOperation made, MemberBody body) => IsKept(made, body, 0);

    public static bool IsReturned(IOperation made) => Outermost(made).Parent is IReturnOperation;

    private static bool IsKept(IOperation made, MemberBody body, int hops)
    {
        var whole = Outermost(made);
        switch (whole.Parent)
        {
            case IAssignmentOperation { Target: IFieldReferenceOperation or IPropertyReferenceOperation or IEventReferenceOperation } assignment:
                return assignment.Value == whole;
            case IFieldInitializerOperation or IPropertyInitializerOperation:
                return true;
            case IArgumentOperation { Parent: IInvocationOperation registration } when Callbacks.IsRegistration(registration):
                return true;
            case IArgumentOperation { Parent: IInvocationOperation or IObjectCreationOperation } argument:
                return hops < MaxHops && !TaskUses.IsTask(argument.Parent!.Type) && IsKept(argument.Parent, body, hops + 1);
            case IAssignmentOperation { Target: ILocalReferenceOperation { Local: var local } } assignment when assignment.Value == whole:
                return hops < MaxHops && IsKept(local, body, hops);
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } }:
                return hops < MaxHops && IsKept(local, body, hops);
            default:
                return false;
        }
    }

    private static bool IsKept(ILocalSymbol local, MemberBody body, int hops) => body.Index.Uses(local).Any(use =>
        !(use.Parent is IAssignmentOperation { Target: var target } && target == use) && IsKept(use, body, hops + 1));

    /// <summary>The end of the fluent chain that an expression begins: each call on the object that still gives an object of that kind.</summary>
    private static IOperation Outermost(IOperation made)
    {
        var at = made;
        while (true)
        {
            var next = at.Parent switch
            {
                IConversionOperation or IParenthesizedOperation or ICoalesceOperation => at.Parent,
                IInvocationOperation chained when chained.Instance == at => chained,
                IArgumentOperation { Parent: IInvocationOperation { TargetMethod.IsExtensionMethod: true } extension } argument when extension.Arguments[0] == argument => extension,
                _ => null,
            };
            if (next is null || next.Type is null or { SpecialType: not SpecialType.None } || TaskUses.IsTask(next.Type))
            {
                return at;
            }

            at = next;
        }
    }

    private static bool IsOnAClock(IInvocationOperation call)
    {
        for (IOperation? at = call; at is not null; at = Receiver(at))
        {
            if (at is IInvocationOperation step && (Array.Exists(s_clocks, word => step.TargetMethod.Name.StartsWith(word, StringComparison.Ordinal)) || step.TargetMethod.ContainingType?.Name.IndexOf("Timer", StringComparison.Ordinal) >= 0))
            {
                return true;
            }
        }

        return false;
    }

    private static IOperation? Receiver(IOperation at) => at.Unwrap() is IInvocationOperation call ? (call.Instance ?? (call.TargetMethod.IsExtensionMethod && call.Arguments.Length > 0 ? call.Arguments[0].Value : null))?.Unwrap() : null;

    private static ITypeSymbol? ResultOf(IOperation function)
    {
        var type = function switch
        {
            IAnonymousFunctionOperation lambda => lambda.Symbol.ReturnType,
            IMethodReferenceOperation group => group.Method.ReturnType,
            _ => (function.Type as INamedTypeSymbol)?.DelegateInvokeMethod?.ReturnType,
        };
        return type is INamedTypeSymbol { TypeArguments.Length: 1 } task && TaskUses.IsTask(task) ? task.TypeArguments[0] : type;
    }
}
