using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Knowledge;
using RefreshRace.Analyzers.Model;

namespace RefreshRace.Analyzers.Callers;

/// <summary>Whether a member reads the refresh token that it presents from state, or merely passes on what its caller gave it.</summary>
internal static class TokenOrigins
{
    // Words in a parameter's name or type that say it carries the token, alone or among others.
    private static readonly string[] CarrierWords =
    [
        "token", "refresh", "credential", "session", "secret", "grant", "auth", "form", "payload", "request", "parameters", "content", "body", "model", "dto", "input", "command", "data",
    ];

    /// <summary>The origin of what a refresh presents. Where no refresh token is visible, a pair of other tokens that is read off a parameter into the request takes its place.</summary>
    public static (TokenOrigin Origin, ImmutableArray<IParameterSymbol> Carriers) Of(RefreshCall refresh)
    {
        if (refresh.Tokens.IsEmpty && refresh.Operation is IInvocationOperation call && !refresh.Body.Member.IsOverride)
        {
            var sent = ValueSources.Of(call.Arguments.Select(argument => argument.Value), refresh.Body).Parameters;
            var carriers = refresh.Body.Operations.OfType<IPropertyReferenceOperation>()
                .Where(read => Holds(read.Property.Name, "token") && read.Type?.SpecialType == SpecialType.System_String && IsCopied(read))
                .Select(read => (read.Instance as IParameterReferenceOperation)?.Parameter)
                .OfType<IParameterSymbol>().Where(sent.Contains).Distinct<IParameterSymbol>(SymbolEqualityComparer.Default).ToImmutableArray();
            if (!carriers.IsEmpty)
            {
                return (TokenOrigin.Parameter, carriers);
            }
        }

        // A token whose type is not at hand, in a project that does not compile here, still comes in where it is named.
        var unknown = refresh.Tokens.IsEmpty ? refresh.Body.Member.Parameters.Where(parameter => parameter.Type.TypeKind == TypeKind.Error && Holds(parameter.Name, "token")).ToImmutableArray() : ImmutableArray<IParameterSymbol>.Empty;
        return unknown.IsEmpty ? Of(refresh.Tokens, refresh.Body) : (TokenOrigin.Parameter, unknown);
    }

    /// <summary>Whether a hook is handed the token by whoever runs it: <c>options.OnExpired = async refreshToken =&gt; await gateway.RefreshAsync(refreshToken)</c>.</summary>
    public static bool AreOfHook(CallFrame frame) => !frame.Tokens.IsDefaultOrEmpty && frame.Tokens.All(token =>
        ValueSources.RootOf(token) is IParameterReferenceOperation { Parameter: { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.AnonymousFunction or MethodKind.LocalFunction } } parameter }
        && (parameter.Type.SpecialType == SpecialType.System_String || Vocabulary.HoldsRefreshToken(parameter.Type))
        && !IsGivenBesideItsDelegate(parameter, frame.Call));

    // flights.GetOrAdd(token, key => new Lazy<Task<Tokens>>(() => RefreshAsync(key))): the value comes from the very call that takes the delegate.
    private static bool IsGivenBesideItsDelegate(IParameterSymbol parameter, IOperation inside)
    {
        for (var at = inside; at is not null; at = at.Parent)
        {
            if (at is IAnonymousFunctionOperation function && SymbolEqualityComparer.Default.Equals(function.Symbol, parameter.ContainingSymbol))
            {
                return function.Parent?.Parent is IArgumentOperation { Parent: IInvocationOperation call } own
                    && call.Arguments.Any(other => other != own && SymbolEqualityComparer.Default.Equals(other.Value.Type, parameter.Type));
            }
        }

        return false;
    }

    private static bool IsCopied(IOperation read) => read.Parent is IAssignmentOperation assignment ? assignment.Value == read : read.Parent is IArgumentOperation or IInterpolationOperation;

    /// <summary>The origin, and the parameters through which the token comes in when it does.</summary>
    public static (TokenOrigin Origin, ImmutableArray<IParameterSymbol> Carriers) Of(ImmutableArray<IOperation> tokens, MemberBody body)
    {
        if (tokens.IsDefaultOrEmpty)
        {
            return (TokenOrigin.Invisible, ImmutableArray<IParameterSymbol>.Empty);
        }

        var sources = ValueSources.Of(tokens, body);
        var carriers = sources.Parameters.Where(IsCarrier).ToImmutableArray();
        if (!carriers.IsEmpty && !(carriers.All(IsOptional) && sources.Reads.Any(IsOwnToken)))
        {
            return (TokenOrigin.Parameter, carriers);
        }

        if (!sources.Reads.IsEmpty)
        {
            return (TokenOrigin.State, ImmutableArray<IParameterSymbol>.Empty);
        }

        return sources.Parameters.Count > 0
            ? (TokenOrigin.Parameter, sources.Parameters.ToImmutableArray())
            : (TokenOrigin.Invisible, ImmutableArray<IParameterSymbol>.Empty);
    }

    // RefreshAsync(string? refreshToken = null) that falls back on the object's own token: who passes nothing leaves the session to it.
    private static bool IsOptional(IParameterSymbol parameter) => parameter is { HasExplicitDefaultValue: true, ExplicitDefaultValue: null or "" };

    private static bool IsOwnToken(IOperation read) => read is IMemberReferenceOperation { Instance: IInstanceReferenceOperation, Member.Name: var name } && Holds(name, "token");

    private static bool IsCarrier(IParameterSymbol parameter) =>
        parameter.Type.Name is not ("CancellationToken" or "HttpContext" or "HttpClient")
        && !IsPassingRequest(parameter)
        && CarrierWords.Any(word => Holds(parameter.Name, word) || (parameter.Type.SpecialType == SpecialType.None && Holds(parameter.Type.Name, word)));

    // DelegatingHandler.SendAsync(HttpRequestMessage request): the request asks for something else, and the token is the handler's.
    private static bool IsPassingRequest(IParameterSymbol parameter) =>
        parameter is { Type.Name: "HttpRequestMessage", ContainingSymbol: IMethodSymbol { IsOverride: true, Name: "Send" or "SendAsync" } };

    private static bool Holds(string text, string word) => text.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0;
}
