using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Knowledge;

namespace RefreshRace.Analyzers.Refreshes;

/// <summary>The signs by which a call is known for the exchange of a credential: what goes in, and what comes out.</summary>
/// <param name="In">The kind of credential that the call is handed.</param>
/// <param name="Out">The kind of credential that its result is or holds.</param>
/// <param name="Given">The operation whose value goes in; null where none is visible.</param>
internal sealed record ExchangeSigns(CredentialKind In, CredentialKind Out, IOperation? Given)
{
    // Result<Option<Tokens>>: nobody wraps an answer deeper.
    private const int MaxWrappers = 4;

    public static ExchangeSigns Of(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        IOperation? given = null;
        var kind = CredentialKind.None;
        foreach (var argument in call.Arguments)
        {
            if (argument.ArgumentKind != ArgumentKind.DefaultValue && argument.Parameter is { } parameter && KindOf(argument.Value, parameter) is var found && found > kind)
            {
                (kind, given) = (found, argument.Value);
            }
        }

        // session.RefreshAsync(): the session is the receiver.
        if (kind == CredentialKind.None && call.Instance is { Type: { TypeKind: TypeKind.Class or TypeKind.Interface } receiver } instance and not IInstanceReferenceOperation && Vocabulary.NamesSession(receiver.Name))
        {
            (kind, given) = (CredentialKind.Session, instance);
        }

        return new ExchangeSigns(kind, KindOfResult(method.ReturnType, kind), given);
    }

    /// <summary>Whether anything about a session that goes in or comes out says that it is a user's, and no session of chat or checkout.</summary>
    public bool IsSignedIn(IInvocationOperation call) =>
        Words(call).Any(Vocabulary.SaysSignedIn)
        || HoldsMember(Unwrap(call.TargetMethod.ReturnType), Vocabulary.NamesAccessToken)
        || (Given is { } given && (HoldsMember(given.Type, Vocabulary.NamesAccessToken) || given.DescendantsAndSelf().Any(IsCookie)));

    /// <summary>The type that a task, a nullable or a wrapper such as <c>Result&lt;T&gt;</c> holds.</summary>
    public static ITypeSymbol? Unwrap(ITypeSymbol? type)
    {
        for (var depth = 0; depth < MaxWrappers && type is INamedTypeSymbol { IsTupleType: false, TypeArguments: { Length: 1 } arguments }; depth++)
        {
            type = arguments[0];
        }

        return type;
    }

    private IEnumerable<string> Words(IInvocationOperation call)
    {
        yield return call.TargetMethod.Name;
        yield return call.TargetMethod.ContainingType?.Name ?? "";
        if (Given is { } given)
        {
            yield return StateMembers.SymbolOf(given)?.Name ?? "";
            yield return given.Type is { SpecialType: SpecialType.None, Name: var type } ? type : "";
            foreach (var argument in call.Arguments)
            {
                if (argument.Value == given)
                {
                    yield return argument.Parameter?.Name ?? "";
                }
            }
        }
    }

    private static bool IsCookie(IOperation operation) => operation is IMemberReferenceOperation { Member.Name: "Cookies" };

    private static CredentialKind KindOf(IOperation value, IParameterSymbol parameter)
    {
        value = value.Unwrap();
        if (value.Type is null or { Name: "CancellationToken" } or { SpecialType: SpecialType.System_Boolean } or { TypeKind: TypeKind.Delegate })
        {
            return CredentialKind.None;
        }

        var isText = value.Type.SpecialType is SpecialType.System_String or SpecialType.System_Object || value.Type is IArrayTypeSymbol;
        var name = NameOf(value);
        if (Vocabulary.NamesRefreshToken(parameter.Name) || Vocabulary.NamesRefreshToken(name) || (value is IInvocationOperation read && TokenReads.Covers(read)) || Vocabulary.HoldsRefreshToken(value.Type) || Vocabulary.HoldsRefreshToken(parameter.Type))
        {
            return CredentialKind.RefreshToken;
        }

        if (isText ? Vocabulary.NamesSession(parameter.Name) || Vocabulary.NamesSession(name) : Vocabulary.NamesSession(value.Type.Name))
        {
            return CredentialKind.Session;
        }

        return isText && (Vocabulary.NamesAccessToken(parameter.Name) || Vocabulary.NamesAccessToken(name)) ? CredentialKind.AccessToken : CredentialKind.None;
    }

    private static string NameOf(IOperation value) =>
        value is IPropertyReferenceOperation { Arguments: { Length: 1 } keys } && ConstantText.Of(keys[0].Value) is { Length: > 0 } texts ? texts[0]
        : StateMembers.SymbolOf(value)?.Name ?? "";

    private static CredentialKind KindOfResult(ITypeSymbol? result, CredentialKind given)
    {
        if (result is INamedTypeSymbol { IsTupleType: true } tuple)
        {
            return tuple.TupleElements.Select(element => Vocabulary.NamesRefreshToken(element.Name) ? CredentialKind.RefreshToken
                : Vocabulary.NamesAccessToken(element.Name) ? CredentialKind.AccessToken
                : KindOfResult(element.Type, CredentialKind.None)).Aggregate(CredentialKind.None, (best, kind) => kind > best ? kind : best);
        }

        var type = Unwrap(result);
        if (type is INamedTypeSymbol { IsTupleType: true })
        {
            return KindOfResult(type, given);
        }

        if (type is null or { SpecialType: SpecialType.System_Boolean or SpecialType.System_Void })
        {
            return CredentialKind.None;
        }

        if (type.SpecialType == SpecialType.System_String || type is IArrayTypeSymbol)
        {
            return given;
        }

        return Vocabulary.HoldsRefreshToken(type) || HoldsMemberOfType(type) ? CredentialKind.RefreshToken
            : HoldsMember(type, name => Vocabulary.Plain(name).EndsWith("accesstoken", StringComparison.Ordinal)) ? CredentialKind.AccessToken
            : Vocabulary.NamesSession(type.Name) || HoldsMember(type, Vocabulary.NamesSession) ? CredentialKind.Session
            : CredentialKind.None;
    }

    // Answer { bool Worked; Tokens Tokens }.
    private static bool HoldsMemberOfType(ITypeSymbol type) =>
        type.SpecialType == SpecialType.None && type.GetMembers().Any(member => member is IPropertySymbol { IsStatic: false, Type: { SpecialType: SpecialType.None, TypeKind: TypeKind.Class or TypeKind.Struct } held }
            && Vocabulary.SaysCredential(held.Name) && Vocabulary.HoldsRefreshToken(held));

    private static bool HoldsMember(ITypeSymbol? type, Func<string, bool> named) =>
        type is { SpecialType: SpecialType.None } && type.GetMembers().Any(member => member is IPropertySymbol { IsStatic: false } or IFieldSymbol { IsStatic: false, IsImplicitlyDeclared: false } && named(member.Name));
}
