using System.Net;
using System.Net.Http.Headers;

namespace RefreshRace.Testing.Tests;

/// <summary>A refresh token that travels in a cookie, as single-page applications have it.</summary>
public sealed class RefreshTokenCookieTests : IDisposable
{
    private static readonly Uri s_tokenAddress = new("http://localhost/token");

    private readonly RotatingTokenServer _server = new(new() { RefreshTokenCookie = "rt" });

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task The_cookie_is_exchanged_and_replaced_and_the_body_has_no_refresh_token()
    {
        var cookies = SignIn();
        using var client = _server.CreateClient(cookies);
        var before = cookies.GetCookies(s_tokenAddress)["rt"]!.Value;

        using var answer = await client.PostAsync("token", null);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.False((await answer.JsonAsync()).TryGetProperty("refresh_token", out _));
        Assert.Contains("HttpOnly", answer.Headers.GetValues("Set-Cookie").Single());
        var after = cookies.GetCookies(s_tokenAddress)["rt"]!.Value;
        Assert.NotEqual(before, after);
        Assert.True(_server.IsRefreshTokenLive(after));
        Assert.Empty(cookies.GetCookies(new Uri("http://localhost/api/orders")));
    }

    [Fact]
    public async Task A_browser_over_real_http_keeps_the_cookie()
    {
        using var port = _server.StartLoopback();
        var address = new Uri(port.BaseAddress, "token");
        var cookies = SignIn();
        using var client = new HttpClient(new HttpClientHandler { CookieContainer = cookies });

        (await client.PostAsync(address, null)).EnsureSuccessStatusCode();
        (await client.PostAsync(address, null)).EnsureSuccessStatusCode();

        Assert.Equal((2, 0), (_server.Rotations, _server.ReuseDetected));
    }

    [Fact]
    public async Task A_client_may_send_the_header_itself()
    {
        using var client = _server.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, "token");
        request.Headers.Add("Cookie", $"theme=dark; rt={_server.SignIn().RefreshToken}");

        using var answer = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Of_two_cookies_with_one_name_the_one_with_the_longer_path_counts()
    {
        using var client = _server.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, "token");
        request.Headers.Add("Cookie", $"rt={_server.SignIn().RefreshToken}; rt=of-the-whole-site");

        using var answer = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public void A_server_without_a_cookie_refuses_to_sign_in_with_one()
    {
        using var server = new RotatingTokenServer();

        Assert.Throws<InvalidOperationException>(() => server.SignIn(new CookieContainer()));
    }

    [Fact]
    public async Task A_missing_cookie_is_named()
    {
        using var client = _server.CreateClient();

        using var refused = await client.PostAsync("token", ServerDriver.Grant("in-the-body"));

        Assert.Equal("invalid_request", await refused.ErrorAsync());
        Assert.Equal("POST /token was refused: the cookie rt is missing", _server.Events[^1].Text);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Tabs_that_share_a_cookie_jar_are_raced(bool guarded)
    {
        var client = new CookieClient(_server.CreateClient(SignIn(out var session)), session.AccessToken, guarded);

        var report = await RaceProbe.RunAsync(_server, client.GetOrdersAsync);

        Assert.True(guarded == report.IsSingleFlight, report.ToString());
    }

    private CookieContainer SignIn() => SignIn(out _);

    private CookieContainer SignIn(out TokenSet session)
    {
        var cookies = new CookieContainer();
        session = _server.SignIn(cookies);
        return cookies;
    }

    /// <summary>Sees no refresh token: the key of its flight is the access token that was refused.</summary>
    private sealed class CookieClient(HttpClient http, string accessToken, bool guarded)
    {
        private readonly SingleFlight<string, string> _refresh = new();
        private volatile string _accessToken = accessToken;

        public async Task<HttpResponseMessage> GetOrdersAsync(CancellationToken cancellationToken)
        {
            var refused = _accessToken;
            var answer = await AskAsync(refused, cancellationToken);
            if (answer.StatusCode != HttpStatusCode.Unauthorized)
                return answer;

            var renewed = guarded
                ? await _refresh.RunAsync(refused, (_, flight) => RenewAsync(flight), cancellationToken)
                : await RenewAsync(cancellationToken);
            return await AskAsync(renewed, cancellationToken);
        }

        private async Task<string> RenewAsync(CancellationToken cancellationToken)
        {
            using var answer = await http.PostAsync("token", null, cancellationToken);
            answer.EnsureSuccessStatusCode();
            return _accessToken = (await answer.JsonAsync()).GetProperty("access_token").GetString()!;
        }

        private Task<HttpResponseMessage> AskAsync(string accessToken, CancellationToken cancellationToken)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, "api/orders");
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
            return http.SendAsync(request, cancellationToken);
        }
    }
}
