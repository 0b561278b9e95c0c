using System.Security.Cryptography;

namespace Studio.Demo;

/// <summary>
/// An identity provider with single-use refresh tokens. Every exchange rotates the token; presenting a consumed one revokes the whole
/// family, because the provider cannot tell a thief from a client that raced with itself (RFC 9700, section 4.14.2).
/// Access tokens are self-contained, as most are: what was issued stays valid until it expires.
/// </summary>
public sealed class IdentityProvider
{
    private const int AccessTokenSeconds = 300;

    private readonly object _gate = new();
    private readonly Dictionary<string, Grant> _grants = [];
    private readonly HashSet<string> _accessTokens = [];

    /// <summary>How many exchanges were asked for.</summary>
    public int Exchanges { get; private set; }

    /// <summary>How many of them were answered with <c>invalid_grant</c>.</summary>
    public int Rejections { get; private set; }

    /// <summary>Starts a family: what a user gets who has just signed in.</summary>
    public TokenResponse SignIn() => Issue(new Family());

    /// <summary>The <c>refresh_token</c> grant of a token endpoint.</summary>
    public TokenResponse? Exchange(string refreshToken)
    {
        lock (_gate)
        {
            Exchanges++;
            if (!_grants.TryGetValue(refreshToken, out var grant) || grant.Consumed || grant.Family.Revoked)
            {
                Rejections++;
                if (grant is not null)
                {
                    grant.Family.Revoked = true;
                }

                return null;
            }

            grant.Consumed = true;
            return Issue(grant.Family);
        }
    }

    public bool Accepts(string? authorization)
    {
        lock (_gate)
        {
            return authorization is ['B', 'e', 'a', 'r', 'e', 'r', ' ', .. var token] && _accessTokens.Contains(token);
        }
    }

    private TokenResponse Issue(Family family)
    {
        lock (_gate)
        {
            var tokens = new TokenResponse(NewToken(), NewToken(), AccessTokenSeconds);
            _accessTokens.Add(tokens.AccessToken);
            _grants.Add(tokens.RefreshToken, new Grant(family));
            return tokens;
        }
    }

    private static string NewToken() => Convert.ToHexString(RandomNumberGenerator.GetBytes(16));

    private sealed class Family
    {
        public bool Revoked { get; set; }
    }

    private sealed class Grant(Family family)
    {
        public Family Family { get; } = family;

        public bool Consumed { get; set; }
    }
}
