using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace RefreshRace.Extensions.Tests;

/// <summary>What a request gets, and how often a refresh token is exchanged for it.</summary>
public sealed class TokenRefreshHandlerTests
{
    private const int Burst = 50;

    private readonly TokenBackend _backend = new();

    [Fact]
    public async Task Fifty_requests_with_an_expired_token_exchange_it_once()
    {
        _backend.ExpireAccessToken();
        _backend.RenewalWaitsForReaders(Burst);
        using var client = Client();

        var responses = await Task.WhenAll(Enumerable.Range(0, Burst).Select(_ => client.GetAsync("/orders")));

        Assert.All(responses, response => Assert.Equal(HttpStatusCode.OK, response.StatusCode));
        Assert.Equal(1, _backend.Exchanges);
        Assert.Equal(0, _backend.Reuses);
    }

    [Fact]
    public async Task Fifty_requests_that_are_refused_exchange_once_and_are_sent_once_more()
    {
        _backend.RefuseAccessToken();
        _backend.RenewalWaitsForReaders(2 * Burst);
        using var client = Client();

        var responses = await Task.WhenAll(Enumerable.Range(0, Burst).Select(_ => client.GetAsync("/orders")));

        Assert.All(responses, response => Assert.Equal(HttpStatusCode.OK, response.StatusCode));
        Assert.Equal(1, _backend.Exchanges);
        Assert.Equal(2 * Burst, _backend.Requests);
    }

    [Fact]
    public async Task A_request_that_is_refused_again_is_not_sent_a_third_time()
    {
        _backend.RefuseEverything = true;
        using var client = Client();

        using var response = await client.GetAsync("/orders");

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal((2, 1), (_backend.Requests, _backend.Exchanges));
    }

    [Fact]
    public async Task A_request_that_was_refused_with_a_token_just_renewed_is_not_sent_again()
    {
        _backend.ExpireAccessToken();
        _backend.RefuseEverything = true;
        using var client = Client();

        using var response = await client.GetAsync("/orders");

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal((1, 1), (_backend.Requests, _backend.Exchanges));
    }

    [Fact]
    public async Task Content_in_memory_is_sent_again()
    {
        _backend.RefuseAccessToken();
        using var client = Client();

        using var response = await client.PostAsync("/orders", new StringContent("one book"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(["one book", "one book"], _backend.Bodies);
    }

    [Fact]
    public async Task Content_that_is_used_up_is_not_sent_again_but_the_next_request_has_a_new_token()
    {
        _backend.RefuseAccessToken();
        using var client = Client();

        using var refused = await client.PostAsync("/orders", new StreamContent(new MemoryStream(Encoding.UTF8.GetBytes("one book"))));
        using var next = await client.GetAsync("/orders");

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (refused.StatusCode, next.StatusCode));
        Assert.Equal((2, 1), (_backend.Requests, _backend.Exchanges));
    }

    [Fact]
    public async Task A_token_that_somebody_else_has_stored_meanwhile_is_used_without_a_renewal()
    {
        _backend.RefuseAccessToken();
        using var client = Client();
        _backend.BeforeAnswer = _backend.StoreTokensOfSomebodyElse;

        using var response = await client.GetAsync("/orders");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(0, _backend.Exchanges);
    }

    [Fact]
    public async Task A_failed_renewal_reaches_every_caller_and_the_next_one_tries_again()
    {
        _backend.ExpireAccessToken();
        _backend.RenewalWaitsForReaders(Burst);
        _backend.Failure = new InvalidOperationException("The provider is down.");
        using var client = Client();
        var calls = Enumerable.Range(0, Burst).Select(_ => client.GetAsync("/orders")).ToList();
        foreach (var call in calls)
            Assert.Same(_backend.Failure, await Assert.ThrowsAsync<InvalidOperationException>(() => call));
        Assert.InRange(_backend.Attempts, 1, Burst);
        Assert.Equal(0, _backend.Requests);

        _backend.Failure = null;
        using var response = await client.GetAsync("/orders");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_caller_that_leaves_does_not_end_the_renewal_of_the_others()
    {
        _backend.ExpireAccessToken();
        _backend.RenewalWaitsForReaders(2);
        using var client = Client();
        using var leaves = new CancellationTokenSource();

        var leader = client.GetAsync("/orders", leaves.Token);
        await leaves.CancelAsync();
        using var response = await client.GetAsync("/orders");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal((1, 0), (_backend.Exchanges, _backend.Reuses));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leader);
    }

    [Fact]
    public async Task A_request_with_a_header_of_its_own_is_left_alone()
    {
        using var client = Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/orders");
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", "abc");

        using var response = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal((1, 0), (_backend.Requests, _backend.Exchanges));
        Assert.Equal("Basic", request.Headers.Authorization.Scheme);
    }

    [Fact]
    public async Task Without_a_session_a_request_is_sent_without_a_token()
    {
        _backend.SignOut();
        using var client = Client();

        using var response = await client.GetAsync("/orders");

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal((1, 0), (_backend.Requests, _backend.Exchanges));
    }

    [Fact]
    public async Task A_host_that_the_options_leave_out_never_sees_the_token()
    {
        using var client = Client(new() { AppliesTo = request => request.RequestUri!.Host == "api.example" });

        using var request = new HttpRequestMessage(HttpMethod.Get, "https://other.example/");
        using var response = await client.SendAsync(request);

        Assert.Null(request.Headers.Authorization);
    }

    [Fact]
    public void A_synchronous_call_says_that_it_is_not_supported()
    {
        using var client = Client();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/orders");

        Assert.Throws<NotSupportedException>(() => client.Send(request));
        Assert.Equal(0, _backend.Requests);
    }

    [Fact]
    public void The_text_of_tokens_does_not_show_them()
    {
        var text = new RenewableTokens("access", "refresh", DateTimeOffset.UnixEpoch).ToString();

        Assert.DoesNotContain("access", text);
        Assert.DoesNotContain("refresh", text);
    }

    [Fact]
    public void Options_that_cannot_work_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Client(new() { RenewBefore = TimeSpan.FromSeconds(-1) }));
        Assert.Throws<ArgumentNullException>(() => Client(new() { CanResend = null! }));
    }

    private HttpClient Client(TokenRefreshOptions? options = null) =>
        new(new TokenRefreshHandler(_backend, TokenRefreshHandler.CreateFlight(), options) { InnerHandler = _backend.Api })
        {
            BaseAddress = new Uri("https://api.example"),
        };
}
