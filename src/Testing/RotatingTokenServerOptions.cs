namespace RefreshRace.Testing;

/// <summary>How a <see cref="RotatingTokenServer"/> behaves. The defaults are the strictest provider: no leeway, and a replay ends the session.</summary>
public sealed class RotatingTokenServerOptions
{
    /// <summary>How long an access token is accepted. Default: 5 minutes.</summary>
    public TimeSpan AccessTokenLifetime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long after its exchange a consumed refresh token may be presented again without harm. Default: zero, as at Auth0, Keycloak and Curity.
    /// Only the token before the newest one enjoys it: once the successor has been exchanged too, a replay is a reuse.</summary>
    public TimeSpan ReuseLeeway { get; init; } = TimeSpan.Zero;

    /// <summary>What a replay within <see cref="ReuseLeeway"/> is answered with. Default: the tokens that the first exchange gave.</summary>
    public LeewayAnswer LeewayAnswer { get; init; } = LeewayAnswer.SameTokens;

    /// <summary>Whether presenting a consumed refresh token revokes the whole token family, access tokens included (RFC 9700 §4.14.2). Default: true.
    /// When false, only the replay itself is refused.</summary>
    public bool RevokeFamilyOnReuse { get; init; } = true;

    /// <summary>How long the token endpoint waits, after it has rotated the token, before it answers, on the server's clock. Default: zero.
    /// A test that wants a certain order of events takes <see cref="RotatingTokenServer.HoldTokenAnswers"/> instead of a delay.</summary>
    public TimeSpan AnswerDelay { get; init; } = TimeSpan.Zero;

    /// <summary>The path of the token endpoint, matched without regard to case on any host. Default: <c>/token</c>.</summary>
    public string TokenPath { get; init; } = "/token";

    /// <summary>The path under which every request needs a valid access token, matched without regard to case on any host. Default: <c>/api</c>.</summary>
    public string ApiPath { get; init; } = "/api";

    /// <summary>Writes the JSON body of a successful answer. Default: the shape of RFC 6749 §5.1
    /// (<c>access_token</c>, <c>token_type</c>, <c>expires_in</c> in seconds, <c>refresh_token</c>).</summary>
    public Func<TokenSet, string>? FormatTokens { get; init; }

    /// <summary>The server's clock: expiry of access tokens, the leeway and the delay of answers are measured on it. Default: <see cref="TimeProvider.System"/>.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}

/// <summary>What a provider gives for a consumed refresh token that is presented again within its leeway.</summary>
public enum LeewayAnswer
{
    /// <summary>The tokens of the first exchange, once more (WorkOS, Supabase).</summary>
    SameTokens,

    /// <summary>A new pair of tokens; the earlier pair stays valid (Okta, Auth0).</summary>
    NewTokens,
}

/// <summary>How the answer to an exchange gets lost after the token was rotated.</summary>
public enum LostAnswer
{
    /// <summary>The connection breaks: the client sees an <see cref="System.Net.Http.HttpRequestException"/>.</summary>
    ConnectionBroken,

    /// <summary>Nothing arrives: the client waits until its own timeout or cancellation, or until the server is disposed.</summary>
    Silence,
}

/// <summary>Why the token endpoint refuses every exchange. None of these consumes the refresh token.</summary>
public enum RefreshFailure
{
    /// <summary>Exchanges are answered as usual.</summary>
    None,

    /// <summary>400 with <c>invalid_grant</c> (RFC 6749 §5.2): the definitive refusal.</summary>
    InvalidGrant,

    /// <summary>503 with <c>temporarily_unavailable</c>: the session may well be alive.</summary>
    TemporarilyUnavailable,

    /// <summary>No connection: the client sees an <see cref="System.Net.Http.HttpRequestException"/>.</summary>
    Unreachable,
}
