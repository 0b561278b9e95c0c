namespace RefreshRace.Testing;

/// <summary>Who holds which tokens, and what an exchange does to them. Every decision is taken under one lock, as a provider's database
/// takes it in one transaction: of two exchanges of one token, one comes first.</summary>
internal sealed class TokenLedger(RotatingTokenServerOptions options, TokenMint mint, ServerLog log)
{
    private readonly object _gate = new();
    private readonly Dictionary<string, RefreshTokenEntry> _refreshTokens = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AccessTokenEntry> _accessTokens = new(StringComparer.Ordinal);
    private readonly List<TokenFamily> _sessions = [];

    /// <summary>Begins a session. Where the test itself asks for it, without a grant, its tokens are handed over in person.</summary>
    public RefreshTokenEntry SignIn(TimeSpan accessTokenLifetime, AuthorizationGrant? grant = null)
    {
        lock (_gate)
        {
            var family = new TokenFamily(_sessions.Count + 1, grant);
            _sessions.Add(family);
            var entry = Issue(family, accessTokenLifetime);
            entry.Delivered = grant is null;
            log.Write(TokenServerEventKind.SignedIn, $"session {entry.Family.Number} began with {entry.Name}");
            return entry;
        }
    }

    /// <summary>Exchanges a refresh token. The entry is the one to answer with; null when the token is refused.</summary>
    public RefreshTokenEntry? Redeem(string refreshToken, out string refusal)
    {
        lock (_gate)
        {
            refusal = "";
            if (!_refreshTokens.TryGetValue(refreshToken, out var presented))
            {
                log.Write(TokenServerEventKind.RefreshReceived, "an unknown refresh token was presented");
                return Refuse("the refresh token is unknown", out refusal);
            }

            log.Write(TokenServerEventKind.RefreshReceived, $"{presented.Name} was presented");
            if (presented.ConsumedAt is { } consumedAt)
                return Replay(presented, consumedAt, out refusal);

            if (presented.Family.Revoked)
                return Refuse($"session {presented.Family.Number} has been revoked, {presented.Name} with it", out refusal);

            presented.ConsumedAt = options.TimeProvider.GetUtcNow();
            return Rotate(presented);
        }
    }

    public bool Accepts(string? accessToken, out string reason)
    {
        lock (_gate)
        {
            if (accessToken is null)
                reason = "no access token";
            else if (!_accessTokens.TryGetValue(accessToken, out var entry))
                reason = "an unknown access token";
            else if (entry.Family.Revoked)
                reason = $"{entry.Name}, whose session has been revoked";
            else if (entry.ExpiresAt <= options.TimeProvider.GetUtcNow())
                reason = $"{entry.Name}, which has expired";
            else
            {
                reason = entry.Name;
                return true;
            }

            return false;
        }
    }

    public void ExpireAccessTokens()
    {
        lock (_gate)
        {
            var now = options.TimeProvider.GetUtcNow();
            foreach (var entry in _accessTokens.Values.Where(entry => entry.ExpiresAt > now))
                entry.ExpiresAt = now;
        }
    }

    public void Revoke(string refreshToken)
    {
        lock (_gate)
            Revoke(Find(refreshToken).Family, "on request");
    }

    public void Revoke(TokenFamily family, string why)
    {
        lock (_gate)
        {
            family.Revoked = true;
            log.Write(TokenServerEventKind.FamilyRevoked, $"session {family.Number} was revoked {why}");
        }
    }

    /// <summary>Alive: not revoked, and a client was given a refresh token that still works.</summary>
    public bool IsAlive(string refreshToken)
    {
        lock (_gate)
            return IsAlive(Find(refreshToken).Family);
    }

    public IReadOnlyList<int> LiveSessions()
    {
        lock (_gate)
            return _sessions.Where(IsAlive).Select(session => session.Number).ToArray();
    }

    /// <summary>Whether this server has issued that refresh token, whatever has become of it.</summary>
    public bool Knows(string refreshToken)
    {
        lock (_gate)
            return _refreshTokens.ContainsKey(refreshToken);
    }

    public bool IsLive(string refreshToken)
    {
        lock (_gate)
            return _refreshTokens.TryGetValue(refreshToken, out var entry) && entry.ConsumedAt is null && !entry.Family.Revoked;
    }

    public void Delivered(RefreshTokenEntry entry)
    {
        lock (_gate)
        {
            entry.Delivered = true;
            log.Write(TokenServerEventKind.AnswerDelivered, $"the answer with {entry.Name} was delivered");
        }
    }

    private static bool IsAlive(TokenFamily family) =>
        !family.Revoked && family.Tokens.Any(token => token.ConsumedAt is null && token.Delivered);

    private RefreshTokenEntry? Replay(RefreshTokenEntry presented, DateTimeOffset consumedAt, out string refusal)
    {
        var family = presented.Family;
        var previous = presented.Successors.All(successor => successor.ConsumedAt is null);
        var early = options.ReuseLeeway > TimeSpan.Zero && options.TimeProvider.GetUtcNow() - consumedAt <= options.ReuseLeeway;
        if (!family.Revoked && previous && early)
        {
            refusal = "";
            log.Write(TokenServerEventKind.Replayed, $"{presented.Name} had been exchanged already; the leeway allows it");
            return options.LeewayAnswer == LeewayAnswer.SameTokens ? presented.Successors[0] : Rotate(presented);
        }

        log.Write(TokenServerEventKind.ReuseDetected, $"REUSE: {presented.Name} had been exchanged already");
        if (options.RevokeFamilyOnReuse && !family.Revoked)
            Revoke(family, $"because {presented.Name} was presented twice");

        refusal = $"the refresh token {presented.Name} has been used already";
        return null;
    }

    private RefreshTokenEntry Rotate(RefreshTokenEntry presented)
    {
        var next = Issue(presented.Family, options.AccessTokenLifetime);
        presented.Successors.Add(next);
        log.Write(TokenServerEventKind.Rotated, $"{presented.Name} was exchanged for {next.Name}");
        return next;
    }

    private RefreshTokenEntry? Refuse(string why, out string refusal)
    {
        refusal = why;
        log.Write(TokenServerEventKind.RefreshRefused, "the exchange was refused: " + why);
        return null;
    }

    private RefreshTokenEntry Issue(TokenFamily family, TimeSpan lifetime)
    {
        var number = family.Issued++;
        var now = options.TimeProvider.GetUtcNow();
        var expiresAt = now + lifetime;
        var name = $"{family.Number}.{number}";
        var tokens = new TokenSet(
            family.Number, mint.AccessToken("A" + name, family, now, expiresAt), TokenMint.Opaque("R" + name), lifetime, expiresAt)
        {
            Scope = family.Grant?.Scope,
            IdToken = mint.IdToken(family, now, expiresAt),
        };
        var entry = new RefreshTokenEntry(family, number, tokens);
        family.Tokens.Add(entry);
        _refreshTokens.Add(tokens.RefreshToken, entry);
        _accessTokens.Add(tokens.AccessToken, new AccessTokenEntry(family, "A" + name, expiresAt));
        return entry;
    }

    private RefreshTokenEntry Find(string refreshToken) =>
        _refreshTokens.TryGetValue(refreshToken, out var entry)
            ? entry
            : throw new ArgumentException("This server has not issued that refresh token.", nameof(refreshToken));
}
