using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Model;

namespace RefreshRace.Analyzers.Refreshes;

/// <summary>Evidence by the request: an object whose type is named for a refresh is made in this member and handed to a call that sends it.</summary>
internal static class RequestEvidence
{
    public static EvidenceStrength? StrengthOf(IInvocationOperation call, Payload payload, MemberBody body, AnalysisScope scope)
    {
        if (payload.RefreshRequest is not { } request || !OutgoingCalls.IsAwaitable(call.TargetMethod.ReturnType) || NeverARefresh.IsOfAnotherTrade(call.TargetMethod)
            || NeverARefresh.AnswersRequests(body.Member) || NeverARefresh.IsInMappedLambda(call))
        {
            return null;
        }

        // A package's request type leaves no doubt; one of this code base may be a message between its own parts.
        return SymbolEqualityComparer.Default.Equals(request.ContainingAssembly, scope.Compilation.Assembly) ? EvidenceStrength.Likely : EvidenceStrength.Strong;
    }
}
