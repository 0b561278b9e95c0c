using System.Net;
using System.Net.Http;

namespace RefreshRace.Testing;

/// <summary>An identity provider in memory whose refresh tokens are single-use, with a protected API beside it. It does to a client what a
/// strict provider does: an exchange rotates the token, and a consumed token that is presented again revokes the session (RFC 9700
/// §4.14.2).</summary>
/// <remarks>Reach it through <see cref="CreateHandler()"/> / <see cref="CreateClient()"/> without a network, or through
/// <see cref="StartLoopback"/> over real HTTP. Thread-safe. It is a server for tests: it identifies no client and checks no
/// secret.</remarks>
public sealed class RotatingTokenServer : IDisposable
{
    private readonly RotatingTokenServerOptions _options;
    private readonly ServerLog _log;
    private readonly TokenLedger _ledger;
    private readonly TokenEndpoint _tokens;
    private readonly ApiEndpoint _api;
    private readonly ServerRoutes _routes;
    private readonly CancellationTokenSource _stop = new();

    /// <summary>A server with the strictest behaviour and the system clock.</summary>
    public RotatingTokenServer()
        : this(new RotatingTokenServerOptions())
    {
    }

    /// <summary>A server that behaves as the options say.</summary>
    /// <param name="options">The behaviour.</param>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is null.</exception>
    public RotatingTokenServer(RotatingTokenServerOptions options)
    {
        _options = options ?? throw new ArgumentNullException(nameof(options));
        _log = new ServerLog(options.TimeProvider);
        Issuer = new IssuerName(options.Issuer);
        _ledger = new TokenLedger(options, new TokenMint(options, Issuer), _log);
        var codes = new CodeLedger(options, _ledger, _log);
        _tokens = new TokenEndpoint(options, _ledger, codes, _log);
        _api = new ApiEndpoint(_ledger, _log);
        var graphQL = new GraphQLEndpoint(options, _tokens, _ledger, _api, _log);
        _routes = new ServerRoutes(
            options, _tokens, new AuthorizeEndpoint(codes, Issuer, _log), new DiscoveryEndpoint(options, Issuer), graphQL, _api, _log);
    }

    /// <summary>How many requests with a refresh token the token endpoint has seen.</summary>
    public int RefreshesReceived => _log.Count(TokenServerEventKind.RefreshReceived);

    /// <summary>How many of them got new tokens.</summary>
    public int Rotations => _log.Count(TokenServerEventKind.Rotated);

    /// <summary>How often a consumed refresh token was presented outside the leeway.</summary>
    public int ReuseDetected => _log.Count(TokenServerEventKind.ReuseDetected);

    /// <summary>How many sessions were revoked.</summary>
    public int FamiliesRevoked => _log.Count(TokenServerEventKind.FamilyRevoked);

    /// <summary>How many answers with tokens did not reach a client.</summary>
    public int AnswersLost => _log.Count(TokenServerEventKind.AnswerLost);

    /// <summary>How many requests the API has answered with 200.</summary>
    public int ApiRequestsAccepted => _log.Count(TokenServerEventKind.ApiAccepted);

    /// <summary>How many requests the API has refused with 401.</summary>
    public int ApiRequestsRefused => _log.Count(TokenServerEventKind.ApiRefused);

    /// <summary>What happened so far, oldest first; at most the last 10 000 lines.</summary>
    public IReadOnlyList<TokenServerEvent> Events => _log.Snapshot();

    /// <summary>While it is not <see cref="RefreshFailure.None"/>, every exchange fails that way and consumes nothing.</summary>
    public RefreshFailure RefreshFailure
    {
        get => _tokens.Failure;
        set => _tokens.Failure = value;
    }

    internal ChangeSignal Changed => _log.Changed;

    /// <summary>The sessions that can go on.</summary>
    internal IReadOnlyList<int> LiveSessions => _ledger.LiveSessions();

    internal IssuerName Issuer { get; }

    internal CancellationToken Stopped => _stop.Token;

    /// <summary>Begins a session, as a user's sign-in would.</summary>
    /// <param name="accessTokenLifetime">How long the first access token is valid; as configured when null. Zero gives one that has expired
    /// already.</param>
    /// <returns>The session's first tokens.</returns>
    public TokenSet SignIn(TimeSpan? accessTokenLifetime = null) => 
        _ledger.SignIn(accessTokenLifetime ?? _options.AccessTokenLifetime).Tokens;

    /// <summary>Begins a session whose refresh token is in a cookie, as a user's sign-in in a browser would.</summary>
    /// <param name="cookies">Gets the cookie <see cref="RotatingTokenServerOptions.RefreshTokenCookie"/>, for the address of the port that
    /// was opened last, or for <c>http://localhost/</c> where there is none.</param>
    /// <param name="accessTokenLifetime">How long the first access token is valid; as configured when null. Zero gives one that has expired
    /// already.</param>
    /// <returns>The session's first tokens.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="cookies"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The options name no cookie.</exception>
    public TokenSet SignIn(CookieContainer cookies, TimeSpan? accessTokenLifetime = null)
    {
        _ = cookies ?? throw new ArgumentNullException(nameof(cookies));
        var name = _options.RefreshTokenCookie
            ?? throw new InvalidOperationException("RotatingTokenServerOptions.RefreshTokenCookie is not set.");
        var tokens = SignIn(accessTokenLifetime);
        cookies.Add(new Uri(Issuer.Address), new Cookie(name, tokens.RefreshToken, _options.TokenPath) { HttpOnly = true });
        return tokens;
    }

    /// <summary>Ends every access token that was issued so far, so that the next API calls are refused with 401. Refresh tokens are not
    /// touched.</summary>
    public void ExpireAccessTokens() => _ledger.ExpireAccessTokens();

    /// <summary>Revokes a session, as an administrator or a sign-out elsewhere would.</summary>
    /// <param name="refreshToken">Any refresh token of the session.</param>
    /// <exception cref="ArgumentException">The server has not issued that token.</exception>
    public void RevokeSession(string refreshToken) => _ledger.Revoke(refreshToken);

    /// <summary>Whether the session can go on: it is not revoked, and a refresh token that still works was delivered to the
    /// client.</summary>
    /// <param name="refreshToken">Any refresh token of the session.</param>
    /// <exception cref="ArgumentException">The server has not issued that token.</exception>
    public bool IsSessionAlive(string refreshToken) => _ledger.IsAlive(refreshToken);

    /// <summary>Whether exchanging this very token would succeed now.</summary>
    /// <param name="refreshToken">Any text.</param>
    public bool IsRefreshTokenLive(string refreshToken) => _ledger.IsLive(refreshToken);

    /// <summary>Loses the answers to the next successful exchanges: the token is rotated but the client does not learn the new
    /// one.</summary>
    /// <param name="count">How many answers to lose; replaces what is left of an earlier call.</param>
    /// <param name="how">What the client sees.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
    public void LoseNextAnswers(int count = 1, LostAnswer how = LostAnswer.ConnectionBroken) =>
        _tokens.LoseNextAnswers(count >= 0 ? count : throw new ArgumentOutOfRangeException(nameof(count)), how);

    /// <summary>Holds back the token endpoint's answers from now on: tokens are rotated at once, their answers wait for the
    /// release.</summary>
    /// <returns>The barrier.</returns>
    /// <exception cref="InvalidOperationException">An earlier hold has not been released.</exception>
    public AnswerHold HoldTokenAnswers() => _tokens.Hold();

    /// <summary>Holds back the API's 401 answers from now on. A caller that waits there has read its tokens and will refresh as soon as it
    /// is released.</summary>
    /// <returns>The barrier.</returns>
    /// <exception cref="InvalidOperationException">An earlier hold has not been released.</exception>
    public AnswerHold HoldApiRefusals() => _api.HoldRefusals();

    /// <summary>A handler that answers from this server without a network. It ignores the host of the request.</summary>
    public HttpMessageHandler CreateHandler() => new TokenServerHandler(this, cookies: null);

    /// <summary>A handler that answers from this server without a network and keeps cookies as a browser does.</summary>
    /// <param name="cookies">Where the cookies are kept; several handlers may share it.</param>
    /// <exception cref="ArgumentNullException"><paramref name="cookies"/> is null.</exception>
    public HttpMessageHandler CreateHandler(CookieContainer cookies) =>
        new TokenServerHandler(this, cookies ?? throw new ArgumentNullException(nameof(cookies)));

    /// <summary>A client over <see cref="CreateHandler()"/> with the base address <c>http://localhost/</c>.</summary>
    public HttpClient CreateClient() => new(CreateHandler()) { BaseAddress = new Uri("http://localhost/") };

    /// <summary>A client over <see cref="CreateHandler(CookieContainer)"/> with the base address <c>http://localhost/</c>.</summary>
    /// <param name="cookies">Where the cookies are kept; several clients may share it.</param>
    /// <exception cref="ArgumentNullException"><paramref name="cookies"/> is null.</exception>
    public HttpClient CreateClient(CookieContainer cookies) => new(CreateHandler(cookies)) { BaseAddress = new Uri("http://localhost/") };

    /// <summary>Opens the server on a free port of 127.0.0.1, for code that brings its own HTTP stack or runs in another process.</summary>
    /// <returns>The open port; dispose to close it.</returns>
    public LoopbackTokenServer StartLoopback() => new(this);

    /// <summary>Ends every request that is being held or met with silence.</summary>
    public void Dispose() => _stop.Cancel();

    internal async Task<ServerAnswer> HandleAsync(ServerRequest request, CancellationToken cancellationToken)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
        return await _routes.HandleAsync(request, ends.Token).ConfigureAwait(false);
    }

    internal void Unreadable(string why) => _log.Write(TokenServerEventKind.RequestRefused, $"a connection was closed: {why}");

    internal void Delivered(ServerAnswer answer)
    {
        if (answer.Carries is { } entry)
            _ledger.Delivered(entry);
    }

    internal void Lost(ServerAnswer answer, string why)
    {
        if (answer.Carries is not null)
            _tokens.Lost(answer, why);
    }
}
