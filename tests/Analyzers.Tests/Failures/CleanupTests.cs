namespace RefreshRace.Analyzers.Tests.Failures;

/// <summary>RR0010: the session is destroyed on any failure.</summary>
public sealed class CleanupTests
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
}
