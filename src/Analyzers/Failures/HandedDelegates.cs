using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Knowledge;

namespace RefreshRace.Analyzers.Failures;

/// <summary>When a delegate that is handed over runs, as far as its failure is concerned: inside the call that takes it, where the call's task is awaited, or at another time.</summary>
internal static class HandedDelegates
{
    // Calls that keep what they are given for later. Their own failure is another one.
    private static readonly string[] Registering =
    {
        "Add", "Use", "Map", "Configure", "On", "Register", "Subscribe", "Schedule", "Enqueue", "Queue", "Post", "BeginInvoke", "With", "Bind", "Set", "Hook", "Listen", "Observe",
    };

    // Calls that block until an asynchronous delegate is through: AsyncHelper.RunSync(…), JoinableTaskFactory.Run(…).
    private static readonly string[] Blocking = { "Run", "Execute", "Invoke", "Wait", "Perform", "Do", "Sync", "Block" };

    /// <summary>Whether an argument is a delegate whose failure does not come out of the call that takes it.</summary>
    public static bool FailsElsewhere(IOperation argument, IInvocationOperation call)
    {
        if (DelegateOf(argument) is not { } handed || FailurePath.IsTask(call.Type) || HoldsTasks(argument, call))
        {
            return false;
        }

        var name = call.TargetMethod.Name;
        return IsAsynchronous(handed)
            ? !FailureVocabulary.Starts(name, Blocking) && !IsLazy(call.Type) && FailurePath.ResultOf(call.Type)?.Name != "UniTask"
            : Array.Exists(Registering, verb => name.StartsWith(verb, StringComparison.Ordinal) && (name.Length == verb.Length || char.IsUpper(name[verb.Length]))) && !Says(name, "Retry", "Lock", "Token", "Session");
    }

    /// <summary>Whether a constructor is given a delegate: it keeps it. A lazy value runs it where the value is taken.</summary>
    public static bool FailsElsewhere(IOperation argument, IObjectCreationOperation creation) => DelegateOf(argument) is not null && !IsLazy(creation.Type);

    /// <summary><c>Lazy&lt;Task&gt;</c>, <c>AsyncLazy</c>, and what people call so.</summary>
    public static bool IsLazy(ITypeSymbol? type) => type is not null && type.Name.IndexOf("Lazy", StringComparison.Ordinal) >= 0;

    /// <summary><c>accounts.Select(a => RefreshAsync(a))</c>: a sequence of the delegate's tasks.</summary>
    public static bool HoldsTasks(IOperation argument, IInvocationOperation call) =>
        call.TargetMethod.ContainingNamespace?.ToDisplayString() == "System.Linq" || (IsLazy(call.Type) && DelegateOf(argument) is not null);

    private static IOperation? DelegateOf(IOperation argument) =>
        argument is IArgumentOperation { Value: var value } && value.Type?.TypeKind == TypeKind.Delegate ? value.Unwrap() : null;

    private static bool IsAsynchronous(IOperation handed) =>
        (handed.Type as INamedTypeSymbol)?.DelegateInvokeMethod is { } invoke && FailurePath.IsTask(invoke.ReturnType)
        || handed is IDelegateCreationOperation { Target: IAnonymousFunctionOperation { Symbol.IsAsync: true } };

    private static bool Says(string name, params string[] words) => FailureVocabulary.Says(name, words);
}
