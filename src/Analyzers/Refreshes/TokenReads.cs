using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Knowledge;

namespace RefreshRace.Analyzers.Refreshes;

/// <summary>Calls that read the refresh token from a store: <c>GetRefreshTokenAsync()</c>, <c>GetTokenAsync("refresh_token")</c>, <c>Cookies.TryGetValue("refreshToken", …)</c>.</summary>
internal static class TokenReads
{
    private static readonly string[] Verbs = { "Get", "Read", "Find", "Load", "Retrieve", "Fetch", "TryGet", "Decrypt", "Unprotect" };

    public static bool Covers(IInvocationOperation call)
    {
        var name = call.TargetMethod.Name;
        return Verbs.Any(verb => name.StartsWith(verb, StringComparison.Ordinal))
            && (Vocabulary.NamesRefreshToken(name.Replace("Async", ""))
                || call.Arguments.Any(argument => argument.ArgumentKind != ArgumentKind.DefaultValue && ConstantText.Of(argument.Value).Any(Vocabulary.NamesRefreshToken)));
    }
}
