using System.Net;

namespace RefreshRace.Testing.Tests;

/// <summary>A report that fails says what was refused and why, and the first cause stands first.</summary>
public sealed class ProbeCauseTests : IDisposable
{
    /// <summary>Without stragglers, for which a race without a 401 would wait a second.</summary>
    private static readonly RaceProbeOptions s_quick = new() { Stragglers = 0 };

    private readonly RotatingTokenServer _server = new();

    public void Dispose() => _server.Dispose();

    [Theory]
    [InlineData("oauth/token", "refresh_token=x", "POST /oauth/token was refused: there is no such path here, only /token, /api, /graphql")]
    [InlineData("token", "refresh_token=x", "POST /token was refused: grant_type is missing")]
    [InlineData("token", "grant_type=password", "POST /token was refused: this server exchanges refresh tokens and authorization codes")]
    public async Task A_refresh_that_the_server_cannot_take_is_named_with_its_reason(string path, string form, string reason)
    {
        using var http = _server.CreateClient();
        _server.SignIn();

        var report = await RaceProbe.RunAsync(
            _server, ct => http.PostAsync(path, new StringContent(form, null, "application/x-www-form-urlencoded"), ct), s_quick);

        Assert.StartsWith("No refresh token was presented to the token endpoint", report.Problems[0]);
        Assert.Contains(reason, report.Problems[0]);
        Assert.Contains(" times)", report.Problems[0]);
        Assert.Contains(report.Events, line => line.Text.StartsWith(reason.Split(", only")[0], StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_method_that_the_token_endpoint_does_not_take_is_named()
    {
        using var http = _server.CreateClient();

        var report = await RaceProbe.RunAsync(_server, ct => http.GetAsync("token?refresh_token=x", ct), s_quick);

        Assert.Contains("GET /token was refused: the token endpoint takes POST", report.Problems[0]);
    }

    [Fact]
    public async Task An_unknown_refresh_token_is_named_as_the_cause()
    {
        using var http = _server.CreateClient();
        _server.SignIn();

        var report = await RaceProbe.RunAsync(_server, ct => http.RefreshAsync("of-another-server", ct));

        Assert.Contains("the refresh token is unknown", report.Problems[0]);
    }

    [Fact]
    public async Task Callers_that_the_api_refuses_and_that_do_not_refresh_are_told_so()
    {
        using var http = _server.CreateClient();
        var session = _server.SignIn();

        var report = await RaceProbe.RunAsync(_server, async ct => await http.CallApiAsync(session.AccessToken));

        Assert.StartsWith("No refresh was sent", report.Problems[0]);
        Assert.Contains("GET /api/orders was refused: A1.0, which has expired", report.Problems[0]);
    }

    [Fact]
    public async Task Callers_that_the_api_accepts_are_told_that_they_had_no_reason_to_refresh()
    {
        using var http = _server.CreateClient();
        var session = _server.SignIn();

        var options = new RaceProbeOptions { ExpireAccessTokens = false };
        var report = await RaceProbe.RunAsync(_server, ct => http.CallApiAsync(session.AccessToken), options);

        Assert.Contains("the API accepted every access token", report.Problems[0]);
    }

    [Fact]
    public async Task Callers_that_talk_to_somebody_else_are_told_where_the_server_is()
    {
        var report = await RaceProbe.RunAsync(_server, ct => Task.FromResult(true), s_quick);

        Assert.Contains("no request reached this server", report.Problems[0]);
        Assert.Contains("CreateClient()", report.Problems[0]);
    }

    [Fact]
    public async Task An_exception_before_any_request_stands_first()
    {
        var report = await RaceProbe.RunAsync(
            _server, Task<bool> (ct) => throw new InvalidOperationException("No HttpClient registered."), s_quick);

        Assert.Contains("8 callers failed", report.Problems[0]);
        Assert.Contains("InvalidOperationException: No HttpClient registered.", report.Problems[0]);
    }

    [Fact]
    public async Task A_lost_answer_stands_before_the_reuse_that_it_brings()
    {
        var flight = new SingleFlight<string, Tokens>();
        var session = _server.SignIn();
        var client = new ShopClient(
            _server.CreateClient(), session, (token, exchange, ct) => flight.RunAsync(token, (t, _) => exchange(t, ct), ct));

        var report = await RaceProbe.RunAsync(_server, client.GetOrdersAsync);

        Assert.True(report.ReuseDetected > 0, report.ToString());
        Assert.Contains("its cancellation reached the exchange", report.Problems[0]);
    }

    [Fact]
    public async Task A_missing_guard_stands_first_and_the_dead_session_last()
    {
        var client = new ShopClient(_server.CreateClient(), _server.SignIn(), (token, exchange, ct) => exchange(token, ct));

        var report = await RaceProbe.RunAsync(_server, client.GetOrdersAsync);

        Assert.Contains("nothing makes concurrent callers share one exchange", report.Problems[0]);
        Assert.Contains("The session is dead", report.Problems[^1]);
    }

    [Fact]
    public async Task A_refused_renewal_stands_first()
    {
        var flight = new SingleFlight<string, Tokens>();
        var client = new ShopClient(
            _server.CreateClient(), _server.SignIn(), (token, exchange, ct) => flight.RunAsync(token, exchange, ct));
        _server.RefreshFailure = RefreshFailure.TemporarilyUnavailable;

        var report = await RaceProbe.RunAsync(_server, client.GetOrdersAsync);

        Assert.Contains("told to answer TemporarilyUnavailable", report.Problems[0]);
    }

    [Fact]
    public async Task A_request_elsewhere_is_logged_and_costs_nobody_the_proof()
    {
        var http = _server.CreateClient();
        var flight = new SingleFlight<string, Tokens>();
        var client = new ShopClient(http, _server.SignIn(), (token, exchange, ct) => flight.RunAsync(token, exchange, ct));

        var report = await RaceProbe.RunAsync(_server, async ct =>
        {
            Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync("health", ct)).StatusCode);
            return await client.GetOrdersAsync(ct);
        });

        report.ShouldBeSingleFlight();
        Assert.Contains(
            report.Events,
            line => line.Kind == TokenServerEventKind.RequestRefused && line.Text.StartsWith("GET /health", StringComparison.Ordinal));
    }
}
