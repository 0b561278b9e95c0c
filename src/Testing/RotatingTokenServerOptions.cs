namespace RefreshRace.Testing;

/// <summary>How a <see cref="RotatingTokenServer"/> behaves. The defaults are the strictest provider: no leeway, and a replay ends the
/// session.</summary>
public sealed class RotatingTokenServerOptions
{
    /// <summary>How long an access token is accepted. Default: 5 minutes.</summary>
    public TimeSpan AccessTokenLifetime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long after its exchange a consumed refresh token may be presented again without harm. Default: zero, as at Auth0,
    /// Keycloak and Curity. Only the token before the newest one enjoys it: once the successor has been exchanged too, a replay is a
    /// reuse.</summary>
    public TimeSpan ReuseLeeway { get; init; } = TimeSpan.Zero;

    /// <summary>What a replay within <see cref="ReuseLeeway"/> is answered with. Default: the tokens that the first exchange
    /// gave.</summary>
    public LeewayAnswer LeewayAnswer { get; init; } = LeewayAnswer.SameTokens;

    /// <summary>Whether presenting a consumed refresh token revokes the whole token family, access tokens included (RFC 9700 §4.14.2).
    /// Default: true. When false, only the replay itself is refused.</summary>
    public bool RevokeFamilyOnReuse { get; init; } = true;

    /// <summary>How long the token endpoint waits, after it has rotated the token, before it answers, on the server's clock. Default: zero.
    /// A test that wants a certain order of events takes <see cref="RotatingTokenServer.HoldTokenAnswers"/> instead of a delay.</summary>
    public TimeSpan AnswerDelay { get; init; } = TimeSpan.Zero;

    /// <summary>The path of the token endpoint, matched without regard to case on any host. Default: <c>/token</c>.</summary>
    public string TokenPath { get; init; } = "/token";

    /// <summary>The path under which every request needs a valid access token, matched without regard to case on any host. Default:
    /// <c>/api</c>.</summary>
    public string ApiPath { get; init; } = "/api";

    /// <summary>The path of the authorization endpoint, for the authorization code flow with PKCE. Default: <c>/authorize</c>.</summary>
    public string AuthorizePath { get; init; } = "/authorize";

    /// <summary>The path of the GraphQL endpoint. Default: <c>/graphql</c>.</summary>
    public string GraphQLPath { get; init; } = "/graphql";

    /// <summary>The GraphQL mutation that exchanges a refresh token. Its arguments may have any name and shape, and be literals or
    /// variables: the text among them that is a refresh token counts. Default: <c>renewToken</c>.</summary>
    public string GraphQLMutation { get; init; } = "renewToken";

    /// <summary>What access tokens look like. Default: <see cref="AccessTokenFormat.Opaque"/>.</summary>
    public AccessTokenFormat AccessTokenFormat { get; init; } = AccessTokenFormat.Opaque;

    /// <summary>The issuer that JWTs and the discovery document name, without a slash at its end. Default (null): the address of the port
    /// that <see cref="RotatingTokenServer.StartLoopback"/> opened last, and <c>http://localhost</c> while there was none.</summary>
    public string? Issuer { get; init; }

    /// <summary>The audience of JWT access tokens. Default: <c>api</c>.</summary>
    public string Audience { get; init; } = "api";

    /// <summary>The cookie that carries the refresh token, to the client and back, in place of the JSON body. Default: null, no cookie.
    /// It is <c>HttpOnly</c>, for <see cref="TokenPath"/>, and not <c>Secure</c>, since the server speaks plain HTTP.</summary>
    public string? RefreshTokenCookie { get; init; }

    /// <summary>Writes the JSON body of a successful answer. Default: the shape of RFC 6749 §5.1 (<c>access_token</c>, <c>token_type</c>,
    /// <c>expires_in</c> in seconds, <c>refresh_token</c>), with <c>scope</c> and <c>id_token</c> where the session has them.</summary>
    public Func<TokenSet, string>? FormatTokens { get; init; }

    /// <summary>The server's clock: expiry of access tokens, the leeway and the delay of answers are measured on it. Default:
    /// <see cref="TimeProvider.System"/>.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
