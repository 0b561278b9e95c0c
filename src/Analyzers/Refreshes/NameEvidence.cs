using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.Operations;

namespace RefreshRace.Analyzers.Refreshes;

/// <summary>
/// The weakest evidence, for RR0101 alone: a method of another assembly whose whole name is that of a refresh, <c>TryRefreshTokenAsync</c>, and whose
/// signature shows no refresh token. Names that only contain the words are left alone.
/// </summary>
internal static class NameEvidence
{
    private static readonly Regex Refresh = new(
        "^(Try|Force|Do|Ensure|TryForce|Request|Perform|Silent|Internal)?(Refresh|Renew|Rotate)(The|User|My)?(Access|OAuth2?|Auth|User|Id|Identity|Bearer|Jwt|Current|Expired)*(Token|Tokens|Session|Credential|Credentials|Authentication|Authorization|Login)(Silently|IfNeeded|IfNecessary|IfExpired|IfRequired)?(Async)?$",
        RegexOptions.CultureInvariant);

    public static bool Covers(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        return Refresh.IsMatch(ShapeEvidence.NameOf(call))
            && OutgoingCalls.IsAwaitable(method.ReturnType)
            && !NeverARefresh.IsOther(method)
            && method.ContainingType is { } type
            && !NeverARefresh.IsDouble(type)
            && !(type.ContainingNamespace?.ToDisplayString() ?? "").StartsWith("Microsoft.", StringComparison.Ordinal)
            && !(type.ContainingNamespace?.ToDisplayString() ?? "").StartsWith("System", StringComparison.Ordinal);
    }
}
