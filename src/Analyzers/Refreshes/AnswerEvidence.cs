using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Knowledge;
using RefreshRace.Analyzers.Model;

namespace RefreshRace.Analyzers.Refreshes;

/// <summary>Evidence by what flows: a request takes a refresh token out under its name, and the member keeps a credential of the answer, whatever the address and the method are called.</summary>
internal static class AnswerEvidence
{
    private static readonly string[] Endings = ["revoke", "revocation", "logout", "signout", "logoff"];

    // Requests that carry a refresh token to end it, or to ask about it; what they answer is no token.
    private static readonly string[] OtherPurposes =
        [.. Endings, "introspect", "validate", "verify", "invalidate", "register", "unregister"];

    public static EvidenceStrength? StrengthOf(IInvocationOperation call, Payload payload, MemberBody body)
    {
        if (!payload.HasKeyedToken || OtherPurposes.Any(body.Member.Name.Has) || NeverARefresh.IsOfAnotherTrade(call.TargetMethod) || NeverARefresh.AnswersRequests(body.Member) || NeverARefresh.IsInMappedLambda(call)
            || !KeepsCredential(call, body))
        {
            return null;
        }

        return Vocabulary.SaysRefresh(body.Member.Name) ? EvidenceStrength.Strong : EvidenceStrength.Likely;
    }

    /// <summary>
    /// Whether the request carries the token to end it or to ask about it, as its address, the method called or the member around says.
    /// </summary>
    public static bool IsForAnotherPurpose(IInvocationOperation call, MemberBody body) =>
        Endings.Any(body.Member.Name.Has) || OtherPurposes.Any(call.TargetMethod.Name.Has)
        || call.DescendantsAndSelf().Any(at => at.ConstantValue is { HasValue: true, Value: string text } && OtherPurposes.Any(text.Has));

    /// <summary>A helper that takes the refresh token as such makes the request by itself, and speaks for itself; one that takes a form or a body only sends it.</summary>
    public static bool IsNamedForToken(IMethodSymbol method) =>
        method.DeclaringSyntaxReferences.Length > 0 && method.Parameters.Any(parameter => Vocabulary.NamesRefreshToken(parameter.Name) || Vocabulary.HoldsRefreshToken(parameter.Type));

    private static bool KeepsCredential(IInvocationOperation call, MemberBody body) =>
        Holds(body.Member.ReturnType)
        || Holds(call.Type)
        || body.Root.Descendants().Any(at => at.Syntax.SpanStart > call.Syntax.Span.End && at switch
        {
            IAssignmentOperation { Target: IMemberReferenceOperation { Member.Name: var name }, Value: { ConstantValue.HasValue: false } value } =>
                (Vocabulary.NamesRefreshToken(name) || Vocabulary.NamesAccessToken(name)) && value.Unwrap() is not IParameterReferenceOperation,
            IPropertyReferenceOperation { Arguments: { Length: 1 } keys } => Names(keys[0].Value),
            IInvocationOperation { TargetMethod.Name: "GetProperty" or "TryGetProperty" or "Value" or "GetValue" or "SelectToken", Arguments: { Length: > 0 } arguments } read =>
                Names(arguments[read.TargetMethod.IsExtensionMethod && arguments.Length > 1 ? 1 : 0].Value),
            _ => false,
        });

    private static bool Names(IOperation key) => ConstantText.Of(key).Any(name => Vocabulary.NamesRefreshToken(name) || Vocabulary.NamesAccessToken(name));

    private static bool Holds(ITypeSymbol? type) => Vocabulary.HoldsRefreshToken(ExchangeSigns.Unwrap(type));
}
