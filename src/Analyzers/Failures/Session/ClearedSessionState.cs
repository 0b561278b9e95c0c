using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Knowledge;

namespace RefreshRace.Analyzers.Failures;

/// <summary>State that names the session is set to nothing: by an assignment, under a key, in a copy of a record, or through a method that sets or saves what it is given.</summary>
internal static class ClearedSessionState
{
    private static readonly string[] Setters = { "Set", "Save", "Store", "Update", "Upsert", "Write", "Put", "Persist", "Replace", "Assign", "Change", "Insert", "Overwrite" };

    // What a setter is called on says what it sets only where its own name does not.
    private static readonly string[] BareNames = { "", "Value", "Current", "Item", "String", "Object" };

    /// <summary><c>_token = null</c>, <c>settings.RefreshToken = ""</c>, <c>items["refresh_token"] = null</c>, <c>_state = _state with { RefreshToken = null }</c>.</summary>
    public static bool IsOne(ISimpleAssignmentOperation assignment)
    {
        if (assignment.Parent is IMemberInitializerOperation or IObjectOrCollectionInitializerOperation)
        {
            return false;
        }

        if (assignment.Value.Unwrap() is IWithOperation { Initializer.Initializers: var changes })
        {
            return assignment.Target is IFieldReferenceOperation or IPropertyReferenceOperation
                && changes.Any(change => change is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property: { Name: var name, Type: var type } }, Value: var value } && IsErased(type, value) && IsState(name));
        }

        return IsErased(assignment.Target.Type, assignment.Value) && assignment.Target switch
        {
            IFieldReferenceOperation field => IsState(field.Field.Name) && !IsShown(field.Field.Name, field.Type),
            IPropertyReferenceOperation { Arguments.Length: 0, Property.Name: "Value", Instance: { } instance } => IsStateMember(instance),
            IPropertyReferenceOperation { Arguments.Length: 0 } property => IsState(property.Property.Name) && !IsShown(property.Property.Name, property.Type) && property.Property.ContainingType?.Name.EndsWith("Context", StringComparison.Ordinal) == false && RootIsState(property),
            IPropertyReferenceOperation { Arguments.Length: 1, Instance: { } map } element => IsSessionKey(element.Arguments[0].Value) && ValueSources.RootOf(map) is not ILocalReferenceOperation && !IsOtherMap(map),
            _ => false,
        };
    }

    /// <summary><c>SetRefreshToken(null)</c>, <c>_tokens.SaveAsync(null)</c>, <c>Preferences.Set("refresh_token", "")</c>: every value that is handed over is nothing, and a key names the session where the method does not.</summary>
    public static bool IsOne(IInvocationOperation call)
    {
        var name = call.TargetMethod.Name;
        if (SetBy(name) is not { } subject || CaughtExceptionUses.IsLog(call))
        {
            return false;
        }

        var isExtension = call.TargetMethod.IsExtensionMethod && call.Instance is null;
        var handed = call.Arguments.Skip(isExtension ? 1 : 0)
            .Where(argument => argument.ArgumentKind == ArgumentKind.Explicit && argument.Value.Type is not { Name: "CancellationToken" or "Boolean" } && argument.Value.Type?.TypeKind != TypeKind.Delegate)
            .ToList();
        if (!handed.Any(argument => IsErased(argument.Parameter?.Type, argument.Value)) || !handed.All(argument => IsErased(argument.Parameter?.Type, argument.Value) || IsKey(argument)))
        {
            return false;
        }

        return (IsState(subject) && !SessionSinks.IsOtherKey(subject) && !handed.Any(argument => IsErased(argument.Parameter?.Type, argument.Value) && IsShown(subject, argument.Parameter?.Type)))
            || handed.Any(argument => IsSessionKey(argument.Value))
            || (Array.IndexOf(BareNames, subject) >= 0 && SessionSinks.ReceiverName(call) is { } receiver && IsState(receiver) && !FailureVocabulary.Says(receiver, "claim", "semaphore"));
    }

    /// <summary>What a setter's name says that it sets; null where the method is none.</summary>
    private static string? SetBy(string name)
    {
        foreach (var verb in Setters)
        {
            if (name.StartsWith(verb, StringComparison.Ordinal) && (name.Length == verb.Length || char.IsUpper(name[verb.Length])))
            {
                var subject = name.Substring(verb.Length);
                return subject.EndsWith("Async", StringComparison.Ordinal) ? subject.Substring(0, subject.Length - "Async".Length) : subject;
            }
        }

        return null;
    }

    // Whose session, or under which name: it says where nothing is written, and is no value itself. A number or a Guid is never the session.
    private static bool IsKey(IArgumentOperation argument) =>
        SessionSinks.KeyText(argument.Value.Unwrap()) is not null
        || argument.Value.Unwrap().Type is { IsValueType: true, OriginalDefinition.SpecialType: not SpecialType.System_Nullable_T }
        || FailureVocabulary.Says(argument.Parameter?.Name ?? "", "key", "name", "id", "user", "scheme", "option");

    private static bool IsSessionKey(IOperation value) => SessionSinks.KeyText(value.Unwrap()) is { } key && !SessionSinks.IsOtherKey(key) && IsState(key);

    private static bool IsOtherMap(IOperation map) => FailureVocabulary.Says(map.Syntax.ToString(), "header", "query", "claim", "form");

    private static bool IsErased(ITypeSymbol? type, IOperation value) =>
        EmptyValues.IsEmpty(value) && !FailurePath.IsTask(type) && type?.Name is not ("TaskCompletionSource" or "CancellationTokenSource" or "Boolean" or "Lazy" or "AuthenticationHeaderValue" or "Timer");

    // CurrentUser = new(): a profile without a credential is what is shown; whoever is signed in stays so.
    private static bool IsShown(string name, ITypeSymbol? type) => !FailureVocabulary.NamesCredential(name) && !HoldsCredential(type);

    private static bool HoldsCredential(ITypeSymbol? type)
    {
        for (; type is not null and not { SpecialType: SpecialType.System_Object or SpecialType.System_String }; type = type.BaseType)
        {
            if (type.GetMembers().Any(member => member is IPropertySymbol or IFieldSymbol { IsImplicitlyDeclared: false } && FailureVocabulary.NamesCredential(member.Name)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsStateMember(IOperation instance) => instance.Unwrap() switch
    {
        IFieldReferenceOperation field => IsState(field.Field.Name),
        IPropertyReferenceOperation property => IsState(property.Property.Name),
        _ => false,
    };

    private static bool IsState(string name) => FailureVocabulary.IsWholeSession(name) && !FailureVocabulary.Says(name, "task", "cts", "source", "lock", "error", "message", "header", "inflight", "authorization", "pending");

    private static bool RootIsState(IOperation target) => ValueSources.RootOf(target) is not ILocalReferenceOperation { Local.Type.Name: "HttpRequestMessage" };
}
