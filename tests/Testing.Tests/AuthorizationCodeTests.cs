using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Web;
using Duende.IdentityModel.OidcClient;
using Duende.IdentityModel.OidcClient.Browser;
using Microsoft.IdentityModel.Tokens;

namespace RefreshRace.Testing.Tests;

/// <summary>The authorization code flow with PKCE, by hand and with a client library of the field.</summary>
public sealed class AuthorizationCodeTests : IDisposable
{
    private const string Verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    private readonly ManualClock _clock = new();
    private readonly RotatingTokenServer _server;
    private readonly HttpClient _http;

    public AuthorizationCodeTests()
    {
        _server = new(new() { TimeProvider = _clock });
        _http = _server.CreateClient();
    }

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task A_code_begins_a_session_whose_token_rotates()
    {
        using var answer = await RedeemAsync(await CodeAsync());
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var refreshToken = (await answer.JsonAsync()).GetProperty("refresh_token").GetString()!;

        Assert.True(_server.IsSessionAlive(refreshToken));
        await _http.RotateAsync(refreshToken);
        Assert.Equal(
            [TokenServerEventKind.CodeIssued, TokenServerEventKind.SignedIn, TokenServerEventKind.AnswerDelivered],
            _server.Events.Take(3).Select(line => line.Kind));
    }

    [Fact]
    public async Task The_redirect_gives_back_the_state_and_names_the_issuer()
    {
        var query = HttpUtility.ParseQueryString(new Uri(await AuthorizeAsync(new() { ["state"] = "a b&c" })).Query);

        Assert.Equal("a b&c", query["state"]);
        Assert.Equal("http://localhost", query["iss"]);
    }

    [Theory]
    [InlineData("code", "made-up", "unknown")]
    [InlineData("code_verifier", "wrong", "does not match")]
    [InlineData("code_verifier", "", "code_verifier is missing")]
    [InlineData("client_id", "other", "another client_id")]
    [InlineData("redirect_uri", "app://elsewhere", "redirect_uri is not the one")]
    public async Task A_code_is_for_whoever_asked_for_it(string field, string value, string reason)
    {
        using var refused = await RedeemAsync(await CodeAsync(), new() { [field] = value });

        Assert.Equal("invalid_grant", await refused.ErrorAsync());
        Assert.Contains(reason, _server.Events[^1].Text);
        Assert.Equal(TokenServerEventKind.CodeRefused, _server.Events[^1].Kind);
    }

    [Fact]
    public async Task A_code_expires()
    {
        var code = await CodeAsync();
        _clock.Advance(TimeSpan.FromMinutes(1));

        using var refused = await RedeemAsync(code);

        Assert.Equal("invalid_grant", await refused.ErrorAsync());
    }

    [Fact]
    public async Task A_code_that_is_presented_twice_revokes_what_it_gave()
    {
        var code = await CodeAsync();
        using var first = await RedeemAsync(code);
        using var second = await RedeemAsync(code);

        Assert.Equal("invalid_grant", await second.ErrorAsync());
        Assert.False(_server.IsSessionAlive((await first.JsonAsync()).GetProperty("refresh_token").GetString()!));
    }

    [Theory]
    [InlineData("code_challenge", "invalid_request")]
    [InlineData("code_challenge_method", "invalid_request")]
    [InlineData("response_type", "unsupported_response_type")]
    public async Task A_request_without_pkce_is_sent_back_with_an_error(string missing, string error)
    {
        var query = HttpUtility.ParseQueryString(new Uri(await AuthorizeAsync(new() { [missing] = "" })).Query);

        Assert.Equal(error, query["error"]);
        Assert.Null(query["code"]);
    }

    [Theory]
    [InlineData("client_id")]
    [InlineData("redirect_uri")]
    public async Task A_request_from_nobody_is_not_sent_anywhere(string missing)
    {
        using var answer = await SendAuthorizeAsync(new() { [missing] = "" });

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(missing, _server.Events[^1].Text);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_library_signs_in_and_its_refresh_is_raced(bool guarded)
    {
        using var server = new RotatingTokenServer(new() { AccessTokenFormat = AccessTokenFormat.Jwt });
        using var port = server.StartLoopback();
        var oidc = new OidcClient(new OidcClientOptions
        {
            Authority = port.BaseAddress.GetLeftPart(UriPartial.Authority),
            ClientId = "desktop",
            RedirectUri = "app://callback",
            Scope = "openid offline_access",
            LoadProfile = false,
            Browser = new Browser(),
        });

        var login = await oidc.LoginAsync(new LoginRequest());
        Assert.False(login.IsError, $"{login.Error}: {login.ErrorDescription}");
        Assert.Equal("user-1", login.User.FindFirst("sub")!.Value);
        var flight = new SingleFlight<string, string>();
        async Task<string> RefreshAsync(string token, CancellationToken ct)
        {
            var result = await oidc.RefreshTokenAsync(token, cancellationToken: ct);
            return result.IsError ? throw new HttpRequestException(result.Error) : result.RefreshToken;
        }

        var report = await RaceProbe.RunExchangeAsync(
            server, login.RefreshToken, (token, ct) => guarded ? flight.RunAsync(token, RefreshAsync, ct) : RefreshAsync(token, ct));

        Assert.True(guarded == report.IsSingleFlight, report.ToString());
    }

    private async Task<string> CodeAsync() => HttpUtility.ParseQueryString(new Uri(await AuthorizeAsync([])).Query)["code"]!;

    private async Task<string> AuthorizeAsync(Dictionary<string, string> changes)
    {
        using var answer = await SendAuthorizeAsync(changes);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return answer.Headers.Location!.ToString();
    }

    private Task<HttpResponseMessage> SendAuthorizeAsync(Dictionary<string, string> changes)
    {
        var query = new Dictionary<string, string>
        {
            ["response_type"] = "code",
            ["client_id"] = "desktop",
            ["redirect_uri"] = "app://callback",
            ["code_challenge"] = Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier))),
            ["code_challenge_method"] = "S256",
        };
        foreach (var change in changes)
            query[change.Key] = change.Value;
        return _http.GetAsync("authorize?" + string.Join('&', query.Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}")));
    }

    private Task<HttpResponseMessage> RedeemAsync(string code, Dictionary<string, string>? changes = null)
    {
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["client_id"] = "desktop",
            ["redirect_uri"] = "app://callback",
            ["code_verifier"] = Verifier,
        };
        foreach (var change in changes ?? [])
            form[change.Key] = change.Value;
        return _http.PostAsync("token", new FormUrlEncodedContent(form));
    }

    /// <summary>Follows no redirect: the address it is sent to is the app's.</summary>
    private sealed class Browser : IBrowser
    {
        public async Task<BrowserResult> InvokeAsync(BrowserOptions options, CancellationToken cancellationToken = default)
        {
            using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
            using var answer = await http.GetAsync(options.StartUrl, cancellationToken);
            return new BrowserResult { ResultType = BrowserResultType.Success, Response = answer.Headers.Location!.ToString() };
        }
    }
}
