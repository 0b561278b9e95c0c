namespace RefreshRace.Analyzers.Tests.Failures;

/// <summary>RR0010 and RR0110: which session ends are certainly because of a failed refresh.</summary>
public sealed class SessionEndTests
{
    private static Task VerifyAsync(string body, string refresher = "ITokenRefresher") => VerifyCS.VerifyAnalyzerAsync($$"""
        using System;
        using System.Collections.Generic;
        using System.Net;
        using System.Net.Http;
        using System.Threading;
        using System.Threading.Tasks;

        public sealed class Answer
        {
            public bool IsSuccess { get; set; }
            public HttpStatusCode StatusCode { get; set; }
            public string Token { get; set; } = "";
        }

        public interface IStore { string RefreshToken { get; set; } Task ClearTokensAsync(); Task<string> GetAccessTokenAsync(); }
        public interface {{refresher}} { Task<string> GetTokenAsync(); Task<Answer> RenewAsync(); Task<bool> RefreshAsync(); }
        public sealed class TokenRefresher(HttpClient http, IStore store) : {{refresher}}
        {
            private readonly RefreshRace.SingleFlight<string, string> _flights = new();

            public Task<string> GetTokenAsync() => _flights.RunAsync(store.RefreshToken, async (_, ct) =>
            {
                var form = new Dictionary<string, string> { ["grant_type"] = "refresh_token", ["refresh_token"] = store.RefreshToken };
                var answer = await http.PostAsync("/token", new FormUrlEncodedContent(form), ct);
                answer.EnsureSuccessStatusCode();
                return store.RefreshToken = await answer.Content.ReadAsStringAsync();
            });

            public async Task<Answer> RenewAsync()
            {
                var token = await GetTokenAsync();
                return new Answer { IsSuccess = token.Length > 0, Token = token };
            }

            public async Task<bool> RefreshAsync() => (await GetTokenAsync()).Length > 0;
        }

        public sealed class Handler({{refresher}} source, IStore store) : DelegatingHandler
        {
            protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
            {
                var response = await base.SendAsync(request, ct);
                {{body}}
                return response;
            }
        }
        """);

    // Who is asked for the token is a refresher: its failure is that of a refresh.
    [Fact]
    public Task TokenThatARefresherIsAskedFor() => VerifyAsync(
        "try { await source.GetTokenAsync(); } {|RR0010:catch (Exception)|} { await store.ClearTokensAsync(); throw; }");

    [Fact]
    public Task TokenThatAnybodyElseIsAskedFor_IsADoubt() => VerifyAsync(
        "try { await source.GetTokenAsync(); } {|RR0110:catch (Exception)|} { await store.ClearTokensAsync(); throw; }",
        "IAccounts");

    // Nothing else than a failure was meant to get behind the branch, though a success may fall through as well.
    [Theory]
    [InlineData("answer.IsSuccess", "var token = await store.GetAccessTokenAsync(); if (token.Length > 0) { return response; }")]
    [InlineData("answer is { IsSuccess: true }", "return response;")]
    public Task SessionThatEndsBehindASuccessThatLeaves(string test, string branch) => VerifyAsync($$"""
        if (store.RefreshToken.Length > 0)
        {
            var answer = await source.RenewAsync();
            {|RR0010:if ({{test}})|} { {{branch}} }
            await store.ClearTokensAsync();
        }
        """);

    [Fact]
    public Task SessionThatEndsPastATrueThatLeaves() => VerifyAsync("""
        if (store.RefreshToken.Length > 0)
        {
            var done = await source.RefreshAsync();
            {|RR0010:if (done)|} { return await base.SendAsync(request, ct); }
        }
        await store.ClearTokensAsync();
        """);

    // The status is looked at once more: what it leads to is another branch.
    [Fact]
    public Task SessionThatEndsOnlyForAStatus_IsNotDestroyedByAnyFailure() => VerifyAsync(
        """
        var answer = await source.RenewAsync();
        {|RR0002:if (answer.IsSuccess)|} { var token = await store.GetAccessTokenAsync(); if (token.Length > 0) { return response; } }
        if (answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden) { await store.ClearTokensAsync(); }
        """);

    // A success gets there in any case: signing out is what the member is for.
    [Fact]
    public Task SessionThatEndsBehindASuccessThatGoesOn_IsNotDestroyedByAFailure() => VerifyAsync("""
        var answer = await source.RenewAsync();
        {|RR0002:if (answer.IsSuccess)|} { request.Headers.Add(answer.Token, answer.Token); }
        await store.ClearTokensAsync();
        """);
}
