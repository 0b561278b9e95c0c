namespace RefreshRace.Analyzers.Tests.Failures;

/// <summary>RR0002: after the handler no caller can tell the failed renewal from a success, or has lost its reason.</summary>
public sealed class SwallowTests
{
    private const string Refresh = "_tokens = await /*1*/client.RefreshAsync(_tokens.RefreshToken, ct); return _tokens.AccessToken;";

    private const string GoesOn = "Swallowed catch: goes on as if it had succeeded";

    [Theory]
    [InlineData("catch (Exception e) { logger.LogError(e, \"\"); return null; }", "Swallowed catch: returns null")]
    [InlineData("catch { return \"\"; }", "Swallowed catch: returns an empty value")]
    [InlineData("catch { return default; }", "Swallowed catch: returns null")]
    [InlineData("catch (ThreadAbortException) { throw; } catch (Exception e) { logger.LogError(e, \"\"); return null; }", "Swallowed catch: returns null")]
    [InlineData("catch (InvalidGrantException) { throw; } catch (Exception e) { logger.LogError(e, \"\"); return null; }", "Swallowed catch: returns null")]
    [InlineData("catch (OperationCanceledException) { throw; } catch (HttpRequestException e) { logger.LogError(e, \"\"); return null; }", "Swallowed catch: returns null")]
    [InlineData("catch (JsonException) { return null; } catch (HttpRequestException) { return null; }", "Swallowed catch: returns null")]
    [InlineData("catch (HttpRequestException e) { logger.LogError(e, \"\"); return null; } catch (Exception e) { logger.LogError(e, \"\"); return null; }", "Swallowed catch: returns null")]
    [InlineData("catch (HttpRequestException) { logger.LogWarning(\"refresh failed\"); return null; }", "Swallowed catch: returns null")]
    [InlineData("catch (ApiException) { return null; }", "Swallowed catch: returns null")]
    [InlineData("catch (Exception e) when (e is not OperationCanceledException) { return null; }", "Swallowed catch: returns null")]
    [InlineData("catch (Exception) when (!ct.IsCancellationRequested) { return null; }", "Swallowed catch: returns null")]
    [InlineData("catch (Exception e) { if (e is OperationCanceledException) throw; return null; }", "Swallowed catch: returns null")]
    [InlineData("catch (Exception e) { var text = \"refresh: \" + e.Message; logger.LogWarning(text); return null; }", "Swallowed catch: returns null")]
    [InlineData("catch (Exception e) { Console.WriteLine($\"{e.Message}\"); return _tokens.RefreshToken; }", "Swallowed catch: goes on with the old token")]
    public void Catch_ThatHidesTheFailure_IsReported(string clause, string expected) =>
        Assert.Equal([expected], In(Judged.Method($$"""try { {{Refresh}} } {{clause}}""")));

    [Theory]
    [InlineData("catch (Exception e) { logger.LogError(e, \"\"); throw; }")]
    [InlineData("catch (Exception e) { throw new ApiException(\"refresh failed\", e); }")]
    [InlineData("catch (Exception e) { System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(e).Throw(); return null; }")]
    [InlineData("catch (Exception e) { Environment.FailFast(\"\", e); return null; }")]
    [InlineData("catch (Exception e) { return \"error: \" + e.Message; }")]
    [InlineData("catch (OperationCanceledException) { return null; }")]
    [InlineData("catch (InvalidGrantException) { return null; }")]
    [InlineData("catch (HttpRequestException e) when (e.StatusCode == HttpStatusCode.BadRequest) { return null; }")]
    [InlineData("catch (JsonException) { return null; }")]
    [InlineData("catch (HttpRequestException) { return null; } catch (Exception e) { throw new ApiException(\"\", e); }")]
    [InlineData("catch (HttpRequestException) { return null; } catch (InvalidGrantException) { return null; }")]
    public void Catch_ThatTells_OrIsNarrow_IsSilent(string clause) =>
        Assert.Empty(In(Judged.Method($$"""try { {{Refresh}} } {{clause}}""")));

    [Fact]
    public void CatchThatLogs_ThenGoesOnWithTheOldToken_IsReported() => Assert.Equal([GoesOn], In(Judged.Method("""
        try
        {
            var tokens = await /*1*/client.RefreshAsync(_tokens.RefreshToken);
            if (tokens is not null)
            {
                _tokens = tokens;
            }
        }
        catch (Exception e)
        {
            logger.LogError(e, "Token refresh failed");
        }
        """, "async Task RefreshAsync()")));

    // The number that Main hands to the shell is for the shell; a number that anybody else gets is an answer.
    [Theory]
    [InlineData("""public static class Program { public static int Main() => Task.Run((Func<Task<int>>)new Session(null!, null!, null!).RunAsync).Result; }""", GoesOn + "?")]
    [InlineData("""public sealed class Handler(Session session) { public async Task<string> GetAsync() => await session.RunAsync() == 0 ? "sent" : "failed"; }""", GoesOn)]
    public void MemberThatMakesTheExitCode_HasNobodyElseToTell(string caller, string expected) => Assert.Equal([expected], In(Judged.Method("""
        try
        {
            _tokens = await /*1*/client.RefreshAsync(_tokens.RefreshToken);
        }
        catch (Exception e)
        {
            Console.WriteLine(e);
        }

        return 0;
        """, "async Task<int> RunAsync()") + caller));

    [Theory]
    [InlineData("""public interface IJob { Task Execute(); } public sealed class RefreshJob(Session session) : IJob { public Task Execute() => session.RefreshAsync(); }""", GoesOn + "?")]
    [InlineData("""public sealed class Handler(Session session) { public async Task<string> GetAsync() { await session.RefreshAsync(); return "sent"; } }""", GoesOn)]
    public void MemberThatOnlyAJobCalls_HasNobodyElseToTell(string caller, string expected) => Assert.Equal([expected], In(Judged.Method("""
        try
        {
            _tokens = await /*1*/client.RefreshAsync(_tokens.RefreshToken);
        }
        catch (Exception e)
        {
            logger.LogError(e, "Token refresh failed");
        }
        """, "async Task RefreshAsync()") + caller));

    [Fact]
    public void CatchThatLogs_BeforeTheRequestIsSentAllTheSame_IsReported() => Assert.Equal([GoesOn], In("""
        public sealed class Auth(ITokenClient client, ITokenStore store)
        {
            public async Task<bool> RefreshAsync()
            {
                var tokens = await store.GetAsync();
                await store.SaveAsync(await /*1*/client.RefreshAsync(tokens.RefreshToken));
                return true;
            }
        }

        public sealed class Handler(Auth auth, ITokenStore store, ILogger logger) : DelegatingHandler
        {
            protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
            {
                var access = (await store.GetAsync()).AccessToken;
                try
                {
                    await /*2*/auth.RefreshAsync();
                    access = (await store.GetAsync()).AccessToken;
                }
                catch (Exception e)
                {
                    logger.LogError(e, "Token refresh failed before request");
                }

                request.Headers.Authorization = new("Bearer", access);
                var response = await base.SendAsync(request, cancellationToken);
                return response;
            }
        }
        """));

    [Fact]
    public void CallersCatch_OfWhatTheCalleeRethrows_IsReported() => Assert.Equal(["Swallowed catch: returns false"], In(Judged.Method("""
        try
        {
            return await /*2*/RefreshAccessTokenAsync(_tokens.RefreshToken);
        }
        catch (Exception e)
        {
            System.Diagnostics.Debug.WriteLine($"Error checking token: {e}");
            return false;
        }
        """, "async Task<bool> CheckAsync()", """
        private async Task<bool> RefreshAccessTokenAsync(string token)
        {
            try
            {
                _tokens = await /*1*/client.RefreshAsync(token);
                return true;
            }
            catch (Exception e)
            {
                logger.LogError(e, "");
                throw;
            }
        }
        """)));

    [Fact]
    public void CallersCatch_OfWhatTheCalleeHasAlreadyHidden_IsSilent() => Assert.Empty(In(Judged.Method("""
        try { return await /*2*/RefreshAccessTokenAsync(_tokens.RefreshToken); }
        catch { return false; }
        """, "async Task<bool> CheckAsync()", """
        private async Task<bool> RefreshAccessTokenAsync(string token)
        {
            try { _tokens = await /*1*/client.RefreshAsync(token); return true; }
            catch { return false; }
        }
        """)));

    [Fact]
    public void CallersCatch_OfWhatIsHiddenBelowAMemberThatHandsItOn_IsSilent() => Assert.Empty(In(Judged.Method("""
        try { return await /*3*/RefreshAccessTokenAsync(_tokens.RefreshToken); }
        catch { return false; }
        """, "async Task<bool> CheckAsync()", """
        private Task<bool> RefreshAccessTokenAsync(string token)
        {
            if (token is null)
            {
                throw new ArgumentNullException(nameof(token));
            }

            return /*2*/RefreshAccessTokenCoreAsync(token);
        }

        private async Task<bool> RefreshAccessTokenCoreAsync(string token)
        {
            try { _tokens = await /*1*/client.RefreshAsync(token); return true; }
            catch { return false; }
        }
        """)));

    [Fact]
    public void TokenSender_ThatHidesTheFailure_IsReportedInside() => Assert.Equal(["Swallowed catch: returns null"], In(Judged.Method("""
        _tokens = await /*1*/GetOAuthTokenAsync("https://id.example/token", new() { ["refresh_token"] = _tokens.RefreshToken });
        return _tokens?.AccessToken;
        """, members: """
        private static readonly HttpClient Http = new();

        private Task<Tokens> GetOAuthTokenAsync(string url, Dictionary<string, string> form) => GetOAuthTokenAsync(url, form, null);

        private async Task<Tokens> GetOAuthTokenAsync(string url, Dictionary<string, string> form, string secret)
        {
            try
            {
                using (var content = new FormUrlEncodedContent(form))
                {
                    var response = await Http.PostAsync(url, content);
                    response.EnsureSuccessStatusCode();
                    return await response.Content.ReadFromJsonAsync<Tokens>();
                }
            }
            catch (Exception e) { logger.LogError(e, ""); }

            return null;
        }
        """)));

    [Fact]
    public void GeneralSender_IsAboutAllRequests() => Assert.Empty(In(Judged.Method("""
        _tokens = await /*1*/PostFormAsync("https://id.example/token", new() { ["refresh_token"] = _tokens.RefreshToken });
        return _tokens?.AccessToken;
        """, members: """
        private static readonly HttpClient Http = new();

        private async Task<Tokens> PostFormAsync(string url, Dictionary<string, string> form)
        {
            try { return await (await Http.PostAsync(url, new FormUrlEncodedContent(form))).Content.ReadFromJsonAsync<Tokens>(); }
            catch (Exception e) { logger.LogError(e, ""); return null; }
        }
        """)));

    [Fact]
    public void CatchAroundABusinessCall_ThatRefreshesSomewhereBelow_IsSilent() => Assert.Empty(In(Judged.Method("""
        try { return await /*2*/PostEventsAsync(); }
        catch (HttpRequestException) { return false; }
        """, "async Task<bool> UploadAsync()", """
        private async Task<bool> PostEventsAsync()
        {
            _tokens = await /*1*/client.RefreshAsync(_tokens.RefreshToken);
            return true;
        }
        """)));

    [Fact]
    public void AwaitOfATask_ThatWasStartedBefore_FailsAtTheAwait() => Assert.Equal(["Swallowed catch: returns null"], In(Judged.Method("""
        var task = /*1*/client.RefreshAsync(_tokens.RefreshToken);
        try { return (await task).AccessToken; }
        catch (Exception) { return null; }
        """)));

    [Fact]
    public void CatchAroundATask_ThatIsAwaitedElsewhere_TakesNothing() => Assert.Empty(In(Judged.Method("""
        Task<Tokens> task;
        try { task = /*1*/client.RefreshAsync(_tokens.RefreshToken); }
        catch (Exception) { return null; }
        return (await task).AccessToken;
        """)));

    [Fact]
    public void BlockingWait_IsLikeAnAwait() => Assert.Equal(["Swallowed catch: returns false"], In(Judged.Method("""
        try { _tokens = /*1*/client.RefreshAsync(_tokens.RefreshToken).GetAwaiter().GetResult(); return true; }
        catch (Exception) { return false; }
        """, "bool Refresh()")));

    [Fact]
    public void LambdaThatIsHandedToAHelper_FailsWhereTheHelperIsAwaited() => Assert.Equal(["Swallowed catch: returns null"], In(Judged.Method("""
        try { await RunAsync(async () => _tokens = await /*1*/client.RefreshAsync(_tokens.RefreshToken)); return _tokens.AccessToken; }
        catch (Exception) { return null; }
        """, members: "private static Task RunAsync(Func<Task> work) => work();")));

    [Fact]
    public void SharedTask_ThatIsCompletedWithNothing_IsReported() => Assert.Equal(["Swallowed catch: completes the shared task with a value"], In(Judged.Method("""
        try { _shared.SetResult((await /*1*/client.RefreshAsync(_tokens.RefreshToken)).AccessToken); }
        catch (Exception e) { logger.LogError(e, ""); _shared.SetResult(null); }
        """, "async Task RefreshAsync()", "private readonly TaskCompletionSource<string> _shared = new();")));

    [Fact]
    public void SharedTask_ThatIsFailed_IsSilent() => Assert.Empty(In(Judged.Method("""
        try { _shared.SetResult((await /*1*/client.RefreshAsync(_tokens.RefreshToken)).AccessToken); }
        catch (Exception e) { _shared.TrySetException(e); }
        """, "async Task RefreshAsync()", "private readonly TaskCompletionSource<string> _shared = new();")));

    [Theory]
    [InlineData("if (tokens is null) throw new ApiException(\"no token\"); return tokens.AccessToken;")]
    [InlineData("return (tokens ?? throw new ApiException(\"no token\")).AccessToken;")]
    public void FailureThatIsNoticedBehindTheCatch_IsSilent(string after) => Assert.Empty(In(Judged.Method($$"""
        Tokens tokens = null;
        try { tokens = await /*1*/client.RefreshAsync(_tokens.RefreshToken); }
        catch (Exception e) { logger.LogError(e, ""); }
        {{after}}
        """)));

    [Fact]
    public void CatchBeforeAnotherWay_WhoseFailureIsThrown_IsDoubtful() => Assert.Equal(["Swallowed catch: goes on as if it had succeeded?"], In(Judged.Method("""
        try { return await /*1*/client.RefreshAsync(_tokens.RefreshToken); }
        catch (Exception e) { logger.LogError(e, ""); }
        if (password is null) throw new ApiException("sign in");
        return await SignInAsync(password);
        """, "async Task<Tokens> ConnectAsync(string password)", "private static Task<Tokens> SignInAsync(string password) => Task.FromResult(new Tokens());")));

    [Fact]
    public void CatchAroundBusiness_ThatFetchesATokenFirst_IsSilent() => Assert.Empty(In(Judged.Method("""
        try
        {
            var token = await /*2*/GetAccessTokenAsync();
            return await Http.GetStringAsync("https://api.example/?token=" + token);
        }
        catch (Exception e) { logger.LogError(e, ""); return null; }
        """, "async Task<string> GetForecastAsync()", """
        private static readonly HttpClient Http = new();
        private async Task<string> GetAccessTokenAsync() { _tokens = await /*1*/client.RefreshAsync(_tokens.RefreshToken); return _tokens.AccessToken; }
        """)));

    [Fact]
    public void CatchThatKeepsTheError_IsSilent() => Assert.Empty(In(Judged.Method("""
        try { _tokens = await /*1*/client.RefreshAsync(_tokens.RefreshToken); }
        catch (Exception e) { LastError = e; }
        """, "async Task RefreshAsync()", "public Exception LastError { get; private set; }")));

    [Fact]
    public void CatchThatTellsAnEvent_IsSilent() => Assert.Empty(In(Judged.Method("""
        try { _tokens = await /*1*/client.RefreshAsync(_tokens.RefreshToken); }
        catch (Exception e) { RefreshFailed?.Invoke(this, e); }
        """, "async Task RefreshAsync()", "public event EventHandler<Exception> RefreshFailed;")));

    [Fact]
    public void TypedResultWithTheError_IsSilent() => Assert.Empty(In(Judged.Method("""
        try { var tokens = await /*1*/client.RefreshAsync(_tokens.RefreshToken); return new TokenAnswer { AccessToken = tokens.AccessToken, RefreshToken = tokens.RefreshToken }; }
        catch (Exception) { return new TokenAnswer { IsError = true, Error = "refresh failed" }; }
        """, "async Task<TokenAnswer> GetAsync()")));

    [Fact]
    public void RecoveryFromAnotherSource_OrRethrow_IsSilent() => Assert.Empty(In(Judged.Method("""
        Tokens tokens;
        try { tokens = await /*1*/client.RefreshAsync(_tokens.RefreshToken); }
        catch
        {
            logger.LogWarning("refresh failed");
            var stored = await store.GetAsync();
            if (string.IsNullOrEmpty(stored?.RefreshToken)) { throw; }
            tokens = await client.RefreshAsync(stored.RefreshToken);
        }
        await store.SaveAsync(tokens);
        """, "async Task RenewAsync()")));

    [Theory]
    [InlineData("while (!ct.IsCancellationRequested)")]
    [InlineData("while (true)")]
    [InlineData("for (;;)")]
    [InlineData("while (_running)")]
    [InlineData("while (!Stopping)")]
    public void LoopOfAWorker_GoesOnWithTheNextRound(string loop) => Assert.Empty(In(Judged.Method($$"""
        {{loop}}
        {
            try { _tokens = await /*1*/client.RefreshAsync(_tokens.RefreshToken); }
            catch (Exception e) { logger.LogError(e, ""); }
            await Task.Delay(1000, ct);
        }
        """, "async Task WorkAsync(CancellationToken ct)", "private volatile bool _running = true; public bool Stopping { get; set; }")));

    [Fact]
    public void LoopThatEndsWithItsOwnSuccess_IsNoWorkers() => Assert.Contains(GoesOn, In(Judged.Method("""
        while (_again)
        {
            try { _tokens = await /*1*/client.RefreshAsync(_tokens.RefreshToken); _again = false; }
            catch (Exception e) { logger.LogError(e, ""); }
        }
        """, "async Task WorkAsync()", "private bool _again = true;")));

    [Theory]
    [InlineData("async void Refresh()")]
    [InlineData("async Task OnExpired(object sender, EventArgs e)")]
    public void EventHandler_HasNobodyToTell(string signature) => Assert.Empty(In(Judged.Method("""
        try { _tokens = await /*1*/client.RefreshAsync(_tokens.RefreshToken); }
        catch (Exception error) { logger.LogError(error, ""); }
        """, signature)));

    [Fact]
    public void TryMethod_WithANarrowCatch_IsItsContract() => Assert.Empty(In(Judged.Method("""
        try { _tokens = await /*1*/client.RefreshAsync(_tokens.RefreshToken); return true; }
        catch (HttpRequestException) { return false; }
        """, "async Task<bool> TryRefreshAsync()")));

    [Fact]
    public void TryMethod_WithACatchAll_IsReported() => Assert.Equal(["Swallowed catch: returns false"], In(Judged.Method("""
        try { _tokens = await /*1*/client.RefreshAsync(_tokens.RefreshToken); return true; }
        catch (Exception) { return false; }
        """, "async Task<bool> TryRefreshAsync()")));

    [Fact]
    public void CatchAroundTheValidation_InARefreshMethod_IsSilent() => Assert.Empty(In(Judged.Method("""
        try { return Validate(_tokens.AccessToken); }
        catch { /* not valid: refresh below */ }
        return (await /*1*/client.RefreshAsync(_tokens.RefreshToken)).AccessToken;
        """, members: "private static string Validate(string token) => token;")));

    [Fact]
    public void FailedAnswer_ThatBecomesNull_IsReported() => Assert.Equal(["Swallowed answer: becomes null"], In(Judged.Method("""
        var answer = await /*1*/client.RequestAsync(_tokens.RefreshToken);
        var token = !answer.IsError ? new Tokens { AccessToken = answer.AccessToken, RefreshToken = answer.RefreshToken } : null;
        Updated?.Invoke(this, token);
        return token;
        """.Replace("!answer.IsError", "answer.IsError is false", StringComparison.Ordinal), "async Task<Tokens> GetAsync()", "public event EventHandler<Tokens> Updated;")));

    [Fact]
    public void FailedAnswer_ThatIsHandedOn_IsSilent() => Assert.Empty(In(Judged.Method("""
        var answer = await /*1*/client.RequestAsync(_tokens.RefreshToken);
        var token = answer.IsError ? null : new Tokens { AccessToken = answer.AccessToken, RefreshToken = answer.RefreshToken };
        return (token, answer.Error);
        """, "async Task<(Tokens, string)> GetAsync()")));

    // Whoever asked for a token gets none, and nothing anywhere says why.
    [Theory]
    [InlineData("return null;")]
    [InlineData("{ logger.LogWarning(\"refresh failed\"); return null; }")]
    public void UnsuccessfulStatus_ThatBecomesNull_IsReported(string branch) => Assert.Equal(["Swallowed if: returns null"], In(Judged.Method($$"""
        var response = await /*1*/Http.PostAsync(_tokens.RefreshToken, null);
        if (!response.IsSuccessStatusCode) {{branch}}
        return await response.Content.ReadFromJsonAsync<Tokens>();
        """, "async Task<Tokens> RefreshAsync()", "private static readonly HttpClient Http = new();")));

    [Fact]
    public void SuccessThatReturnsFirst_IsTheSameBranch() => Assert.Equal(["Swallowed if: returns null"], In(Judged.Method("""
        var response = await /*1*/Http.PostAsync(_tokens.RefreshToken, null);
        if (response.IsSuccessStatusCode) { return await response.Content.ReadFromJsonAsync<Tokens>(); }
        return null;
        """, "async Task<Tokens> RefreshAsync()", "private static readonly HttpClient Http = new();")));

    // Whoever has nothing to refresh comes there as well.
    [Fact]
    public void FailureThatFallsPastTheSuccess_IsDoubtful() => Assert.Equal(["Swallowed if: returns null?"], In(Judged.Method("""
        if (_tokens is not null)
        {
            var response = await /*1*/Http.PostAsync(_tokens.RefreshToken, null);
            if (response.IsSuccessStatusCode) { return await response.Content.ReadFromJsonAsync<Tokens>(); }
        }

        return null;
        """, "async Task<Tokens> RefreshAsync()", "private static readonly HttpClient Http = new();")));

    // The log has the cause; or the name promises no more than an attempt.
    [Theory]
    [InlineData("{ logger.LogWarning(\"refresh failed: \" + response.StatusCode); return null; }", "async Task<Tokens> RefreshAsync()")]
    [InlineData("{ var text = await response.Content.ReadAsStringAsync(); logger.LogWarning(text); return null; }", "async Task<Tokens> RefreshAsync()")]
    [InlineData("return null;", "async Task<Tokens> TryRefreshAsync()")]
    public void UnsuccessfulStatus_ThatBecomesNull_IsDoubtful(string branch, string signature) => Assert.Equal(["Swallowed if: returns null?"], In(Judged.Method($$"""
        var response = await /*1*/Http.PostAsync(_tokens.RefreshToken, null);
        if (!response.IsSuccessStatusCode) {{branch}}
        return await response.Content.ReadFromJsonAsync<Tokens>();
        """, signature, "private static readonly HttpClient Http = new();")));

    [Fact]
    public void UnsuccessfulStatus_ThatIsLoggedAndBecomesFalse_IsDoubtful() => Assert.Equal(["Swallowed if: returns false?"], In(Judged.Method("""
        var response = await /*1*/Http.PostAsync(_tokens.RefreshToken, null);
        if (!response.IsSuccessStatusCode) { logger.LogWarning("no"); return false; }
        await store.SaveAsync(await response.Content.ReadFromJsonAsync<Tokens>());
        return true;
        """, "async Task<bool> RefreshAsync()", "private static readonly HttpClient Http = new();")));

    [Fact]
    public void UnsuccessfulStatus_ThatIsPassedOver_IsReported() => Assert.Equal(["Swallowed if: goes on as if it had succeeded"], In(Judged.Method("""
        var response = await /*1*/Http.PostAsync(_tokens.RefreshToken, null);
        if (response.IsSuccessStatusCode) { await store.SaveAsync(await response.Content.ReadFromJsonAsync<Tokens>()); }
        else { logger.LogWarning("Token refresh failed"); }
        """, "async Task RefreshAsync()", "private static readonly HttpClient Http = new();")));

    [Theory]
    [InlineData("if (!response.IsSuccessStatusCode) throw new ApiException(\"\");")]
    [InlineData("if (!response.IsSuccessStatusCode) { return Failed(response.StatusCode); }")]
    [InlineData("response.EnsureSuccessStatusCode();")]
    public void UnsuccessfulStatus_ThatIsTold_IsSilent(string check) => Assert.Empty(In(Judged.Method($$"""
        var response = await /*1*/Http.PostAsync(_tokens.RefreshToken, null);
        {{check}}
        return await response.Content.ReadFromJsonAsync<Tokens>();
        """, "async Task<Tokens> RefreshAsync()", "private static readonly HttpClient Http = new(); private static Tokens Failed(HttpStatusCode status) => new();")));

    [Fact]
    public void AnswerOfTheBody_ThatIsReturnedWhole_IsSilent() => Assert.Empty(In("""
        public sealed class ApiResult { public bool Success { get; set; } public string Msg { get; set; } public Tokens Data { get; set; } }

        """ + Judged.Method("""
        var response = await /*1*/Http.PostAsJsonAsync("auth/refresh", _tokens);
        var result = await response.Content.ReadFromJsonAsync<ApiResult>();
        if (result.Success) { await store.SaveAsync(result.Data); }
        return result;
        """, "async Task<ApiResult> RefreshAsync()", "private static readonly HttpClient Http = new();")));

    [Fact]
    public void Token_ThatIsTakenFromAFailedAnswer_IsNotTheAnswer() => Assert.Equal(["Swallowed if: goes on as if it had succeeded"], In(Judged.Method("""
        var response = await /*1*/Http.PostAsync(_tokens.RefreshToken, null);
        var tokens = await response.Content.ReadFromJsonAsync<Tokens>();
        var token = tokens.AccessToken;
        if (response.IsSuccessStatusCode) { await store.SaveAsync(tokens); }
        return token;
        """, "async Task<string> RefreshAsync()", "private static readonly HttpClient Http = new();")));

    // A member that takes a token away is about that, also where a request of it renews the session on its way.
    [Fact]
    public void CatchAroundARevocation_IsSilent() => Assert.Empty(In(Judged.Method("""
        try { await /*2*/RevokeTokenAsync(_refreshToken); return true; }
        catch { return false; }
        """, "async Task<bool> RevokeRefreshTokenAsync()", "private async Task RevokeTokenAsync(string token) { _tokens = await /*1*/client.RefreshAsync(_refreshToken); await store.SetAccessTokenAsync(token); }")));

    [Fact]
    public void AnswerOfABusinessMember_ThatNeedsATokenFirst_IsSilent() => Assert.Empty(In(Judged.Method("""
        var token = await /*2*/GetTokenAsync();
        if (token.IsError) return null;
        return await FetchAsync(token.AccessToken);
        """, "async Task<string> TryFetchGearAsync()", """
        private async Task<TokenAnswer> GetTokenAsync() => await /*1*/client.RequestAsync(_refreshToken);
        private static Task<string> FetchAsync(string token) => Task.FromResult(token);
        """)));

    [Theory]
    [InlineData("Battery.Charge(); CheckRefreshToken();", "Swallowed catch: goes on as if it had succeeded?")]
    [InlineData("logger.LogWarning(\"renewing\"); CheckRefreshToken();", GoesOn)]
    public void BlockingCatchAroundMuchElse_IsDoubtful(string body, string expected) => Assert.Equal([expected], In("public static class Battery { public static void Charge() { } }" + Judged.Method($$"""
        try { {{body.Replace("CheckRefreshToken", "/*2*/CheckRefreshToken", StringComparison.Ordinal)}} }
        catch (Exception e) { logger.LogError(e, ""); }
        """, "void Round()", "private void CheckRefreshToken() => _tokens = /*1*/client.Refresh(_refreshToken);")));

    [Fact]
    public void ReportToExceptionless_IsALog() => Assert.Equal(["Swallowed catch: returns an empty value"], In("""
        public sealed class Event { public Event AddObject(object value) => this; public void Submit() { } }
        public static class ErrorReports { public static Event ToExceptionless(this Exception exception) => new(); }

        """ + Judged.Method("""
        try { _tokens = await /*1*/client.RefreshAsync(_tokens.RefreshToken); return _tokens.AccessToken; }
        catch (Exception e) { e.ToExceptionless().AddObject(_tokens).Submit(); }
        return "";
        """)));

    [Theory]
    [InlineData("try { _tokens = await /*1*/client.RefreshAsync(_tokens.RefreshToken) } catch (Excepti { return")]
    [InlineData("try { _tokens = await /*1*/client.RefreshAsync(_tokens.RefreshToken); } catch (NoSuchType e) when { Missing(e); }")]
    [InlineData("if (await /*1*/client.RefreshAsync(_tokens.RefreshToken) is { Nope: } ) else return;")]
    [InlineData("while (attempt < ) { var x = await /*1*/client.RefreshAsync(; x. } return x.Access")]
    public void BrokenCode_IsJudgedWithoutAnException(string body) => Assert.NotEqual(0, Judged.EveryCall(Judged.Method(body)));

    // What becomes of the rotated token is the matter of another rule.
    private static IEnumerable<string> In(string source) => Judged.In(source).Where(found => !found.StartsWith("RotationDiscarded", StringComparison.Ordinal));

    // A failed request only: what follows either brings new tokens or fails by itself.
    [Theory]
    [InlineData("catch (ApiException e) { logger.LogError(e, \"\"); } return await AuthorizeInteractivelyAsync();")]
    [InlineData("catch (HttpRequestException) { await LoginAsync(); return _tokens; }")]
    public void NarrowCatchAfterWhichTheUserSignsInAnew_IsSilent(string rest) => Assert.Empty(In(SigningIn(rest)));

    [Fact]
    public void CatchAllAfterWhichTheUserSignsInAnew_IsDoubtful() => Assert.Equal([GoesOn + "?"], In(SigningIn("catch (Exception e) { logger.LogError(e, \"\"); } return await AuthorizeInteractivelyAsync();")));

    private static string SigningIn(string rest) => Judged.Method($$"""
        try { return await /*1*/client.RefreshAsync(_tokens.RefreshToken); }
        {{rest}}
        """, "async Task<Tokens> ConnectAsync()", """
        private static Task<Tokens> AuthorizeInteractivelyAsync() => Task.FromResult(new Tokens());
        private static Task LoginAsync() => Task.CompletedTask;
        """);
}
