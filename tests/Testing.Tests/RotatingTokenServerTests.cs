using System.Net;
using System.Net.Http.Json;

namespace RefreshRace.Testing.Tests;

/// <summary>The server's rules, over both front doors: the handler and real HTTP.</summary>
public sealed class RotatingTokenServerTests : RotatingTokenServerTestBase
{
    [Theory, MemberData(nameof(BothDoors))]
    public async Task An_exchange_rotates_both_tokens(bool loopback)
    {
        var (server, client) = Open(loopback);
        var session = server.SignIn();

        using var response = await client.RefreshAsync(session.RefreshToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
        Assert.True(response.Headers.CacheControl!.NoStore);
        var json = await response.JsonAsync();
        Assert.Equal("Bearer", json.GetProperty("token_type").GetString());
        Assert.Equal(300, json.GetProperty("expires_in").GetInt64());
        Assert.NotEqual(session.AccessToken, json.GetProperty("access_token").GetString());
        Assert.NotEqual(session.RefreshToken, json.GetProperty("refresh_token").GetString());
        Assert.True(server.IsSessionAlive(session.RefreshToken));
        Assert.Equal((1, 1, 0, 0), (server.RefreshesReceived, server.Rotations, server.ReuseDetected, server.FamiliesRevoked));
    }

    [Theory, MemberData(nameof(BothDoors))]
    public async Task A_replay_is_refused_and_ends_the_session_with_all_its_tokens(bool loopback)
    {
        var (server, client) = Open(loopback);
        var session = server.SignIn();
        var newest = await client.RotateAsync(session.RefreshToken);

        using var replay = await client.RefreshAsync(session.RefreshToken);
        using var winner = await client.RefreshAsync(newest.RefreshToken);
        using var api = await client.CallApiAsync(newest.AccessToken);

        Assert.Equal(HttpStatusCode.BadRequest, replay.StatusCode);
        Assert.Equal("invalid_grant", await replay.ErrorAsync());
        Assert.Equal("invalid_grant", await winner.ErrorAsync());
        Assert.Equal(HttpStatusCode.Unauthorized, api.StatusCode);
        Assert.False(server.IsSessionAlive(session.RefreshToken));
        Assert.Equal((1, 1), (server.ReuseDetected, server.FamiliesRevoked));
    }

    [Fact]
    public async Task Another_session_survives_the_revocation()
    {
        var (server, client) = Open();
        var mine = server.SignIn();
        var other = server.SignIn();
        await client.RotateAsync(mine.RefreshToken);
        (await client.RefreshAsync(mine.RefreshToken)).Dispose();

        Assert.False(server.IsSessionAlive(mine.RefreshToken));
        Assert.True(server.IsSessionAlive(other.RefreshToken));
        await client.RotateAsync(other.RefreshToken);
    }

    [Fact]
    public async Task Without_family_revocation_only_the_replay_is_refused()
    {
        var (server, client) = Open(options: new() { RevokeFamilyOnReuse = false, TimeProvider = Clock });
        var session = server.SignIn();
        var newest = await client.RotateAsync(session.RefreshToken);

        using var replay = await client.RefreshAsync(session.RefreshToken);

        Assert.Equal("invalid_grant", await replay.ErrorAsync());
        await client.RotateAsync(newest.RefreshToken);
        Assert.Equal((1, 0), (server.ReuseDetected, server.FamiliesRevoked));
    }

    [Theory]
    [InlineData(LeewayAnswer.SameTokens)]
    [InlineData(LeewayAnswer.NewTokens)]
    public async Task The_leeway_forgives_a_replay_and_ends(LeewayAnswer answer)
    {
        var leeway = TimeSpan.FromSeconds(30);
        var (server, client) = Open(options: new() { ReuseLeeway = leeway, LeewayAnswer = answer, TimeProvider = Clock });
        var session = server.SignIn();
        var first = await client.RotateAsync(session.RefreshToken);

        Clock.Advance(TimeSpan.FromSeconds(30));
        var second = await client.RotateAsync(session.RefreshToken);
        Assert.Equal(answer == LeewayAnswer.SameTokens, first == second);
        Assert.Equal(0, server.ReuseDetected);

        Clock.Advance(TimeSpan.FromSeconds(1));
        using var late = await client.RefreshAsync(session.RefreshToken);
        Assert.Equal("invalid_grant", await late.ErrorAsync());
        Assert.False(server.IsSessionAlive(session.RefreshToken));
    }

    [Fact]
    public async Task The_leeway_is_for_the_previous_token_only()
    {
        var (server, client) = Open(options: new() { ReuseLeeway = TimeSpan.FromSeconds(30), TimeProvider = Clock });
        var session = server.SignIn();
        var first = await client.RotateAsync(session.RefreshToken);
        await client.RotateAsync(first.RefreshToken);

        using var old = await client.RefreshAsync(session.RefreshToken);

        Assert.Equal("invalid_grant", await old.ErrorAsync());
        Assert.Equal(1, server.ReuseDetected);
    }

    [Theory, MemberData(nameof(BothDoors))]
    public async Task The_api_wants_an_access_token_that_has_not_expired(bool loopback)
    {
        var (server, client) = Open(loopback, new() { AccessTokenLifetime = TimeSpan.FromMinutes(1), TimeProvider = Clock });
        var session = server.SignIn();

        using var none = await client.CallApiAsync(null);
        using var unknown = await client.CallApiAsync("made-up");
        using var good = await client.CallApiAsync(session.AccessToken);
        Clock.Advance(TimeSpan.FromMinutes(1));
        using var expired = await client.CallApiAsync(session.AccessToken);

        Assert.Equal(HttpStatusCode.Unauthorized, none.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, unknown.StatusCode);
        Assert.Equal(HttpStatusCode.OK, good.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, expired.StatusCode);
        Assert.Contains("invalid_token", expired.Headers.WwwAuthenticate.ToString());
        Assert.Equal((1, 3), (server.ApiRequestsAccepted, server.ApiRequestsRefused));
    }

    [Fact]
    public async Task Access_tokens_can_be_ended_without_moving_theClock()
    {
        var (server, client) = Open();
        var session = server.SignIn();
        server.ExpireAccessTokens();

        using var refused = await client.CallApiAsync(session.AccessToken);
        var renewed = await client.RotateAsync(session.RefreshToken);
        using var accepted = await client.CallApiAsync(renewed.AccessToken);

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal(HttpStatusCode.OK, accepted.StatusCode);
    }

    [Fact]
    public async Task Errors_are_those_of_rfc_6749()
    {
        var (server, client) = Open();
        using var unknown = await client.RefreshAsync("made-up");
        using var noGrant = await client.PostAsync("token", new FormUrlEncodedContent([new("refresh_token", "x")]));
        using var noToken = await client.PostAsync("token", new FormUrlEncodedContent([new("grant_type", "refresh_token")]));
        using var other = await client.PostAsync("token", new FormUrlEncodedContent([new("grant_type", "client_credentials")]));

        Assert.Equal("invalid_grant", await unknown.ErrorAsync());
        Assert.Equal("invalid_request", await noGrant.ErrorAsync());
        Assert.Equal("invalid_request", await noToken.ErrorAsync());
        Assert.Equal("unsupported_grant_type", await other.ErrorAsync());
        Assert.Equal(0, server.FamiliesRevoked);
    }

    [Theory, MemberData(nameof(BothDoors))]
    public async Task A_back_end_with_its_own_json_can_be_played(bool loopback)
    {
        var (server, client) = Open(loopback, new()
        {
            TokenPath = "/auth/refresh",
            FormatTokens = tokens => $$"""{"jwt":"{{tokens.AccessToken}}","renewal":"{{tokens.RefreshToken}}"}""",
        });
        var session = server.SignIn();

        // JsonContent has no length, so over HTTP the body comes in chunks.
        using var response = await client.PostAsJsonAsync("auth/refresh", new { refreshToken = session.RefreshToken });

        var renewal = (await response.JsonAsync()).GetProperty("renewal").GetString()!;
        Assert.True(server.IsRefreshTokenLive(renewal));
        Assert.False(server.IsRefreshTokenLive(session.RefreshToken));
    }

    [Fact]
    public async Task A_revoked_session_refuses_without_calling_it_reuse()
    {
        var (server, client) = Open();
        var session = server.SignIn();
        server.RevokeSession(session.RefreshToken);

        using var refused = await client.RefreshAsync(session.RefreshToken);

        Assert.Equal("invalid_grant", await refused.ErrorAsync());
        Assert.Equal((0, 1), (server.ReuseDetected, server.FamiliesRevoked));
    }

    [Fact]
    public async Task The_log_tells_the_story_without_secrets()
    {
        var (server, client) = Open();
        var session = server.SignIn();
        await client.RotateAsync(session.RefreshToken);
        (await client.RefreshAsync(session.RefreshToken)).Dispose();

        Assert.Equal(
            [
                "session 1 began with R1.0",
                "R1.0 was presented",
                "R1.0 was exchanged for R1.1",
                "the answer with R1.1 was delivered",
                "R1.0 was presented",
                "REUSE: R1.0 had been exchanged already",
                "session 1 was revoked because R1.0 was presented twice",
            ],
            server.Events.Select(line => line.Text));
        Assert.DoesNotContain(server.Events, line => line.ToString().Contains(session.RefreshToken));
    }

    [Fact]
    public void A_blocking_client_is_served_too()
    {
        var (server, client) = Open();
        var session = server.SignIn();
        using var request = new HttpRequestMessage(HttpMethod.Post, "token") { Content = ServerDriver.Grant(session.RefreshToken) };

        using var response = client.Send(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
