using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace RefreshRace.Testing.Tests;

/// <summary>A refresh token that is exchanged by a GraphQL mutation.</summary>
public sealed class GraphQLTests : IDisposable
{
    private readonly RotatingTokenServer _server = new();
    private readonly HttpClient _http;

    public GraphQLTests() => _http = _server.CreateClient();

    public void Dispose() => _server.Dispose();

    [Theory]
    [InlineData("mutation Renew($token: String!) { renewToken(refreshToken: $token) { accessToken refreshToken expiresIn } }")]
    [InlineData("mutation($token:String!){renewToken(token:$token){accessToken,refreshToken,expiresIn}}")]
    [InlineData("""
        mutation ($token: String! = "x") @trace(level: "a") {
          renewToken(input: { token: $token, client: "web" }) { access_token: accessToken accessToken refreshToken expiresIn }
        }
        """)]
    [InlineData("""
        # sign in again
        mutation { renewToken(client: "web", t: [$token]) { ...Pair ... on Tokens { expiresIn } } }
        fragment Pair on Tokens { accessToken refreshToken }
        """)]
    public async Task A_named_variable_carries_the_token(string query)
    {
        var session = _server.SignIn();

        var data = (await SendAsync(query, new { token = session.RefreshToken })).GetProperty("data").GetProperty("renewToken");

        Assert.True(_server.IsRefreshTokenLive(data.GetProperty("refreshToken").GetString()!));
        Assert.NotEqual(session.AccessToken, data.GetProperty("accessToken").GetString());
        Assert.Equal(300, data.GetProperty("expiresIn").GetInt64());
        Assert.Equal((1, 1, 0), (_server.RefreshesReceived, _server.Rotations, _server.ReuseDetected));
    }

    [Fact]
    public async Task A_literal_an_alias_and_a_nested_answer_are_understood()
    {
        var session = _server.SignIn();

        var answer = await SendAsync(
            $$"""
            mutation {
              again: renewToken(refreshToken: "{{session.RefreshToken}}") { __typename tokens { next: refreshToken expires_at } errors }
            }
            """);

        var data = answer.GetProperty("data").GetProperty("again");
        Assert.Equal("Tokens", data.GetProperty("__typename").GetString());
        Assert.True(_server.IsRefreshTokenLive(data.GetProperty("tokens").GetProperty("next").GetString()!));
        Assert.Equal(JsonValueKind.Null, data.GetProperty("errors").ValueKind);
    }

    [Fact]
    public async Task A_variable_that_is_an_object_carries_the_token()
    {
        var session = _server.SignIn();

        var answer = await SendAsync(
            "mutation R($input: RenewInput!) { renewToken(input: $input) { refreshToken } }",
            new { input = new { clientName = "web", refreshToken = session.RefreshToken } });

        var renewed = answer.GetProperty("data").GetProperty("renewToken");
        Assert.True(_server.IsRefreshTokenLive(renewed.GetProperty("refreshToken").GetString()!));
    }

    [Fact]
    public async Task A_replay_is_an_error_with_status_200_and_ends_the_session()
    {
        const string Query = "mutation R($t: String!) { renewToken(refreshToken: $t) { refreshToken } }";
        var session = _server.SignIn();
        await SendAsync(Query, new { t = session.RefreshToken });

        var replay = await SendAsync(Query, new { t = session.RefreshToken });

        Assert.Equal("INVALID_GRANT", Code(replay));
        Assert.Equal(JsonValueKind.Null, replay.GetProperty("data").GetProperty("renewToken").ValueKind);
        Assert.False(_server.IsSessionAlive(session.RefreshToken));
    }

    [Theory]
    [InlineData("mutation R($t: String!) { renewToken(refreshToken: $t) { accessToken } }", "its variables have no 't'")]
    [InlineData("mutation { renewToken { accessToken } }", "renewToken has no argument with a refresh token")]
    [InlineData("mutation { renewToken(", "a name was expected at the end")]
    [InlineData("mutation { renewToken(a: ", "the document ends too early")]
    [InlineData("mutation { ...Missing }", "there is no fragment 'Missing'")]
    [InlineData("query { a ...A } fragment A on T { b { ...B } } fragment B on T { c { ...A } }", "contains itself")]
    [InlineData("mutation ? {", "belongs to no token")]
    [InlineData("", "its query has no operation")]
    public async Task What_cannot_be_answered_is_logged_with_its_reason(string query, string reason)
    {
        await SendAsync(query, new { token = "x" });

        Assert.Contains(reason, _server.Events.Single().Text);
        Assert.StartsWith("POST /graphql was refused: ", _server.Events.Single().Text);
    }

    [Fact]
    public async Task Every_other_operation_is_a_call_of_the_api()
    {
        var session = _server.SignIn();

        var accepted = await SendAsync("query Orders { orders { id total: amount } }", accessToken: session.AccessToken);
        _server.ExpireAccessTokens();
        var refused = await SendAsync("{ orders { id } }", accessToken: session.AccessToken);

        Assert.Equal("ok", accepted.GetProperty("data").GetProperty("orders").GetProperty("total").GetString());
        Assert.Equal("UNAUTHENTICATED", Code(refused));
        Assert.Equal((1, 1), (_server.ApiRequestsAccepted, _server.ApiRequestsRefused));
    }

    [Fact]
    public async Task The_operation_name_chooses_the_operation()
    {
        var session = _server.SignIn();
        using var answer = await _http.PostAsJsonAsync("graphql", new
        {
            query = "query Orders { orders } mutation Renew($t: String!) { renewToken(t: $t) { accessToken } }",
            operationName = "Renew",
            variables = new { t = session.RefreshToken },
        });

        Assert.True((await answer.JsonAsync()).GetProperty("data").TryGetProperty("renewToken", out _));
    }

    [Fact]
    public async Task An_api_at_the_same_path_stays_an_api()
    {
        using var server = new RotatingTokenServer(new() { ApiPath = "/graphql" });
        using var http = server.CreateClient();

        using var refused = await http.PostAsJsonAsync("graphql", new { query = "{ orders }" });

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_graphql_client_is_raced(bool guarded)
    {
        var client = new GraphQLClient(this, _server.SignIn(), guarded);

        var report = await RaceProbe.RunAsync(_server, client.GetOrdersAsync);

        Assert.True(guarded == report.IsSingleFlight, report.ToString());
        Assert.Equal(2, report.StragglersHeld);
    }

    private static string? Code(JsonElement answer) =>
        answer.TryGetProperty("errors", out var errors) ? errors[0].GetProperty("extensions").GetProperty("code").GetString() : null;

    private async Task<JsonElement> SendAsync(
        string query, object? variables = null, string? accessToken = null, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "graphql") { Content = JsonContent.Create(new { query, variables }) };
        if (accessToken is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        using var answer = await _http.SendAsync(request, cancellationToken);
        return await answer.JsonAsync();
    }

    private sealed class GraphQLClient(GraphQLTests test, TokenSet session, bool guarded)
    {
        private readonly SingleFlight<string, Tokens> _refresh = new();
        private volatile Tokens _tokens = new(session.AccessToken, session.RefreshToken);

        public async Task<string> GetOrdersAsync(CancellationToken cancellationToken)
        {
            var tokens = _tokens;
            var answer = await test.SendAsync("{ orders }", accessToken: tokens.AccessToken, cancellationToken: cancellationToken);
            if (Code(answer) != "UNAUTHENTICATED")
                return answer.GetProperty("data").GetProperty("orders").GetString()!;

            tokens = guarded
                ? await _refresh.RunAsync(tokens.RefreshToken, RenewAsync, cancellationToken)
                : await RenewAsync(tokens.RefreshToken, cancellationToken);
            answer = await test.SendAsync("{ orders }", accessToken: tokens.AccessToken, cancellationToken: cancellationToken);
            return Code(answer) is { } code
                ? throw new InvalidOperationException(code)
                : answer.GetProperty("data").GetProperty("orders").GetString()!;
        }

        private async Task<Tokens> RenewAsync(string refreshToken, CancellationToken cancellationToken)
        {
            var answer = await test.SendAsync(
                "mutation Renew($token: String!) { renewToken(refreshToken: $token) { accessToken refreshToken } }",
                new { token = refreshToken },
                cancellationToken: cancellationToken);
            if (Code(answer) is { } code)
                throw new InvalidOperationException(code);
            var data = answer.GetProperty("data").GetProperty("renewToken");
            return _tokens = new Tokens(data.GetProperty("accessToken").GetString()!, data.GetProperty("refreshToken").GetString()!);
        }
    }
}
