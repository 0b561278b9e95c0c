using RefreshRace.Analyzers.Knowledge;

namespace RefreshRace.Analyzers.Refreshes;

/// <summary>What constant texts in a payload say: grants, refresh endpoints, GraphQL mutations.</summary>
internal static class PayloadTexts
{
    // Between "grant_type" and its value stand quotes, colons, escapes and spaces, never more than these few.
    private const int MaxSeparator = 12;

    private static readonly HashSet<string> PlainEndpoints = new(StringComparer.Ordinal)
    {
        "refreshtoken", "refreshtokens", "refreshaccesstoken", "refreshsession", "refreshjwt", "refreshauth", "refreshlogin", "refreshoauthtoken", "refreshidtoken", "refreshjwttoken",
        "renewtoken", "renewtokens", "renewaccesstoken", "renewsession", "renewauth", "renewjwt", "tokenrefresh", "tokenrenew", "tokenrenewal", "sessionrefresh", "authrefresh", "jwtrefresh",
        "rotatetoken", "rotaterefreshtoken", "refreshcredentials",
    };

    private static readonly HashSet<string> BareEndpoints = new(StringComparer.Ordinal) { "refresh", "renew", "renewal", "rotate", "refreshes" };

    private static readonly string[] AuthSegments = { "auth", "token", "session", "account", "identity", "login", "user", "jwt", "security", "credential", "connect", "sso", "signin", "member" };

    private static readonly HashSet<string> GrantKeys = new(StringComparer.Ordinal) { "granttype", "grant", "authflow", "sourcetokentype", "subjecttokentype", "oauthgranttype", "authgranttype" };

    // A key or a grant is a word or a URN; what is longer is something else.
    private const int MaxWord = 256;

    /// <summary>Whether a key names the kind of grant: <c>grant_type</c>, Cognito's <c>AuthFlow</c>, the token type of an exchange. Not <c>token_type_hint</c>.</summary>
    public static bool IsGrantKey(string key) => key.Length <= MaxWord && GrantKeys.Contains(Vocabulary.Plain(key));

    /// <summary>Whether the value of a grant key means a refresh: <c>refresh_token</c>, <c>REFRESH_TOKEN_AUTH</c>, <c>urn:ietf:params:oauth:token-type:refresh_token</c>.</summary>
    public static bool IsRefreshGrant(string value)
    {
        if (value.Length > MaxWord)
        {
            return false;
        }

        var plain = Vocabulary.Plain(value);
        return plain is "refreshtoken" or "refreshtokenauth" or "refresh" or "refreshtokengrant" || plain.EndsWith("tokentyperefreshtoken", StringComparison.Ordinal);
    }

    /// <summary>A form, query or JSON text that holds the grant.</summary>
    public static bool SaysRefreshGrant(string text)
    {
        foreach (var key in new[] { "grant_type", "grantType" })
        {
            for (var at = text.IndexOf(key, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(key, at + 1, StringComparison.OrdinalIgnoreCase))
            {
                var value = at + key.Length;
                for (var skipped = 0; skipped < MaxSeparator && value < text.Length && !char.IsLetterOrDigit(text[value]) && text[value] is not ('&' or ',' or '}' or ConstantText.Hole); skipped++)
                {
                    value++;
                }

                if (string.Compare(text, value, "refresh_token", 0, 13, StringComparison.OrdinalIgnoreCase) == 0 || string.Compare(text, value, "refreshToken", 0, 12, StringComparison.OrdinalIgnoreCase) == 0)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>A GraphQL document with a mutation that renews a token or session.</summary>
    public static bool SaysRefreshMutation(string text)
    {
        if (!text.Has("mutation"))
        {
            return false;
        }

        var plain = Vocabulary.Plain(text);
        return PlainEndpoints.Any(plain.Contains);
    }

    /// <summary>Whether an address leads to a refresh endpoint. <paramref name="plain"/> says that it speaks of tokens, sessions or accounts as well.</summary>
    public static bool IsRefreshAddress(string address, out bool plain)
    {
        plain = false;
        if (address.Length > 2_000 || !(address.Has("refresh") || address.Has("renew") || address.Has("rotat")) || address.Contains(' ') || address.Contains('\n'))
        {
            return false;
        }

        var query = address.IndexOf('?');
        var path = query >= 0 ? address.Substring(0, query) : address;
        var segments = path.Split('/').Select(segment => segment.Trim()).Where(segment => segment.Length > 0 && segment.Any(char.IsLetter)).ToArray();
        if (segments.Length == 0)
        {
            return false;
        }

        for (var index = Math.Max(0, segments.Length - 2); index < segments.Length; index++)
        {
            // XRPC and RPC style names put the verb after a dot: com.atproto.server.refreshSession, auth.refresh; files put an ending after it.
            foreach (var part in segments[index].Split('.'))
            {
                var name = Vocabulary.Plain(part);
                if (PlainEndpoints.Contains(name))
                {
                    plain = true;
                    return true;
                }

                if (BareEndpoints.Contains(name) && index == segments.Length - 1)
                {
                    plain = AuthSegments.Any(Vocabulary.Plain(path).Contains);
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Whether a text ends where the value of a refresh token follows: <c>…&amp;refresh_token=</c>, <c>{ "refreshToken": "</c>.</summary>
    public static bool EndsWithTokenKey(string before)
    {
        var end = before.Length;
        while (end > 0 && !char.IsLetterOrDigit(before[end - 1]))
        {
            end--;
        }

        var start = end;
        while (start > 0 && (char.IsLetterOrDigit(before[start - 1]) || before[start - 1] is '_' or '-'))
        {
            start--;
        }

        return end < before.Length && Vocabulary.NamesRefreshToken(before.Substring(start, end - start));
    }
}
