namespace RefreshRace.Analyzers.Tests.Failures;

/// <summary>RR0010: the session is destroyed on any failure.</summary>
public sealed class SessionDestructionTests
{
    private const string Helpers = """
        private static readonly HttpClient Http = new();
        private static Task LogoutAsync() => Task.CompletedTask;
        private async Task HandleFailureAsync() { logger.LogWarning("failed"); await store.ClearAsync(); }
        private async Task HandleErrorAsync(string error) { if (error == "invalid_grant") { await store.ClearAsync(); } }
        private static void RejectPrincipal() { }
        """;

    [Theory]
    [InlineData("catch { _tokens = null; return false; }")]
    [InlineData("catch (Exception) { await LogoutAsync(); throw; }")]
    [InlineData("catch (Exception e) { logger.LogError(e, \"\"); await store.ClearAsync(); return false; }")]
    [InlineData("catch (Exception) { await HandleFailureAsync(); return false; }")]
    [InlineData("catch (HttpRequestException) { await LogoutAsync(); return false; }")]
    [InlineData("catch (InvalidGrantException) { return false; } catch { _refreshToken = \"\"; return false; }")]
    public void CatchAll_ThatDestroysTheSession_IsReported(string clause) => Assert.Equal(["SessionDestroyed catch: destroys the session"], Judged.In(Judged.Method($$"""
        try { _tokens = await /*1*/client.RefreshAsync(_tokens.RefreshToken); return true; }
        {{clause}}
        """, "async Task<bool> RefreshAsync()", Helpers)));

    [Theory]
    [InlineData("SetRefreshToken(null);")]
    [InlineData("SetRefreshToken(string.Empty);")]
    [InlineData("UpdateSession(null);")]
    [InlineData("await store.SaveAsync(null);")]
    [InlineData("await store.SaveAsync(new Tokens());")]
    [InlineData("SaveTokens(null, null);")]
    [InlineData("SaveTokens(\"\", \"\");")]
    [InlineData("Preferences.Set(\"refresh_token\", \"\");")]
    [InlineData("_items[\"refresh_token\"] = null;")]
    [InlineData("StoredSession = null;")]
    [InlineData("Holder.RefreshToken = default;")]
    [InlineData("_state = _state with { RefreshToken = null };")]
    [InlineData("DestroySession();")]
    [InlineData("_session.Destroy();")]
    [InlineData("PurgeTokens();")]
    [InlineData("InvalidateSession();")]
    [InlineData("ForgetCredentials();")]
    [InlineData("WipeTokens();")]
    [InlineData("Logoff();")]
    [InlineData("ResetSession();")]
    [InlineData("_session.Abandon();")]
    public void EveryWayToDestroyASession_IsSeen(string statement) => Assert.Equal(["SessionDestroyed catch: destroys the session"], Judged.In(Endings + Judged.Method($$"""
        try { _tokens = await /*1*/client.RefreshAsync(_tokens.RefreshToken); return true; }
        catch (Exception e) { logger.LogError(e, ""); {{statement}} return false; }
        """, "async Task<bool> RefreshAsync()", EndingMembers)));

    [Theory]
    [InlineData("SetAccessToken(null);")]
    [InlineData("SetRefreshToken(_tokens.RefreshToken);")]
    [InlineData("UpdateSession(_tokens);")]
    [InlineData("SaveTokens(_tokens.AccessToken, _tokens.RefreshToken);")]
    [InlineData("SetSessionBusy(false);")]
    [InlineData("SetTokenError(null);")]
    [InlineData("_state = _state with { AccessToken = null };")]
    [InlineData("_items[\"access_token\"] = null;")]
    [InlineData("_items[\"refresh_lock\"] = null;")]
    [InlineData("ForgetTimer();")]
    [InlineData("DestroyWindow();")]
    [InlineData("SetRefreshTask(null);")]
    public void WhatIsNotTheSession_IsNotSeenAsOne(string statement) => Assert.DoesNotContain("SessionDestroyed catch: destroys the session", Judged.In(Endings + Judged.Method($$"""
        try { _tokens = await /*1*/client.RefreshAsync(_tokens.RefreshToken); return true; }
        catch (Exception e) { logger.LogError(e, ""); {{statement}} return false; }
        """, "async Task<bool> RefreshAsync()", EndingMembers)));

    private const string Endings = """
        public static class Preferences { public static void Set(string key, string value) { } }
        public static class Holder { public static string RefreshToken { get; set; } }
        public interface ISession { void Destroy(); void Abandon(); }
        public sealed record AuthState(string AccessToken, string RefreshToken);
        public abstract class Device
        {
            public abstract Tokens StoredSession { get; set; }
            public abstract void SetRefreshToken(string value);
            public abstract void SetAccessToken(string value);
            public abstract void UpdateSession(Tokens tokens);
            public abstract void SaveTokens(string access, string refresh);
            public abstract void SetSessionBusy(bool busy);
            public abstract void SetTokenError(string error);
            public abstract void SetRefreshTask(Task task);
            public abstract void DestroySession();
            public abstract void PurgeTokens();
            public abstract void InvalidateSession();
            public abstract void ForgetCredentials();
            public abstract void WipeTokens();
            public abstract void Logoff();
            public abstract void ResetSession();
            public abstract void ForgetTimer();
            public abstract void DestroyWindow();
        }

        """;

    private const string EndingMembers = """
        private Dictionary<string, string> _items = new();
        private ISession _session;
        private AuthState _state;
        private Device _device;
        private Tokens StoredSession { get => _device.StoredSession; set => _device.StoredSession = value; }
        private void SetRefreshToken(string value) => _device.SetRefreshToken(value);
        private void SetAccessToken(string value) => _device.SetAccessToken(value);
        private void UpdateSession(Tokens tokens) => _tokens = tokens;
        private void SaveTokens(string access, string refresh) => _device.SaveTokens(access, refresh);
        private void SetSessionBusy(bool busy) => _device.SetSessionBusy(busy);
        private void SetTokenError(string error) => _device.SetTokenError(error);
        private void SetRefreshTask(Task task) => _device.SetRefreshTask(task);
        private void DestroySession() => _device.DestroySession();
        private void PurgeTokens() => _device.PurgeTokens();
        private void InvalidateSession() => _device.InvalidateSession();
        private void ForgetCredentials() => _device.ForgetCredentials();
        private void WipeTokens() => _device.WipeTokens();
        private void Logoff() => _device.Logoff();
        private void ResetSession() => _device.ResetSession();
        private void ForgetTimer() => _device.ForgetTimer();
        private void DestroyWindow() => _device.DestroyWindow();
        """;

    [Theory]
    [InlineData("catch (InvalidGrantException) { await LogoutAsync(); throw; }")]
    [InlineData("catch (Exception e) { if (e is InvalidGrantException) { await LogoutAsync(); } throw; }")]
    [InlineData("catch (HttpRequestException e) when (e.StatusCode == HttpStatusCode.BadRequest) { await store.ClearAsync(); throw; }")]
    [InlineData("catch (Exception e) when (e.Message.Contains(\"invalid_grant\")) { await store.ClearAsync(); throw; }")]
    [InlineData("catch (Exception e) { await HandleErrorAsync(e.Message); throw; }")]
    [InlineData("catch (Exception) { var now = await store.GetAsync(); if (now.RefreshToken != _tokens.RefreshToken) return true; await store.ClearAsync(); throw; }")]
    [InlineData("catch (Exception) { _inFlight = null; throw; }")]
    [InlineData("catch (Exception) { _running.Clear(); throw; }")]
    public void DefiniteRejection_OrALookAtTheStore_IsSilent(string clause) => Assert.Empty(Judged.In(Judged.Method($$"""
        try { _tokens = await /*1*/client.RefreshAsync(_tokens.RefreshToken); return true; }
        {{clause}}
        """, "async Task<bool> RefreshAsync()", Helpers + "private Task<Tokens> _inFlight; private readonly Dictionary<string, Task<Tokens>> _running = new();")));

    [Theory]
    [InlineData("if (!response.IsSuccessStatusCode) { RejectPrincipal(); return; }")]
    [InlineData("if (response.StatusCode == HttpStatusCode.Unauthorized) { await LogoutAsync(); return; }")]
    [InlineData("if (response.StatusCode != HttpStatusCode.OK) { await store.ClearAsync(); return; }")]
    [InlineData("if (response.IsSuccessStatusCode is false) { await LogoutAsync(); return; }")]
    public void AnyUnsuccessfulAnswer_ThatDestroysTheSession_IsReported(string branch) => Assert.Equal(["SessionDestroyed if: destroys the session"], Judged.In(Judged.Method($$"""
        var response = await /*1*/Http.PostAsync(_tokens.RefreshToken, null);
        {{branch}}
        await store.SaveAsync(await response.Content.ReadFromJsonAsync<Tokens>());
        """, "async Task RefreshAsync()", Helpers)));

    [Theory]
    [InlineData("if (!response.IsSuccessStatusCode) { return false; }")]
    [InlineData("response.EnsureSuccessStatusCode();")]
    public void MissingPayloadOfASuccessfulAnswer_IsSilent(string before) => Assert.DoesNotContain(Judged.In(Judged.Method($$"""
        var response = await /*1*/Http.PostAsync(_tokens.RefreshToken, null);
        {{before}}
        var tokens = await response.Content.ReadFromJsonAsync<Tokens>();
        if (tokens == null) { await store.ClearAsync(); return false; }
        _tokens = tokens;
        return true;
        """, "async Task<bool> RefreshAsync()", Helpers)), finding => finding.StartsWith("SessionDestroyed", StringComparison.Ordinal));

    [Fact]
    public void MissingPayloadOfAnyAnswer_IsReported() => Assert.Equal(["SessionDestroyed if: destroys the session"], Judged.In(Judged.Method("""
        var response = await /*1*/Http.PostAsync(_tokens.RefreshToken, null);
        var tokens = await response.Content.ReadFromJsonAsync<Tokens>();
        if (tokens == null) { await store.ClearAsync(); return false; }
        _tokens = tokens;
        return true;
        """, "async Task<bool> RefreshAsync()", Helpers)));

    [Fact]
    public void ElseBranch_ThatRemovesTheRefreshToken_IsReported() => Assert.Equal(["SessionDestroyed if: destroys the session"], Judged.In(Judged.Method("""
        var tokens = await /*1*/client.RefreshAsync(_tokens.RefreshToken);
        if (tokens != null) { items["refresh_token"] = tokens.RefreshToken; items["access_token"] = tokens.AccessToken; }
        else { items.Remove(".Token.refresh_token"); }
        """, "async Task RefreshAsync(IDictionary<string, string> items)")));

    [Theory]
    [InlineData("if (response.StatusCode == HttpStatusCode.BadRequest) { await LogoutAsync(); return; }")]
    [InlineData("if (!response.IsSuccessStatusCode) { if ((await response.Content.ReadAsStringAsync()).Contains(\"invalid_grant\")) { await LogoutAsync(); } throw new ApiException(\"\"); }")]
    [InlineData("if (!response.IsSuccessStatusCode) { var now = await store.GetAsync(); if (now.RefreshToken == _tokens.RefreshToken) { await store.ClearAsync(); } throw new ApiException(\"\"); }")]
    public void AnswerThatIsADefiniteRejection_IsSilent(string branch) => Assert.Empty(Judged.In(Judged.Method($$"""
        var response = await /*1*/Http.PostAsync(_tokens.RefreshToken, null);
        {{branch}}
        response.EnsureSuccessStatusCode();
        await store.SaveAsync(await response.Content.ReadFromJsonAsync<Tokens>());
        """, "async Task RefreshAsync()", Helpers)));

    [Fact]
    public void Caller_ThatSignsOutWhenTheRefreshSaysFalse_IsReported() => Assert.Equal(["SessionDestroyed if: destroys the session"], Judged.In(Judged.Method("""
        var refreshed = await /*2*/RefreshAsync();
        if (!refreshed)
        {
            await store.ClearAsync();
            return null;
        }

        return _tokens.AccessToken;
        """, members: """
        private async Task<bool> RefreshAsync()
        {
            _tokens = await /*1*/client.RefreshAsync(_tokens.RefreshToken);
            return _tokens is not null;
        }
        """)));

    [Fact]
    public void Coordinator_ThatRunsTheRefreshAsAMethodGroup_PassesItsAnswerThrough() => Assert.Equal(["SessionDestroyed if: destroys the session"], Judged.In(Judged.Method("""
        var answer = await RunAsync(/*2*/RefreshTokenAsync, ct);
        if (answer.IsError)
        {
            await store.ClearAsync();
            return null;
        }

        return answer.AccessToken;
        """, members: """
        private Task<TokenAnswer> RefreshTokenAsync(CancellationToken ct) => /*1*/client.RequestAsync(_tokens.RefreshToken);
        private static Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken ct) => work(ct);
        """)));

    [Fact]
    public void Coordinator_BehindAnInterface_PassesItsAnswerThrough() => Assert.Equal(["SessionDestroyed if: destroys the session"], Judged.In("""
        public record Login(bool IsAuthenticated, string AccessToken, string RefreshToken);

        public interface IRefreshService { Task<Login> RefreshTokenAsync(CancellationToken ct); }

        public interface IAccessor { ValueTask<string> ReadTokenAsync(string name); ValueTask ClearTokenAsync(string name); }

        public sealed class RefreshService(HttpClient http, IAccessor accessor) : IRefreshService
        {
            public async Task<Login> RefreshTokenAsync(CancellationToken ct)
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, "/identity/refresh-token");
                request.Headers.Authorization = new("Bearer", await accessor.ReadTokenAsync("refreshToken"));
                var response = await /*1*/http.SendAsync(request, ct);
                if (response.StatusCode == HttpStatusCode.Unauthorized) return new(false, null, null);
                return await response.Content.ReadFromJsonAsync<Login>(ct);
            }
        }

        public interface ICoordinator { Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken ct); }

        public sealed class Provider(IAccessor accessor, ICoordinator coordinator, IRefreshService service)
        {
            public async Task<string> GetAccessTokenAsync(CancellationToken ct = default)
            {
                var login = await coordinator.RunAsync(/*2*/service.RefreshTokenAsync, ct);
                if (!login.IsAuthenticated)
                {
                    await accessor.ClearTokenAsync("accessToken");
                    await accessor.ClearTokenAsync("refreshToken");
                    return null;
                }

                return await accessor.ReadTokenAsync("accessToken");
            }
        }
        """));

    [Fact]
    public void AnotherRequestsFailure_AfterTheRefresh_IsAnotherMatter() => Assert.Empty(Judged.In(Judged.Method("""
        _tokens = await /*1*/client.RefreshAsync(_tokens.RefreshToken);
        var response = await Http.GetAsync("https://api.example/?token=" + _tokens.AccessToken);
        if (!response.IsSuccessStatusCode) { await store.ClearAsync(); }
        return _tokens.AccessToken;
        """, members: Helpers)));

    [Fact]
    public void MissingToken_BeforeTheRefresh_IsAnotherMatter() => Assert.Empty(Judged.In(Judged.Method("""
        if (_tokens == null) { await LogoutAsync(); return null; }
        _tokens = await /*1*/client.RefreshAsync(_tokens.RefreshToken);
        return _tokens.AccessToken;
        """, members: Helpers)));

    [Fact]
    public void AnswerStoredWithoutALookAtItsStatus_IsReported() => Assert.Equal(["SessionDestroyed Save: stores the answer without a look at its status"], Judged.In(Judged.Method("""
        var response = await /*1*/Http.PostAsync(_tokens.RefreshToken, null);
        var text = await response.Content.ReadAsStringAsync();
        Save(text);
        """, "async Task RenewAsync()", Helpers + "private static void Save(string text) { }")));

    [Fact]
    public void AnswerStoredThoughItsStatusIsLogged_IsReported() => Assert.Equal(["SessionDestroyed _tokens: stores the answer without a look at its status"], Judged.In(Judged.Method("""
        var response = await /*1*/Http.PostAsync(_tokens.RefreshToken, null);
        if (!response.IsSuccessStatusCode) logger.LogWarning("refresh failed");
        _tokens = JsonSerializer.Deserialize<Tokens>(await response.Content.ReadAsStringAsync());
        await store.SaveAsync(_tokens);
        """, "async Task RenewAsync()", Helpers)));

    [Theory]
    [InlineData("response.EnsureSuccessStatusCode(); _tokens = await response.Content.ReadFromJsonAsync<Tokens>();")]
    [InlineData("if (response.IsSuccessStatusCode) { _tokens = await response.Content.ReadFromJsonAsync<Tokens>(); } else { throw new ApiException(\"\"); }")]
    [InlineData("var tokens = await response.Content.ReadFromJsonAsync<Tokens>(); if (tokens?.AccessToken is null) throw new ApiException(\"\"); _tokens = tokens;")]
    public void AnswerThatIsCheckedBeforeItIsStored_IsSilent(string rest) => Assert.Empty(Judged.In(Judged.Method($$"""
        var response = await /*1*/Http.PostAsync(_tokens.RefreshToken, null);
        {{rest}}
        """, "async Task RenewAsync()", Helpers)));

    [Fact]
    public void AnswerThatKnowsItsError_StoredUnasked_IsReported() => Assert.Contains("SessionDestroyed _refreshToken: stores the answer without a look at its status", Judged.In(Judged.Method("""
        var answer = await /*1*/client.RequestAsync(_refreshToken);
        _refreshToken = answer?.RefreshToken;
        """, "async Task RenewAsync()", Helpers)));

    [Fact]
    public void AnswerThatKnowsItsError_KeptAsAWhole_IsSilent() => Assert.DoesNotContain(Judged.In(Judged.Method("""
        Last = await /*1*/client.RequestAsync(_refreshToken);
        """, "async Task RenewAsync()", Helpers + "public TokenAnswer Last { get; private set; }")), finding => finding.StartsWith("SessionDestroyed", StringComparison.Ordinal));

    [Fact]
    public void TextThatAHelperReadFromAnyAnswer_StoredUnasked_IsReported() => Assert.Contains("SessionDestroyed _tokens: stores the answer without a look at its status", Judged.In(Judged.Method("""
        var task = /*2*/PostAsync(_tokens.RefreshToken);
        _tokens = JsonSerializer.Deserialize<Tokens>(task.Result);
        """, "void Renew()", Helpers + """
        private static async Task<string> PostAsync(string token)
        {
            var response = await /*1*/Http.PostAsync(token, null);
            return await response.Content.ReadAsStringAsync();
        }
        """)));

    [Fact]
    public void TextThatAHelperReadFromASuccess_IsSilent() => Assert.Empty(Judged.In(Judged.Method("""
        var task = /*2*/PostAsync(_tokens.RefreshToken);
        _tokens = JsonSerializer.Deserialize<Tokens>(task.Result);
        """, "void Renew()", Helpers + """
        private static async Task<string> PostAsync(string token)
        {
            var response = await /*1*/Http.PostAsync(token, null);
            response.EnsureSuccessStatusCode();
            return await response.Content.ReadAsStringAsync();
        }
        """)));

    // What the next refresh presents is kept in another member; only the cached answer is forgotten.
    [Theory]
    [InlineData("_answerToken = null;")]
    [InlineData("this._answerToken = default;")]
    public void CachedAnswerThatIsForgotten_BesideTheTokenThatIsPresented_IsSilent(string statement) => Assert.Empty(Judged.In(Judged.Method($$"""
        var answer = await /*1*/client.RequestAsync(_refreshToken);
        if (answer.IsError) { {{statement}} throw new ApiException(answer.Error); }
        _answerToken = answer;
        _refreshToken = answer.RefreshToken;
        """, "async Task RenewAsync()", "private TokenAnswer _answerToken;")));

    [Theory]
    [InlineData("_answerToken = null; _refreshToken = null;")]
    [InlineData("_refreshToken = null;")]
    [InlineData("_answerToken = null; await LogoutAsync();")]
    public void TokenThatIsPresented_IsForgottenToo_IsReported(string statements) => Assert.Equal(["SessionDestroyed if: destroys the session"], Judged.In(Judged.Method($$"""
        var answer = await /*1*/client.RequestAsync(_refreshToken);
        if (answer.IsError) { {{statements}} throw new ApiException(answer.Error); }
        _answerToken = answer;
        _refreshToken = answer.RefreshToken;
        """, "async Task RenewAsync()", "private TokenAnswer _answerToken; private static Task LogoutAsync() => Task.CompletedTask;")));

    [Theory]
    [InlineData("answer.EnsureSuccessStatusCode(); return await answer.Content.ReadFromJsonAsync<Tokens>();")]
    [InlineData("if (!answer.IsSuccessStatusCode) { throw new ApiException(\"\"); } return await answer.Content.ReadFromJsonAsync<Tokens>();")]
    public void AnswerThatAHelperReadsAndChecks_MayBeStored(string body) => Assert.Empty(Judged.In(Judged.Method("""
        _tokens = await ReadAsync(await /*1*/Http.PostAsync(_tokens.RefreshToken, null));
        """, "async Task RenewAsync()", $$"""
        private static readonly HttpClient Http = new();
        private static async Task<Tokens> ReadAsync(HttpResponseMessage answer) { {{body}} }
        """)));

    [Fact]
    public void AnswerThatAHelperOnlyReads_IsStoredUnchecked() => Assert.Equal(["SessionDestroyed _tokens: stores the answer without a look at its status"], Judged.In(Judged.Method("""
        _tokens = await ReadAsync(await /*1*/Http.PostAsync(_tokens.RefreshToken, null));
        """, "async Task RenewAsync()", """
        private static readonly HttpClient Http = new();
        private static async Task<Tokens> ReadAsync(HttpResponseMessage answer) => await answer.Content.ReadFromJsonAsync<Tokens>();
        """)));
}
