using System.Security.Cryptography;
using System.Text;

namespace RefreshRace.Testing;

/// <summary>The authorization codes. A code is redeemed once, by whoever knows its verifier (RFC 7636 §4.6); a second attempt revokes what
/// the first one gave (RFC 6749 §4.1.2).</summary>
internal sealed class CodeLedger(RotatingTokenServerOptions options, TokenLedger tokens, ServerLog log)
{
    /// <summary>How long a code is good (RFC 6749 §4.1.2 recommends ten minutes at most).</summary>
    private static readonly TimeSpan s_lifetime = TimeSpan.FromMinutes(1);

    private readonly object _gate = new();
    private readonly Dictionary<string, AuthorizationGrant> _codes = new(StringComparer.Ordinal);

    public string Issue(FormFields request)
    {
        var grant = new AuthorizationGrant(request["client_id"]!, request["redirect_uri"]!, request["code_challenge"]!)
        {
            Scope = request["scope"],
            Nonce = request["nonce"],
            ExpiresAt = options.TimeProvider.GetUtcNow() + s_lifetime,
        };
        lock (_gate)
        {
            var name = $"C{_codes.Count + 1}";
            var code = TokenMint.Opaque(name);
            _codes.Add(code, grant);
            log.Write(TokenServerEventKind.CodeIssued, $"{name} was issued to {grant.ClientId}");
            return code;
        }
    }

    /// <summary>Begins a session for a code. The entry is the one to answer with; null when the code is refused.</summary>
    public RefreshTokenEntry? Redeem(FormFields request, out string refusal)
    {
        lock (_gate)
        {
            refusal = "";
            if (request["code"] is not { } code || !_codes.TryGetValue(code, out var grant))
                return Refuse("the authorization code is unknown", out refusal);

            if (grant.Family is { } family)
            {
                tokens.Revoke(family, "because its authorization code was presented twice");
                return Refuse("the authorization code has been used already", out refusal);
            }

            if (Objection(grant, request) is { } objection)
                return Refuse(objection, out refusal);

            var entry = tokens.SignIn(options.AccessTokenLifetime, grant);
            grant.Family = entry.Family;
            return entry;
        }
    }

    private string? Objection(AuthorizationGrant grant, FormFields request)
    {
        if (grant.ExpiresAt <= options.TimeProvider.GetUtcNow())
            return "the authorization code has expired";
        if (request["client_id"] != grant.ClientId)
            return "the authorization code was issued to another client_id";
        if (request["redirect_uri"] != grant.RedirectUri)
            return "redirect_uri is not the one of the authorization request";
        if (request["code_verifier"] is not { } verifier)
            return "code_verifier is missing";
        return Challenge(verifier) == grant.Challenge ? null : "code_verifier does not match the code_challenge";
    }

    private RefreshTokenEntry? Refuse(string why, out string refusal)
    {
        refusal = why;
        log.Write(TokenServerEventKind.CodeRefused, "the code was refused: " + why);
        return null;
    }

    private static string Challenge(string verifier)
    {
        using var sha = SHA256.Create();
        return Base64Url.Encode(sha.ComputeHash(Encoding.ASCII.GetBytes(verifier)));
    }
}
