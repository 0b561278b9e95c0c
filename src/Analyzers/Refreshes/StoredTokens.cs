using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Knowledge;

namespace RefreshRace.Analyzers.Refreshes;

/// <summary>Tells a client behind an endpoint, which redeems a token that it keeps itself, from an issuer, which is handed the token by the request that it answers.</summary>
internal static class StoredTokens
{
    /// <summary>Whether the token that an action hands to the call was read from a store of its own, and the answer of the call is kept.</summary>
    public static bool AreRedeemed(IInvocationOperation call, ImmutableArray<IOperation> tokens, MemberBody body)
    {
        if (tokens.IsEmpty || Vocabulary.SaysRefresh(body.Member.Name) || ExchangeSigns.Of(call) is not { In: CredentialKind.RefreshToken or CredentialKind.Session, Out: not CredentialKind.None })
        {
            return false;
        }

        // An endpoint that is a lambda has its request among the lambda's parameters.
        var inLambda = call.EnclosingFunction() is { } function && tokens.Any(token => token.DescendantsAndSelf().Any(at => at is IParameterReferenceOperation parameter && SymbolEqualityComparer.Default.Equals(parameter.Parameter.ContainingSymbol, function)));
        var sources = ValueSources.Of(tokens, body);
        return !inLambda && sources.Parameters.Count == 0 && !sources.Reads.IsEmpty && !sources.Reads.Any(IsOfRequest);
    }

    private static bool IsOfRequest(IOperation read) =>
        read.DescendantsAndSelf().Any(at => at is IMemberReferenceOperation { Member.Name: "Request" or "Cookies" or "Headers" or "Form" or "Query" or "Body" or "RouteData" } || at.Type?.Name is "HttpRequest" or "ClaimsPrincipal");
}
