using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Knowledge;
using RefreshRace.Analyzers.Model;

namespace RefreshRace.Analyzers.Refreshes;

/// <summary>Evidence by address: an outgoing request to a refresh endpoint, or a GraphQL mutation that renews, which carries a refresh token.</summary>
internal static class EndpointEvidence
{
    public static EvidenceStrength? StrengthOf(IInvocationOperation call, Payload payload, MemberBody body)
    {
        if (payload.RefreshMutation)
        {
            return EvidenceStrength.Strong;
        }

        if (!payload.RefreshAddress)
        {
            return null;
        }

        if (payload.CarriesToken)
        {
            return EvidenceStrength.Strong;
        }

        // The token may travel as a cookie that nobody names; then the address and the member must both say what this is.
        // A session that is extended by its id is none.
        return payload.PlainRefreshAddress && Vocabulary.SaysRefreshOfCredential(body.Member.Name) && !Vocabulary.Plain(body.Member.Name).Contains("session") && !NeverARefresh.IsOtherVerb(body.Member.Name) && !call.TargetMethod.Name.StartsWith("Get", StringComparison.Ordinal)
            ? EvidenceStrength.Likely
            : null;
    }
}
