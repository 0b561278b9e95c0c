using Microsoft.CodeAnalysis;

namespace RefreshRace.CodeFixes.Syntax;

/// <summary>What the names of inputs say about them: the words that keys and inputs are judged by.</summary>
internal static class InputNames
{
    private static readonly string[] s_identities =
        ["user", "email", "account", "tenant", "client", "customer", "login", "realm", "audience", "authority", "issuer", "endpoint", "url",
            "uri", "host", "domain", "scheme"];

    private static readonly string[] s_scopes = ["scope", "resource", "audience", "tenant"];

    private static readonly string[] s_noise = ["correlation", "requestid", "traceid", "operationid", "activityid", "useragent",
        "logprefix", "timeout"];

    /// <summary>Whether a name says refresh token.</summary>
    public static bool IsTokenName(string name)
    {
        var plain = name.Replace("_", "").ToLowerInvariant();
        return plain.Contains("refreshtoken")
            || plain.Contains("renewaltoken")
            || plain.Contains("renewtoken")
            || plain is "refresh" or "rt" or "reftoken";
    }

    /// <summary>Whether a property is the text of a token that a library has taken apart.</summary>
    public static bool IsTokenText(IPropertySymbol property) =>
        (property.ContainingType.Name, property.Name) is ("JsonWebToken", "EncodedToken") or ("JwtSecurityToken", "RawData");

    /// <summary>
    /// Whether a name says whose session it is, or where it is kept: it is the same for every caller with the same token.
    /// </summary>
    public static bool IsIdentityName(string name)
    {
        var plain = name.ToLowerInvariant();
        return s_identities.Any(plain.Contains) || name.EndsWith("Id", StringComparison.Ordinal);
    }

    /// <summary>Whether a name says what the tokens are for: a provider gives others for another value of it.</summary>
    public static bool IsScopeName(string name) => s_scopes.Any(name.ToLowerInvariant().Contains);

    /// <summary>Inputs that follow a call around without changing its answer.</summary>
    public static bool IsNoise(string name) => s_noise.Any(word => name.ToLowerInvariant().Contains(word));
}
