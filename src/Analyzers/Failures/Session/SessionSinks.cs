using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Knowledge;

namespace RefreshRace.Analyzers.Failures;

/// <summary>Recognises an operation that destroys the session: a sign-out, a rejected principal, a removed refresh token or cookie, a token set to null; also inside a helper of this compilation.</summary>
internal sealed class SessionSinks(AnalysisScope scope)
{
    // How far a call is followed into helpers: far enough for HandleRefreshFailure() → ClearSession(), short of a walk through the program.
    private const int MaxHelperDepth = 2;

    // A helper with more operations than this does many things; its name has to say what it does.
    private const int MaxHelperOperations = 300;

    public bool Ends(IOperation operation, CancellationToken cancellationToken) => Ends(operation, 0, cancellationToken);

    private bool Ends(IOperation operation, int depth, CancellationToken cancellationToken) => operation switch
    {
        IInvocationOperation call => IsEnd(call) || ClearedSessionState.IsOne(call) || (depth < MaxHelperDepth && HelperEnds(call, depth, cancellationToken)),
        ISimpleAssignmentOperation assignment => ClearedSessionState.IsOne(assignment),
        _ => false,
    };

    private static bool IsEnd(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        var name = method.Name;
        if (FailureVocabulary.SignsInAsNobody(name) || (FailureVocabulary.EndsSession(name) && !IsQuestion(method) && !FailureVocabulary.Says(name, "notifyif", "registers")))
        {
            return true;
        }

        // A predicate or an access token alone, a lock, a task slot: none is the session.
        if (!FailureVocabulary.Removes(name) || IsQuestion(method) || HoldsWork(call.Instance?.Type))
        {
            return false;
        }

        if (FailureVocabulary.Says(name, "header", "error", "timer", "lock", "flag", "retry", "fail", "attempt", "count"))
        {
            return false;
        }

        return FailureVocabulary.IsWholeSession(name)
            || NamesSessionArgument(call) || (ClearsAll(call) && !IsOwnPart(call) && ReceiverName(call) is { } receiver && FailureVocabulary.IsWholeSession(receiver) && !IsOtherReceiver(receiver));
    }

    /// <summary><c>ClearAsync()</c> takes no key; what it clears is told by what it is called on.</summary>
    private static bool ClearsAll(IInvocationOperation call) =>
        call.Arguments.All(argument => argument.ArgumentKind == ArgumentKind.DefaultValue || argument.Value.Type?.Name is "CancellationToken" or "String" or "Guid" or "HttpContext" or "ClaimsPrincipal");

    // DestroyWindow() in a type called Session: its name says which part of the object goes, and it is not the session.
    private static bool IsOwnPart(IInvocationOperation call) =>
        call.Instance is IInstanceReferenceOperation && !FailureVocabulary.RemovesAll(call.TargetMethod.Name);

    private static bool IsOtherReceiver(string receiver) => FailureVocabulary.Says(receiver, "refreshtask", "inflight", "pending", "semaphore", "lock", "claim", "header");

    /// <summary>A key that names the refresh token, the session or the cookie: a text, a constant, a property of a key class.</summary>
    private static bool NamesSessionArgument(IInvocationOperation call)
    {
        var isStore = ReceiverName(call) is not { } receiver || !FailureVocabulary.Says(receiver, "claim", "header", "query", "lock", "semaphore", "form");
        return isStore && call.Arguments.Any(argument => KeyText(argument.Value.Unwrap()) is { } key && !IsOtherKey(key) && FailureVocabulary.IsWholeSession(key));
    }

    public static string? KeyText(IOperation value) => value switch
    {
        { ConstantValue: { HasValue: true, Value: string text } } when !IsOtherKey(text) => text + " " + ((value as IFieldReferenceOperation)?.Field.Name ?? ""),
        IFieldReferenceOperation { Field: { IsStatic: true, Type.SpecialType: SpecialType.System_String } field } => field.Name,
        IPropertyReferenceOperation { Property: { IsStatic: true, Type.SpecialType: SpecialType.System_String } property } => property.Name,
        IPropertyReferenceOperation { Property.Type.SpecialType: SpecialType.System_String, Property.Name: var name } when name.EndsWith("Key", StringComparison.Ordinal) || name.EndsWith("Name", StringComparison.Ordinal) => name,
        _ => null,
    };

    // What is known about a token is not the token.
    public static bool IsOtherKey(string key) => FailureVocabulary.Says(key, "state", "expir", "status", "lock", "retry");

    public static string? ReceiverName(IInvocationOperation call)
    {
        var receiver = call.Instance ?? (call.TargetMethod.IsExtensionMethod && call.Arguments.Length > 0 ? call.Arguments[0].Value : null);
        return receiver?.Unwrap() switch
        {
            null => null,
            IInstanceReferenceOperation instance => instance.Type?.Name ?? "",
            IFieldReferenceOperation field => field.Field.Name + " " + field.Type?.Name,
            IPropertyReferenceOperation property => property.Property.Name + " " + property.Type?.Name,
            ILocalReferenceOperation local => local.Local.Name + " " + local.Type?.Name,
            IParameterReferenceOperation parameter => parameter.Parameter.Name + " " + parameter.Type?.Name,
            var other => other.Type?.Name ?? "",
        };
    }

    private static bool IsQuestion(IMethodSymbol method) => method.Name.StartsWith("Is", StringComparison.Ordinal) || method.Name.StartsWith("Can", StringComparison.Ordinal) || method.Name.StartsWith("Should", StringComparison.Ordinal) || method.Name.StartsWith("Has", StringComparison.Ordinal) || method.Name.StartsWith("Get", StringComparison.Ordinal);

    /// <summary>A collection of running work or of locks: taking an entry out ends no session.</summary>
    private static bool HoldsWork(ITypeSymbol? type) =>
        type is INamedTypeSymbol named && named.TypeArguments.Any(argument => FailurePath.IsTask(argument) || argument.Name is "Lazy" or "SemaphoreSlim" or "AsyncLazy" or "TaskCompletionSource" || HoldsWork(argument));

    /// <summary>Looks into a helper whose body is at hand: it ends the session unless it asks first whether the token is dead or has been rotated.</summary>
    private bool HelperEnds(IInvocationOperation call, int depth, CancellationToken cancellationToken)
    {
        var method = call.TargetMethod;
        if (method.MethodKind is not (MethodKind.Ordinary or MethodKind.LocalFunction) || FailureVocabulary.IsAboutRefresh(method.Name) && !FailureVocabulary.SaysFailure(method.Name) || scope.Bodies.Of(method, cancellationToken) is not { } body)
        {
            return false;
        }

        var operations = StatementOrder.Within(body.Root).Take(MaxHelperOperations + 1).ToList();
        return operations.Count <= MaxHelperOperations
            && !operations.Any(at => at is IConditionalOperation choice && CatchBreadths.TestsForRejection(choice.Condition))
            && operations.Any(at => Ends(at, depth + 1, cancellationToken) && !IsUnderChoice(at, body.Root));
    }

    // What a helper does only in some case that the caller may have asked for with an argument is not known to happen here.
    private static bool IsUnderChoice(IOperation operation, IOperation root)
    {
        for (var at = operation.Parent; at is not null && at != root; at = at.Parent)
        {
            if (at is IConditionalOperation or ICatchClauseOperation or ISwitchOperation)
            {
                return true;
            }
        }

        return false;
    }
}
