using System.Net;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace RefreshRace.Testing.Tests;

/// <summary>JWT access tokens, verified by a library of the field by way of the discovery document and the key set.</summary>
public sealed class JwtAccessTokenTests : IDisposable
{
    private readonly RotatingTokenServer _server = new(new() { AccessTokenFormat = AccessTokenFormat.Jwt });

    public void Dispose() => _server.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_token_verifies_against_the_published_keys(bool loopback)
    {
        using var port = loopback ? _server.StartLoopback() : null;
        using var http = port is null ? _server.CreateClient() : new HttpClient { BaseAddress = port.BaseAddress };
        var configuration = await DiscoverAsync(http);
        var renewed = await http.RotateAsync(_server.SignIn().RefreshToken);

        var result = await ValidateAsync(renewed.AccessToken, configuration);

        Assert.True(result.IsValid, result.Exception?.Message);
        Assert.Equal(http.BaseAddress!.GetLeftPart(UriPartial.Authority), configuration.Issuer);
        Assert.Equal("user-1", result.Claims["sub"]);
        var token = new JsonWebToken(renewed.AccessToken);
        Assert.Equal("at+jwt", token.Typ);
        Assert.Equal(TimeSpan.FromMinutes(5), token.ValidTo - token.IssuedAt);
    }

    [Fact]
    public async Task A_token_that_was_changed_does_not_verify()
    {
        using var http = _server.CreateClient();
        var configuration = await DiscoverAsync(http);
        var parts = _server.SignIn().AccessToken.Split('.');
        var forged = $"{parts[0]}.{Base64UrlEncoder.Encode(Base64UrlEncoder.Decode(parts[1]).Replace("user-1", "user-2"))}.{parts[2]}";

        Assert.False((await ValidateAsync(forged, configuration)).IsValid);
    }

    [Fact]
    public async Task A_session_may_begin_with_a_token_that_has_expired()
    {
        using var http = _server.CreateClient();

        var session = _server.SignIn(TimeSpan.Zero);

        Assert.True(new JsonWebToken(session.AccessToken).ValidTo <= DateTime.UtcNow);
        using var refused = await http.CallApiAsync(session.AccessToken);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Fact]
    public async Task The_api_takes_the_token_and_the_log_names_it()
    {
        using var http = _server.CreateClient();
        var session = _server.SignIn();

        using var accepted = await http.CallApiAsync(session.AccessToken);

        Assert.Equal(HttpStatusCode.OK, accepted.StatusCode);
        Assert.Equal("GET /api/orders was answered for A1.0", _server.Events[^1].Text);
    }

    [Fact]
    public async Task Issuer_audience_and_paths_are_those_of_the_options()
    {
        using var server = new RotatingTokenServer(new()
        {
            AccessTokenFormat = AccessTokenFormat.Jwt,
            Issuer = "https://id.example",
            Audience = "orders",
            TokenPath = "/connect/token",
        });
        using var port = server.StartLoopback();
        using var http = server.CreateClient();

        using var document = await http.GetAsync(".well-known/oauth-authorization-server");
        var metadata = await document.JsonAsync();
        var token = new JsonWebToken(server.SignIn().AccessToken);

        Assert.Equal("https://id.example", metadata.GetProperty("issuer").GetString());
        Assert.Equal("https://id.example/connect/token", metadata.GetProperty("token_endpoint").GetString());
        Assert.Equal(("https://id.example", "orders"), (token.Issuer, token.Audiences.Single()));
    }

    [Fact]
    public async Task A_client_that_reads_the_expiry_of_its_token_is_raced()
    {
        var client = new ExpiryClient(_server.CreateClient(), _server.SignIn(TimeSpan.Zero));

        var report = await RaceProbe.RunAsync(_server, client.GetOrdersAsync, new() { Stragglers = 0 });

        report.ShouldBeSingleFlight();
    }

    private static Task<OpenIdConnectConfiguration> DiscoverAsync(HttpClient http)
    {
        var address = new Uri(http.BaseAddress!, ".well-known/openid-configuration").ToString();
        var documents = new HttpDocumentRetriever(http) { RequireHttps = false };
        return new ConfigurationManager<OpenIdConnectConfiguration>(address, new OpenIdConnectConfigurationRetriever(), documents)
            .GetConfigurationAsync(CancellationToken.None);
    }

    private static Task<TokenValidationResult> ValidateAsync(string token, OpenIdConnectConfiguration configuration) =>
        new JsonWebTokenHandler().ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = configuration.Issuer,
            ValidAudience = "api",
            ValidTypes = ["at+jwt"],
            IssuerSigningKeys = configuration.SigningKeys,
        });

    /// <summary>Looks at the expiry that stands in the token, and never waits for a 401.</summary>
    private sealed class ExpiryClient(HttpClient http, TokenSet session)
    {
        private readonly SingleFlight<string, Tokens> _refresh = new();
        private volatile Tokens _tokens = new(session.AccessToken, session.RefreshToken);

        public async Task<HttpResponseMessage> GetOrdersAsync(CancellationToken cancellationToken)
        {
            var tokens = _tokens;
            if (new JsonWebToken(tokens.AccessToken).ValidTo <= DateTime.UtcNow)
                tokens = await _refresh.RunAsync(tokens.RefreshToken, RenewAsync, cancellationToken);
            return await http.CallApiAsync(tokens.AccessToken);
        }

        private async Task<Tokens> RenewAsync(string refreshToken, CancellationToken cancellationToken)
        {
            var renewed = await http.RotateAsync(refreshToken);
            return _tokens = new Tokens(renewed.AccessToken, renewed.RefreshToken);
        }
    }
}
