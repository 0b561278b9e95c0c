using System.Text.Json.Nodes;

namespace RefreshRace.Testing;

/// <summary>The server's metadata (OpenID Connect Discovery 1.0 §3, RFC 8414 §2) and its keys (RFC 7517).</summary>
internal sealed class DiscoveryEndpoint(RotatingTokenServerOptions options, IssuerName issuer)
{
    public const string KeySetPath = "/.well-known/jwks.json";

    private static readonly string[] s_metadataPaths = ["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"];

    /// <summary>The answer; null where the path is neither of these.</summary>
    public ServerAnswer? Handle(ServerRequest request)
    {
        if (s_metadataPaths.Contains(request.Path, StringComparer.OrdinalIgnoreCase))
            return ServerAnswer.Json(Metadata());
        return string.Equals(request.Path, KeySetPath, StringComparison.OrdinalIgnoreCase)
            ? ServerAnswer.Json(SigningKey.Shared.ToKeySet())
            : null;
    }

    private JsonObject Metadata() => new()
    {
        ["issuer"] = issuer.Current,
        ["authorization_endpoint"] = issuer.Current + options.AuthorizePath,
        ["token_endpoint"] = issuer.Current + options.TokenPath,
        ["jwks_uri"] = issuer.Current + KeySetPath,
        ["response_types_supported"] = new JsonArray("code"),
        ["response_modes_supported"] = new JsonArray("query"),
        ["grant_types_supported"] = new JsonArray("authorization_code", "refresh_token"),
        ["scopes_supported"] = new JsonArray("openid", "offline_access"),
        ["subject_types_supported"] = new JsonArray("public"),
        ["id_token_signing_alg_values_supported"] = new JsonArray("RS256"),
        ["token_endpoint_auth_methods_supported"] = new JsonArray("none"),
        ["code_challenge_methods_supported"] = new JsonArray("S256"),
        ["authorization_response_iss_parameter_supported"] = true,
    };
}
