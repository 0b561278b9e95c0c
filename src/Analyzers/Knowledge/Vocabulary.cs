using Microsoft.CodeAnalysis;

namespace RefreshRace.Analyzers.Knowledge;

/// <summary>What names say. All tests ignore case, underscores and hyphens, so that <c>refresh_token</c>, <c>RefreshToken</c> and <c>refresh-token</c> are one word.</summary>
internal static class Vocabulary
{
    private static readonly string[] RefreshVerbs = { "refresh", "renew", "rotat" };

    private static readonly string[] Credentials = { "token", "session", "credential", "login", "auth", "jwt", "grant" };

    private static readonly string[] Sessions = { "session", "sessiontoken", "sessiondata", "sessioncookie", "sessionjwt", "sealedsession", "sealed", "ticket", "cookie", "cookievalue", "login" };

    private static readonly string[] OtherSessions = { "checkout", "chat", "upload", "game", "debug", "terminal", "payment", "db", "database", "clientsession", "antiforgery", "consent", "support", "lottery", "jira" };

    private static readonly string[] SignedIn = { "auth", "token", "sealed", "cookie", "ticket", "login", "signin", "identity", "sso", "credential", "jwt", "account", "principal", "oidc", "oauth" };

    private static readonly string[] RequestEndings = { "request", "req", "requestdto", "requestmodel", "parameter", "parameters", "model", "dto", "options", "input", "body", "payload", "command", "message" };

    private static readonly string[] UrlEndings = { "uri", "url", "endpoint", "path", "route", "address", "resource" };

    /// <summary>The letters and digits of a name in lower case.</summary>
    public static string Plain(string name)
    {
        var letters = new char[name.Length];
        var count = 0;
        foreach (var letter in name)
        {
            if (char.IsLetterOrDigit(letter))
            {
                letters[count++] = char.ToLowerInvariant(letter);
            }
        }

        return new string(letters, 0, count);
    }

    public static bool SaysRefresh(string name) => RefreshVerbs.Any(name.Has);

    /// <summary>A name that speaks of renewing a credential: <c>RefreshTokenAsync</c>, <c>RenewSession</c>, <c>TryRotateCredentials</c>.</summary>
    public static bool SaysRefreshOfCredential(string name) => SaysRefresh(name) && SaysCredential(name);

    public static bool SaysCredential(string name) => Credentials.Any(Plain(name).Contains);

    /// <summary>A name of a refresh token: <c>refreshToken</c>, <c>_refresh_token</c>, <c>CurrentRefreshTokenValue</c>, also <c>RenewalToken</c>; not of its expiry.</summary>
    public static bool NamesRefreshToken(string name)
    {
        if (!name.Has("refresh") && !name.Has("renew"))
        {
            return false;
        }

        var plain = Plain(name);
        return (plain.Contains("refreshtoken") || plain.Contains("renewaltoken") || plain.Contains("refreshjwt") || plain.Contains("refreshkey"))
            && !plain.Contains("expir") && !plain.Contains("lifetime") && !plain.Contains("uri") && !plain.Contains("url") && !plain.Contains("endpoint")
            && !plain.Contains("async") && !plain.Contains("lock") && !plain.Contains("semaphore") && !plain.Contains("cookiename");
    }

    /// <summary>A type of a request that asks for a refresh, by its name: <c>RefreshTokenRequest</c>, <c>InitiateRefreshTokenAuthRequest</c>, <c>CodeFlowRefreshTokenParameter</c>.</summary>
    public static bool NamesRefreshRequest(ITypeSymbol type)
    {
        if (!type.Name.Has("refresh") && !type.Name.Has("renewal"))
        {
            return false;
        }

        var plain = Plain(type.Name);
        return RequestEndings.Any(ending => plain.EndsWith(ending, StringComparison.Ordinal)) && (Credentials.Any(plain.Contains) || HoldsRefreshToken(type));
    }

    /// <summary>A name that ends as those of requests do: <c>RefreshCommand</c>.</summary>
    public static bool EndsAsRequest(string name)
    {
        var plain = Plain(name);
        return RequestEndings.Any(ending => plain.EndsWith(ending, StringComparison.Ordinal));
    }

    /// <summary>A member that holds the address of a refresh endpoint: <c>RefreshUrl</c>, <c>RenewUri</c>, <c>TokenRefreshEndpoint</c>.</summary>
    public static bool NamesRefreshUrl(string name)
    {
        if (!name.Has("refresh") && !name.Has("renew"))
        {
            return false;
        }

        var plain = Plain(name);
        return UrlEndings.Any(ending => plain.EndsWith(ending, StringComparison.Ordinal));
    }

    /// <summary>A parameter or property that takes an address.</summary>
    public static bool NamesAddress(string name) => Plain(name) is "requesturi" or "uri" or "url" or "uristring" or "relativeuri" or "relativeurl" or "address" or "resource" or "path" or "endpoint"
        or "route" or "requesturl" or "segment" or "segments" or "apiurl" or "endpointurl" or "relativepath" or "apipath" or "requestpath" or "action" or "method";

    /// <summary>Whether the type has a member that is named for a refresh token, looked for in its bases as well.</summary>
    public static bool HoldsRefreshToken(ITypeSymbol? type)
    {
        // Ten bases deep is far beyond any data type.
        for (var depth = 0; type is not null && depth < 10 && type.SpecialType == SpecialType.None; depth++, type = type.BaseType)
        {
            foreach (var member in type.GetMembers())
            {
                if (member is IPropertySymbol or IFieldSymbol && NamesRefreshToken(member.Name))
                {
                    return true;
                }
            }

            if (type.TypeKind == TypeKind.Interface)
            {
                return type.AllInterfaces.Take(10).Any(inherited => inherited.GetMembers().Any(member => member is IPropertySymbol && NamesRefreshToken(member.Name)));
            }
        }

        return false;
    }

    /// <summary>A name of what a server keeps a user signed in by when it is no token: <c>sealedSession</c>, <c>AuthTicket</c>, <c>sessionCookie</c>, <c>login</c>; not of its id, its key or its options.</summary>
    public static bool NamesSession(string name)
    {
        var plain = Plain(name);
        return Sessions.Any(ending => plain.EndsWith(ending, StringComparison.Ordinal)) && !OtherSessions.Any(plain.Contains);
    }

    /// <summary>A word that tells the session of a signed-in user from a session of chat, checkout or work.</summary>
    public static bool SaysSignedIn(string name)
    {
        var plain = Plain(name);
        return SignedIn.Any(plain.Contains);
    }

    /// <summary>A member or parameter that holds an access token: <c>AccessToken</c>, <c>access_token</c>, <c>Token</c>, <c>Jwt</c>.</summary>
    public static bool NamesAccessToken(string name)
    {
        var plain = Plain(name);
        return plain is "token" or "jwt" or "bearer" or "jwttoken" or "bearertoken" or "authtoken" or "sessiontoken" or "currenttoken" || plain.EndsWith("accesstoken", StringComparison.Ordinal) || plain.EndsWith("accessjwt", StringComparison.Ordinal);
    }

    public static bool Has(this string text, string part) => text.IndexOf(part, StringComparison.OrdinalIgnoreCase) >= 0;
}
