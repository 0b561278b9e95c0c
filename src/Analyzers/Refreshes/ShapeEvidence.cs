using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Knowledge;
using RefreshRace.Analyzers.Symbols;

namespace RefreshRace.Analyzers.Refreshes;

/// <summary>Evidence by shape: a method without a visible body whose name says refresh and which takes or returns a refresh token.</summary>
internal sealed class ShapeEvidence(AnalysisScope scope)
{
    // Beyond this many types an implementation is not looked for, and the call stays unreported.
    private const int MaxTypes = 20_000;

    private static readonly string[] ExchangeVerbs = { "Get", "Request", "Obtain", "Acquire", "Fetch", "Exchange", "Redeem", "Swap" };

    private static readonly string[] Stores = { "store", "storage", "repositor", "cache", "context", "session", "cookie" };

    private readonly Lazy<ImmutableArray<INamedTypeSymbol>> _types = new(() => AssemblyTypes.Of(scope.Compilation.Assembly, MaxTypes + 1).ToImmutableArray());
    private readonly ConcurrentDictionary<IMethodSymbol, bool> _implemented = new(SymbolEqualityComparer.Default);

    /// <summary>
    /// Whether the call shows at least two of the three signs of an exchange: a credential that goes in, one of its kind that comes out, and a word that says renew.
    /// That nothing in this compilation is its body is asked apart.
    /// </summary>
    public bool Covers(IInvocationOperation call, MemberBody body)
    {
        var method = call.TargetMethod;
        if (method.MethodKind == MethodKind.DelegateInvoke && CoversCallback(call, body))
        {
            return true;
        }

        var signs = ExchangeSigns.Of(call);
        return Exchanges(method) || ExchangesPair(method, signs) || Renews(call, signs, body);
    }

    private static bool Renews(IInvocationOperation call, ExchangeSigns signs, MemberBody body)
    {
        var method = call.TargetMethod;
        var name = NameOf(call);
        if (!Vocabulary.SaysRefresh(name) || NeverARefresh.IsOther(method) || NeverARefresh.IsOtherVerb(name) || IsLookUp(name))
        {
            return false;
        }

        var answersLater = OutgoingCalls.IsAwaitable(method.ReturnType);
        var named = Vocabulary.SaysCredential(name);
        return signs switch
        {
            // A method that blocks is a refresh where all three signs are there.
            { In: CredentialKind.RefreshToken, Out: CredentialKind.RefreshToken or CredentialKind.AccessToken } => true,
            { In: CredentialKind.RefreshToken } => answersLater && (named || IsToken(signs.Given!)),
            { Out: CredentialKind.RefreshToken } => answersLater && (named || Vocabulary.SaysCredential(ExchangeSigns.Unwrap(method.ReturnType)?.Name ?? "")),
            { In: CredentialKind.Session, Out: not CredentialKind.None } => signs.IsSignedIn(call),
            { In: CredentialKind.AccessToken, Out: CredentialKind.AccessToken } => answersLater && named,
            _ => answersLater && named && NameEvidence.Covers(call) && IsText(method.ReturnType) && ResultUses.AsCredential(call, body),
        };
    }

    // GetByRefreshToken, FindUserByRefreshToken; not GetTokenByRefreshToken.
    private static bool IsLookUp(string name) => name.IndexOf("ByRefresh", StringComparison.Ordinal) is >= 0 and var by && !Vocabulary.SaysCredential(name.Substring(0, by));

    private static bool IsText(ITypeSymbol result) => ExchangeSigns.Unwrap(result)?.SpecialType == SpecialType.System_String;

    // The text of a token, or an object that is nothing but a pair of tokens; not a user who has one among other things.
    private static bool IsToken(IOperation given) =>
        given.Type is { SpecialType: SpecialType.System_String } || Vocabulary.SaysCredential(given.Type?.Name ?? "");

    // GetToken(old): what goes in is of the type that comes out.
    private static bool ExchangesPair(IMethodSymbol method, ExchangeSigns signs) =>
        signs is { In: CredentialKind.RefreshToken, Out: CredentialKind.RefreshToken, Given: { Type: { SpecialType: SpecialType.None } pair } }
        && SymbolEqualityComparer.Default.Equals(pair.WithNullableAnnotation(NullableAnnotation.None), ExchangeSigns.Unwrap(method.ReturnType)?.WithNullableAnnotation(NullableAnnotation.None))
        && ExchangeVerbs.Any(verb => method.Name.StartsWith(verb, StringComparison.Ordinal)) && Vocabulary.SaysCredential(method.Name) && !method.Name.Has("By")
        && OutgoingCalls.IsAwaitable(method.ReturnType) && !Stores.Any((method.ContainingType?.Name ?? "").Has) && !NeverARefresh.IsOfAnotherTrade(method);

    // GetAccessToken(privileged, refreshToken): a refresh token goes in and a new pair comes out, whatever the verb. A store gives back the old one.
    private static bool Exchanges(IMethodSymbol method) =>
        ExchangeVerbs.Any(verb => method.Name.StartsWith(verb, StringComparison.Ordinal)) && method.Name.Has("token") && !method.Name.Has("refresh") && !method.Name.Has("By")
        && !Stores.Any((method.ContainingType?.Name ?? "").Has)
        && OutgoingCalls.IsAwaitable(method.ReturnType)
        && method.Parameters.Any(parameter => parameter.Type.SpecialType == SpecialType.System_String && Vocabulary.NamesRefreshToken(parameter.Name))
        && ResultOf(method.ReturnType) is { } answer && Vocabulary.HoldsRefreshToken(answer) && answer.GetMembers().Any(member => member is IPropertySymbol && Vocabulary.Plain(member.Name) is "accesstoken" or "token")
        && !NeverARefresh.IsOfAnotherTrade(method);

    // options.RefreshCallback(services, tokens): the type around it says that credentials are renewed, and the tokens go in.
    private static bool CoversCallback(IInvocationOperation call, MemberBody body) =>
        call.Instance?.Unwrap() is IMemberReferenceOperation { Member: var member }
        && Vocabulary.SaysRefresh(member.Name)
        && !NeverARefresh.IsOtherVerb(member.Name)
        && (Vocabulary.SaysCredential(member.Name) || Vocabulary.SaysCredential(member.ContainingType?.Name ?? "") || Vocabulary.SaysCredential(body.Member.ContainingType?.Name ?? ""))
        && OutgoingCalls.IsAwaitable(call.TargetMethod.ReturnType)
        && ResultOf(call.TargetMethod.ReturnType) is { SpecialType: not SpecialType.System_Boolean } result && !OutgoingCalls.IsAwaitable(result)
        && call.Arguments.Any(argument => VariableWrites.Anchor(argument.Value) is { } given && given.Name.Has("token") && !given.Name.Has("cancel") && argument.Value.Type?.Name != "CancellationToken");

    /// <summary>The name that speaks: of the method, or of the field or property whose delegate is invoked.</summary>
    public static string NameOf(IInvocationOperation call) =>
        call.TargetMethod.MethodKind == MethodKind.DelegateInvoke && call.Instance?.Unwrap() is { } instance
            ? instance switch
            {
                IMemberReferenceOperation member => member.Member.Name,
                // A delegate that comes in as a parameter is code of the caller, which speaks for itself.
                _ => "",
            }
            : call.TargetMethod.Name;

    private static ITypeSymbol? ResultOf(ITypeSymbol type) => type is INamedTypeSymbol { TypeArguments: { Length: 1 } arguments } ? ResultOf(arguments[0]) : type;

    /// <summary>Whether the method, or an implementation or override of it, has a body in this compilation: then that body is the evidence, or there is none.</summary>
    public bool HasBodyHere(IMethodSymbol method, CancellationToken cancellationToken)
    {
        method = (method.ReducedFrom ?? method).OriginalDefinition;
        if (method.MethodKind == MethodKind.DelegateInvoke)
        {
            return false;
        }

        if (scope.Bodies.Of(method, cancellationToken) is not null)
        {
            return true;
        }

        // What a handler of a library leaves to those who derive from it, its own samples aside, is somebody else's body.
        if (method is { IsAbstract: true, DeclaredAccessibility: Accessibility.Public or Accessibility.Protected, ContainingType: { TypeKind: TypeKind.Class, DeclaredAccessibility: Accessibility.Public } handler } && OutgoingCalls.IsOrInherits(handler, "DelegatingHandler"))
        {
            return false;
        }

        return (method.IsAbstract || method.IsVirtual || method.IsOverride) && _implemented.GetOrAdd(method, at => _types.Value.Length > MaxTypes || _types.Value.Any(type => Implements(type, at)));
    }

    private static bool Implements(INamedTypeSymbol type, IMethodSymbol method)
    {
        if (type.TypeKind is not (TypeKind.Class or TypeKind.Struct))
        {
            return false;
        }

        if (method.ContainingType.TypeKind == TypeKind.Interface)
        {
            return type.AllInterfaces.Any(implemented => SymbolEqualityComparer.Default.Equals(implemented.OriginalDefinition, method.ContainingType));
        }

        for (var at = type.BaseType; at is not null; at = at.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(at.OriginalDefinition, method.ContainingType))
            {
                return type.GetMembers(method.Name).Any(member => member.IsOverride);
            }
        }

        return false;
    }
}
