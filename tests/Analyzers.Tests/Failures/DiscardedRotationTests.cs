using RefreshRace.Analyzers.Model;

namespace RefreshRace.Analyzers.Tests.Failures;

/// <summary>RR0012: the answer's new refresh token is lost.</summary>
public sealed class DiscardedRotationTests
{
    [Theory]
    [InlineData("await /*1*/client.RefreshAsync(_refreshToken);")]
    [InlineData("_ = await /*1*/client.RefreshAsync(_refreshToken);")]
    [InlineData("/*1*/client.RefreshAsync(_refreshToken).Wait();")]
    public void AnswerThatIsDropped_IsReported(string call) => Assert.Equal(["RotationDiscarded client: the answer is not used"], Judged.In(Judged.Method(call, "async Task RenewAsync()")));

    [Theory]
    [InlineData("await store.SetAccessTokenAsync(tokens.AccessToken);")]
    [InlineData("Cache[_refreshToken] = new Entry(tokens.AccessToken, DateTime.UtcNow);")]
    public void OnlyTheAccessTokenIsTaken_IsReported(string use) => Assert.Equal(["RotationDiscarded client: only the access token of the answer is kept"], Judged.In(Judged.Method($$"""
        var tokens = await /*1*/client.RefreshAsync(_refreshToken);
        {{use}}
        """, "async Task RenewAsync()", "private static readonly Dictionary<string, Entry> Cache = new(); private sealed record Entry(string AccessToken, DateTime At);")));

    [Fact]
    public void OnlyTheAccessTokenIsTaken_InsideALambda_IsReported() => Assert.Equal(["RotationDiscarded client: only the access token of the answer is kept"], Judged.In(Judged.Method("""
        string fresh = null;
        await RunAsync(async () =>
        {
            var answer = await /*1*/client.RequestAsync(_refreshToken);
            if (answer.IsError) throw new ApiException(answer.Error);
            fresh = answer.AccessToken;
        });
        return fresh;
        """, members: "private static Task RunAsync(Func<Task> work) => work();")));

    [Theory]
    [InlineData("await store.SaveAsync(tokens);")]
    [InlineData("_tokens = tokens; _refreshToken = tokens.RefreshToken;")]
    [InlineData("await store.SetAccessTokenAsync(tokens.AccessToken); _refreshToken = tokens.RefreshToken;")]
    [InlineData("await store.SetAccessTokenAsync(tokens.AccessToken); _refreshToken = tokens.RefreshToken ?? _refreshToken;")]
    [InlineData("_tokens = new Tokens { AccessToken = tokens.AccessToken, RefreshToken = string.IsNullOrEmpty(tokens.RefreshToken) ? _refreshToken : tokens.RefreshToken };")]
    public void RefreshTokenThatIsKept_IsSilent(string use) => Assert.Empty(Judged.In(Judged.Method($$"""
        var tokens = await /*1*/client.RefreshAsync(_refreshToken);
        {{use}}
        """, "async Task RenewAsync()")));

    [Fact]
    public void SampleThatPrintsTheAccessToken_IsSilent() => Assert.Empty(Judged.In(Judged.Method("""
        var tokens = await /*1*/client.RefreshAsync(_refreshToken);
        Console.WriteLine($"We got {tokens.AccessToken}");
        """, "async Task RenewAsync()")));

    [Fact]
    public void CacheOfAnotherScope_WithTheAccessTokenAlone_IsReported() => Assert.Equal(["RotationDiscarded service: only the access token of the answer is kept"], Judged.In("""
        public sealed class RefreshResult
        {
            public bool Success { get; init; }
            public string AccessToken { get; init; }
            public string RefreshToken { get; init; }
            public DateTimeOffset ExpiresAt { get; init; }
            public static RefreshResult Failed() => new();
        }

        public sealed class RefreshService(HttpClient http, ILogger logger)
        {
            public async Task<RefreshResult> RefreshTokenAsync(string refreshToken, string[] scopes = null, CancellationToken ct = default)
            {
                var parameters = new Dictionary<string, string> { ["grant_type"] = "refresh_token", ["refresh_token"] = refreshToken };
                if (scopes is { Length: > 0 }) { parameters["scope"] = string.Join(" ", scopes); }
                using var request = new HttpRequestMessage(HttpMethod.Post, "https://id.example/token");
                request.Content = new FormUrlEncodedContent(parameters);
                var response = await /*1*/http.SendAsync(request, ct);
                if (!response.IsSuccessStatusCode)
                {
                    logger.LogWarning("failed " + await response.Content.ReadAsStringAsync(ct));
                    return RefreshResult.Failed();
                }

                using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync(ct));
                var access = json.RootElement.TryGetProperty("access_token", out var at) ? at.GetString() : null;
                var refresh = json.RootElement.TryGetProperty("refresh_token", out var rt) ? rt.GetString() : null;
                var expiresAt = DateTimeOffset.UtcNow.AddSeconds(json.RootElement.GetProperty("expires_in").GetInt32());
                return new() { Success = true, AccessToken = access, RefreshToken = refresh, ExpiresAt = expiresAt };
            }
        }

        public interface ICoordinator { Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken ct); }

        public sealed class Provider(RefreshService service, ICoordinator coordinator, ITokenStore store)
        {
            private static readonly Dictionary<string, Cached> Cache = new();

            public async Task<string> GetScopedAccessTokenAsync(string key, string[] scopes, CancellationToken ct)
            {
                if (Cache.TryGetValue(key, out var cached)) return cached.AccessToken;
                var refreshToken = (await store.GetAsync()).RefreshToken;
                string fresh = null;
                await coordinator.RunAsync(async token =>
                {
                    if (Cache.TryGetValue(key, out var again)) { fresh = again.AccessToken; return 0; }
                    var result = await /*2*/service.RefreshTokenAsync(refreshToken, scopes, token);
                    if (!result.Success) return 0;
                    Cache[key] = new Cached(result.AccessToken!, DateTimeOffset.UtcNow);
                    fresh = result.AccessToken;
                    return 0;
                }, ct);
                return fresh;
            }

            private sealed record Cached(string AccessToken, DateTimeOffset ExpiresAt);
        }
        """).Where(found => found.StartsWith("RotationDiscarded", StringComparison.Ordinal)));

    [Fact]
    public void AnswerThatIsReturned_IsTheCallersBusiness() => Assert.Empty(Judged.In(Judged.Method("return await /*1*/client.RefreshAsync(_refreshToken);", "async Task<Tokens> RenewAsync()")));

    [Fact]
    public void AnswerThatTheCalleeStores_MayBeDropped() => Assert.Empty(Judged.In(Judged.Method("await /*2*/RefreshAndStoreAsync(_refreshToken);", "async Task RenewAsync()", """
        private async Task<Tokens> RefreshAndStoreAsync(string token)
        {
            var tokens = await /*1*/client.RefreshAsync(token);
            await store.SaveAsync(tokens);
            return tokens;
        }
        """)));

    [Fact]
    public void AnswerThatTheSenderKeepsInAMember_MayBeDropped() => Assert.Empty(Judged.In(Judged.Method("await /*1*/FetchAsync(_tokens.RefreshToken);", "async Task RenewAsync()", """
        private async Task<Tokens> FetchAsync(string token)
        {
            _tokens = await client.RefreshAsync(token);
            return _tokens;
        }
        """)));

    [Fact]
    public void AnswerThatTheSenderKeepsInAMember_MayBeReadForItsAccessToken() => Assert.Empty(Judged.In(Judged.Method("return (await /*2*/RenewAsync(_tokens.RefreshToken)).AccessToken;", members: """
        private async Task<Tokens> RenewAsync(string token)
        {
            var challenge = await /*1*/Http.PostAsync("token", null);
            challenge.EnsureSuccessStatusCode();
            _tokens = await client.RefreshAsync(token);
            return _tokens;
        }

        private static readonly HttpClient Http = new();
        """)));

    [Fact]
    public void AnswerThatIsConvertedAndStoredBelow_MayBeReadForItsAccessToken() => Assert.Empty(Judged.In(Judged.Method("return (await /*2*/RenewAsync(await store.GetAsync())).AccessToken;", members: """
        private async Task<Session2> RenewAsync(Tokens old)
        {
            var answer = await /*1*/client.RequestAsync(old.RefreshToken);
            if (answer.IsError) throw new ApiException(answer.Error);
            var renewed = ToSession(answer) with { Owner = old.AccessToken };
            await SaveAsync(renewed);
            return renewed;
        }

        private static Session2 ToSession(TokenAnswer answer) => new(answer.AccessToken, answer.RefreshToken, "");
        private static Task SaveAsync(Session2 session) => Task.CompletedTask;
        public sealed record Session2(string AccessToken, string RefreshToken, string Owner);
        """)));

    [Fact]
    public void AnswerThatTheSenderOnlyReturns_MayNotBeDropped() => Assert.Equal(["RotationDiscarded FetchAsync: the answer is not used"], Judged.In(Judged.Method("await /*1*/FetchAsync(_tokens.RefreshToken);", "async Task RenewAsync()", "private Task<Tokens> FetchAsync(string token) => client.RefreshAsync(token);")));

    [Fact]
    public void PassThroughThatReturnsTheAccessTokenAlone_IsDoubtful() => Assert.Equal(["RotationDiscarded client: only the access token of the answer is kept?"], Judged.In(
        Judged.Method("return (await /*1*/client.RefreshAsync(token)).AccessToken;", "async Task<string> RenewAsync(string token)"), TokenOrigin.Parameter));

    [Fact]
    public void FieldThatTheNextRefreshReads_IsNotSet_IsReported() => Assert.Equal(["RotationDiscarded client: '_refreshToken' is not set from the answer"], Judged.In(Judged.Method("""
        var tokens = default(Tokens);
        if (string.IsNullOrEmpty(_refreshToken))
        {
            tokens = await client.RefreshAsync("code");
            _refreshToken = tokens.RefreshToken;
        }
        else
        {
            tokens = await /*1*/client.RefreshAsync(_refreshToken);
        }

        return _tokens = tokens;
        """, "async Task<Tokens> GetAsync()")));

    [Fact]
    public void FieldThatAnotherMemberSetsFromTheAnswer_IsSilent() => Assert.Empty(Judged.In(Judged.Method("""
        _tokens = await /*1*/client.RefreshAsync(_refreshToken);
        Remember();
        return _tokens.AccessToken;
        """, members: "private void Remember() => _refreshToken = _tokens.RefreshToken;")));

    [Fact]
    public void AnswerWithoutARefreshToken_IsSilent() => Assert.Empty(Judged.In(Judged.Method("""
        var response = await /*1*/Http.PostAsync(_refreshToken, null);
        response.EnsureSuccessStatusCode();
        await store.SetAccessTokenAsync(await response.Content.ReadAsStringAsync());
        """, "async Task RenewAsync()", "private static readonly HttpClient Http = new();")));

    [Fact]
    public void ParsedAnswer_OfWhichOnlyTheAccessTokenIsStored_IsReported() => Assert.Equal(["RotationDiscarded Http: only the access token of the answer is kept"], Judged.In(Judged.Method("""
        var response = await /*1*/Http.PostAsync(_refreshToken, null);
        response.EnsureSuccessStatusCode();
        var text = await response.Content.ReadAsStringAsync();
        var tokens = JsonSerializer.Deserialize<Tokens>(text);
        await store.SetAccessTokenAsync(tokens.AccessToken);
        """, "async Task RenewAsync()", "private static readonly HttpClient Http = new();")));
}
