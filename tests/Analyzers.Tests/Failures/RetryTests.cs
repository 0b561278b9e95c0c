namespace RefreshRace.Analyzers.Tests.Failures;

/// <summary>RR0011: a token that may be consumed is presented again.</summary>
public sealed class RetryTests
{
    private const string Members = """
        private readonly RetryPolicy _policy = new();
        private sealed class RetryPolicy { public Task<T> ExecuteAsync<T>(Func<Task<T>> work) => work(); }
        private readonly CircuitBreakerPolicy _breaker = new();
        private sealed class CircuitBreakerPolicy { public Task<T> ExecuteAsync<T>(Func<Task<T>> work) => work(); }
        """;

    [Fact]
    public void RefreshUnderARetryPolicy_IsReported() => Assert.Equal(["Retried _policy: runs under a retry policy"], Judged.In(Judged.Method("""
        _tokens = await _policy.ExecuteAsync(() => /*1*/client.RefreshAsync(_tokens.RefreshToken));
        return _tokens.AccessToken;
        """, members: Members)));

    [Fact]
    public void RefreshUnderACircuitBreaker_IsSilent() => Assert.Empty(Judged.In(Judged.Method("""
        _tokens = await _breaker.ExecuteAsync(() => /*1*/client.RefreshAsync(_tokens.RefreshToken));
        return _tokens.AccessToken;
        """, members: Members)));

    [Fact]
    public void LoopThatCatchesAndTriesAgain_IsReported() => Assert.Equal(["Retried for: runs again in a loop"], Judged.In(Judged.Method("""
        for (var attempt = 0; attempt < 3; attempt++)
        {
            try { _tokens = await /*1*/client.RefreshAsync(_tokens.RefreshToken); return _tokens.AccessToken; }
            catch (HttpRequestException e) { logger.LogError(e, ""); await Task.Delay(100, ct); }
        }

        throw new ApiException("refresh failed");
        """)));

    [Fact]
    public void LoopThatCountsTries_AroundTheRefresh_IsReported() => Assert.Equal(["Retried while: runs again in a loop"], Judged.In(Judged.Method("""
        var retry = 5;
        HttpResponseMessage response = null;
        while ((response is null || !response.IsSuccessStatusCode) && retry > 0)
        {
            _tokens = await /*1*/client.RefreshAsync(_tokens.RefreshToken);
            response = await Http.GetAsync("https://api.example/");
            retry--;
        }

        return response;
        """, "async Task<HttpResponseMessage> SendAsync()", "private static readonly HttpClient Http = new();")));

    [Fact]
    public void LoopOverAccounts_IsSilent() => Assert.Empty(Judged.In(Judged.Method("""
        foreach (var account in accounts)
        {
            await store.SaveAsync(await /*1*/client.RefreshAsync(account));
        }
        """, "async Task RefreshAllAsync(string[] accounts)")));

    [Fact]
    public void LoopThatSendsAgain_AfterOneRefreshOnUnauthorized_IsSilent() => Assert.Empty(Judged.In(Judged.Method("""
        HttpResponseMessage response = null;
        for (var attempt = 0; attempt < 2; attempt++)
        {
            response = await Http.GetAsync("https://api.example/");
            if (response.StatusCode != HttpStatusCode.Unauthorized) { break; }
            _tokens = await /*1*/client.RefreshAsync(_tokens.RefreshToken);
        }

        return response;
        """, "async Task<HttpResponseMessage> SendAsync()", "private static readonly HttpClient Http = new();").Replace("if (response.StatusCode != HttpStatusCode.Unauthorized) { break; }\n    _tokens = await /*1*/client.RefreshAsync(_tokens.RefreshToken);", "if (response.StatusCode == HttpStatusCode.Unauthorized) { _tokens = await /*1*/client.RefreshAsync(_tokens.RefreshToken); } else { break; }", StringComparison.Ordinal)));

    [Fact]
    public void SecondTryWithTheSameToken_InTheCatch_IsReported() => Assert.Equal(["Retried client: runs again after it failed"], Judged.In(Judged.Method("""
        try { return await /*1*/client.RefreshAsync(_tokens.RefreshToken); }
        catch (HttpRequestException) { await Task.Delay(100); return await client.RefreshAsync(_tokens.RefreshToken); }
        """, "async Task<Tokens> RenewAsync()")));

    [Fact]
    public void SecondTryWithAnotherToken_InTheCatch_IsSilent() => Assert.Empty(Judged.In(Judged.Method("""
        try { return await /*1*/client.RefreshAsync(_tokens.RefreshToken); }
        catch (HttpRequestException) { var stored = await store.GetAsync(); return await client.RefreshAsync(stored.RefreshToken); }
        """, "async Task<Tokens> RenewAsync()")));

    [Fact]
    public void MemberThatCallsItselfOnFailure_IsReported() => Assert.Equal(["Retried RenewAsync: runs again after it failed"], Judged.In(Judged.Method("""
        try { return await /*1*/client.RefreshAsync(_tokens.RefreshToken); }
        catch (HttpRequestException) { if (attempts == 0) throw; return await RenewAsync(attempts - 1); }
        """, "async Task<Tokens> RenewAsync(int attempts)")));

    [Fact]
    public void NonceOfTheProtocol_IsNoRetry() => Assert.Empty(Judged.In(Judged.Method("""
        var answer = await /*1*/client.RequestAsync(_tokens.RefreshToken);
        if (answer.IsError && answer.Error == "use_dpop_nonce") { answer = await client.RequestAsync(_tokens.RefreshToken); }
        return answer;
        """, "async Task<TokenAnswer> RenewAsync()")));

    [Fact]
    public void LoopThatSendsABusinessRequestAgain_IsSilent_ThoughTheRequestIsSentWithASession() => Assert.Empty(Judged.In("""
        public sealed class Web(ITokenClient client)
        {
            private Tokens _tokens = new();

            public async Task<TokenAnswer> AcceptAsync()
            {
                TokenAnswer response = null;
                for (var i = 0; i < MaxTries && response == null; i++)
                {
                    response = await /*2*/PostWithSessionAsync();
                    if (response == null) return null;
                    if (response.IsError)
                    {
                        if (string.IsNullOrEmpty(response.Error)) { response = null; continue; }
                        return null;
                    }
                }

                return response;
            }

            private const int MaxTries = 5;

            private async Task<TokenAnswer> PostWithSessionAsync()
            {
                _tokens = await /*1*/client.RefreshAsync(_tokens.RefreshToken);
                return new TokenAnswer();
            }
        }
        """));
}
