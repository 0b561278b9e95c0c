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

    // Nothing is called a try here; that a success ends the loop, and a failure does not, says it.
    [Theory]
    [InlineData("for (var i = 0; i < 3; i++) { try { return await /*1*/client.RefreshAsync(_refreshToken); } catch (Exception e) { logger.LogError(e, \"\"); } }", "for")]
    [InlineData("for (var i = 0; ; i++) { try { return await /*1*/client.RefreshAsync(_refreshToken); } catch (HttpRequestException) when (i < 3) { await Task.Delay(10); } }", "for")]
    [InlineData("while (true) { try { return await /*1*/client.RefreshAsync(_refreshToken); } catch (HttpRequestException) { await Task.Delay(10); } }", "while")]
    [InlineData("while (true) { try { _tokens = await /*1*/client.RefreshAsync(_refreshToken); break; } catch (HttpRequestException) { await Task.Delay(10); } }", "while")]
    [InlineData("var done = false; var n = 0; while (!done && n < 3) { try { _tokens = await /*1*/client.RefreshAsync(_refreshToken); done = true; } catch (Exception) { n++; } }", "while")]
    [InlineData("Tokens fresh = null; do { try { fresh = await /*1*/client.RefreshAsync(_refreshToken); } catch (Exception) { await Task.Delay(10); } } while (fresh is null);", "do")]
    [InlineData("for (var i = 0; i < 3; i++) { var answer = await /*1*/client.RequestAsync(_refreshToken); if (!answer.IsError) { return null; } }", "for")]
    public void LoopThatASuccessEnds_IsReported(string loop, string keyword) => Assert.Contains($"Retried {keyword}: runs again in a loop", Judged.In(Judged.Method($$"""
        {{loop}}
        throw new ApiException("");
        """.Replace("while (true) { try { return", "while (true) { if (_tokens is null) { break; } try { return", StringComparison.Ordinal), "async Task<Tokens> RenewAsync()")));

    [Theory]
    [InlineData("while (!ct.IsCancellationRequested) { try { _tokens = await /*1*/client.RefreshAsync(_refreshToken); } catch (Exception e) { logger.LogError(e, \"\"); } await Task.Delay(1000, ct); }")] // The next round of a worker.
    [InlineData("for (var i = 0; i < 3; i++) { try { await /*1*/client.RefreshAsync(_refreshToken); return; } catch (Exception e) { logger.LogError(e, \"\"); throw; } }")] // One failure ends it.
    [InlineData("for (var i = 0; i < 3; i++) { try { await /*1*/client.RefreshAsync(_refreshToken); return; } catch (InvalidGrantException) { } }")] // Only the server's definite word goes round.
    public void LoopThatDoesNotRepeatAFailure_IsSilent(string loop) => Assert.DoesNotContain(Judged.In(Judged.Method(loop, "async Task RunAsync(CancellationToken ct)")), found => found.StartsWith("Retried", StringComparison.Ordinal));

    private const string Policies = """
        private readonly Builder _resilience = Builder.Handle().WaitAndRetry(3);
        private readonly Builder _limitPolicy = Builder.Handle().CircuitBreaker(3);
        private readonly IPolicy _given;
        public interface IPolicy { Task<T> ExecuteAsync<T>(Func<Task<T>> work); }
        public sealed class Builder : IPolicy
        {
            public static Builder Handle() => new();
            public Builder WaitAndRetry(int times) => this;
            public Builder CircuitBreaker(int times) => this;
            public Task<T> ExecuteAsync<T>(Func<Task<T>> work) => work();
        }
        private Task<Tokens> SendAsync(string token) => _resilience.ExecuteAsync(() => client.RefreshAsync(token));
        private Task<Tokens> SendOnceAsync(string token) => _limitPolicy.ExecuteAsync(() => client.RefreshAsync(token));
        private Task<Tokens> SendSlowlyAsync(string token) { _given.ExecuteAsync(() => Task.FromResult(0)); return client.RefreshAsync(token); }
        """;

    [Theory]
    [InlineData("await _resilience.ExecuteAsync(() => /*1*/client.RefreshAsync(_refreshToken))", true)]
    [InlineData("await _given.ExecuteAsync(() => /*1*/client.RefreshAsync(_refreshToken))", true)] // What an injected policy does is not known, and its name says policy.
    [InlineData("await _limitPolicy.ExecuteAsync(() => /*1*/client.RefreshAsync(_refreshToken))", false)] // Built here, and not to retry.
    [InlineData("await /*1*/SendAsync(_refreshToken)", true)] // The policy stands in the method that sends.
    [InlineData("await /*1*/SendOnceAsync(_refreshToken)", false)]
    [InlineData("await /*1*/SendSlowlyAsync(_refreshToken)", false)] // The policy runs something else.
    public void PolicyIsJudgedByHowItWasBuilt(string call, bool isReported) => Assert.Equal(isReported, Judged.In(Judged.Method($"_tokens = {call};", "async Task RenewAsync()", Policies)).Contains($"Retried {call.Replace("/*1*/", "", StringComparison.Ordinal).Split(' ')[1].Split('.', '(')[0]}: runs under a retry policy"));

    [Fact]
    public void SenderThatIsNamedForRetries_IsReported() => Assert.Contains("Retried client: runs under a retry policy", Judged.In(Judged.Method("_tokens = await /*1*/client.RefreshWithRetryAsync(_refreshToken);", "async Task RenewAsync()").Replace("ITokenClient client", "IRetryingClient client", StringComparison.Ordinal)
        + "public interface IRetryingClient { Task<Tokens> RefreshWithRetryAsync(string refreshToken); }"));

    [Theory]
    [InlineData("/*1*/Refresh(_refreshToken).OnFailed(error => Renew(1 + error.Length));", true)]
    [InlineData("/*1*/Begin(_refreshToken, () => { }, error => Renew(2));", true)]
    [InlineData("/*1*/Refresh(_refreshToken).OnDone(answer => Renew(3));", false)] // The next renewal, after this one.
    [InlineData("/*1*/Refresh(_refreshToken).OnFailed(error => logger.LogWarning(error));", false)]
    public void ErrorCallback_ThatCallsTheMemberAgain(string call, bool isReported) => Assert.Equal(isReported ? ["Retried Renew: runs again after it failed"] : [], Judged.In(Judged.Method(call, "void Renew(int times)", """
        public sealed class Promise { public Promise OnFailed(Action<string> work) => this; public Promise OnDone(Action<string> work) => this; }
        private Promise Refresh(string token) => new();
        private void Begin(string token, Action done, Action<string> failed) { }
        """)).Where(found => found.StartsWith("Retried", StringComparison.Ordinal)));
}
