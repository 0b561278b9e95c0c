namespace RefreshRace.Analyzers.Tests.Refreshes;

/// <summary>An outgoing request to a refresh endpoint that carries a refresh token, without any grant type.</summary>
public sealed class EndpointEvidenceTests
{
    [Theory]
    [InlineData("""http.PostAsJsonAsync("/auth/refresh", new { refreshToken = _refreshToken })""", "Endpoint Strong PostAsJsonAsync [_refreshToken]")]
    [InlineData("""http.PostAsJsonAsync("api/token/refresh", new { Token = "", RefreshToken = _refreshToken })""", "Endpoint Strong PostAsJsonAsync [_refreshToken]")]
    [InlineData("""http.PostAsync($"{_base}/v1/refresh-token", JsonContent.Create(_refreshToken))""", "Endpoint Strong PostAsync [_refreshToken]")]
    [InlineData("""http.GetAsync("https://relay.example/renew?refresh_token=" + _refreshToken)""", "Endpoint Strong GetAsync [_refreshToken]")]
    [InlineData("""http.PostAsync(_refreshUrl, new StringContent(_refreshToken))""", "Endpoint Strong PostAsync [_refreshToken]")]
    [InlineData("""http.PostAsync("/auth/refresh-token", null)""", "Endpoint Likely PostAsync []")]
    [InlineData("""http.PostAsJsonAsync("/graphql", new { query = "mutation { renewToken(token: $token) { accessToken } }" })""", "Endpoint Strong PostAsJsonAsync []")]
    public void RefreshEndpoint_IsFound(string call, string expected) => Assert.Equal([expected], Found.In($$"""
        public sealed class Session(HttpClient http)
        {
            private readonly string _base = "https://id.example";
            private readonly string _refreshUrl = "https://id.example/x";
            private string _refreshToken = "";

            public async Task RefreshTokenAsync()
            {
                await {{call}};
                GC.KeepAlive(_base + _refreshUrl + _refreshToken);
            }
        }
        """));

    /// <summary>The session ends: the token goes out in the same body, and nothing is redeemed.</summary>
    [Theory]
    // The address says what it is for.
    [InlineData("""http.PostAsJsonAsync("api/auth/logout", new RefreshTokenRequest { RefreshToken = _refreshToken })""", "EndAsync")]
    [InlineData("""http.PostAsJsonAsync("auth/revoke", new RefreshTokenDto(_refreshToken))""", "EndAsync")]
    [InlineData("""http.PostAsJsonAsync("identity/refresh-tokens/revoke", new { refreshToken = _refreshToken })""", "EndAsync")]
    [InlineData("""http.PostAsync("oauth/revoke", new StringContent("token_type_hint=refresh_token&token=" + _refreshToken))""", "EndAsync")]
    // The member does.
    [InlineData("""http.PostAsJsonAsync(_url, new RefreshTokenRequest { RefreshToken = _refreshToken })""", "LogoutAsync")]
    public void RequestThatEndsTheSession_IsNoRefresh(string call, string member) => Assert.Empty(Found.In($$"""
        public sealed class RefreshTokenRequest { public string RefreshToken { get; set; } = ""; }

        public sealed record RefreshTokenDto(string RefreshToken);

        public sealed class Session(HttpClient http)
        {
            private readonly string _url = "";
            private string _refreshToken = "";

            public async Task {{member}}()
            {
                await {{call}};
                _refreshToken = "";
                GC.KeepAlive(_url);
            }
        }
        """));

    /// <summary>The same request type, sent to be answered by a new pair.</summary>
    [Fact]
    public void RequestTypeThatIsNamedForTheToken_IsFound() => Assert.NotEmpty(Found.In("""
        public sealed class RefreshTokenRequest { public string RefreshToken { get; set; } = ""; }

        public sealed record Pair(string AccessToken, string RefreshToken);

        public sealed class Session(HttpClient http)
        {
            private string _refreshToken = "";

            public async Task ExtendAsync()
            {
                var answer = await http.PostAsJsonAsync("api/auth/extend", new RefreshTokenRequest { RefreshToken = _refreshToken });
                _refreshToken = (await answer.Content.ReadFromJsonAsync<Pair>())!.RefreshToken;
            }
        }
        """));

    [Fact]
    public void RefreshTokenAsBearer_IsFound() => Assert.Equal(["Endpoint Strong SendAsync [refreshToken]"], Found.In("""
        public sealed class Session(HttpClient http)
        {
            private readonly Dictionary<string, string> _store = new();

            public async Task RenewAsync()
            {
                var refreshToken = _store["refreshToken"];
                var request = new HttpRequestMessage(HttpMethod.Post, "identity/refresh");
                request.Headers.Authorization = new("Bearer", refreshToken);
                await http.SendAsync(request);
            }
        }
        """));

    [Fact]
    public void WhatABlockingHelperHasSent_IsNoPartOfTheNextRequest() => Assert.Equal(["Grant Certain Get [_refreshToken]"], Found.In("""
        public interface IClient { string Get(string url); }

        public sealed record Api(string AccessToken);

        public interface IApiProxy { string GetProfile(Api api); }

        public sealed class Session(IClient client, IApiProxy proxy)
        {
            private string _refreshToken = "";
            private string _accessToken = "";

            public void Renew() => _accessToken = client.Get("https://id.example/token?grant_type=refresh_token&refresh_token=" + _refreshToken);

            private Api GetApi()
            {
                Renew();
                return new Api(_accessToken);
            }

            public string Name()
            {
                var api = GetApi();
                return proxy.GetProfile(api);
            }
        }
        """));

    [Fact]
    public void DeclaredHttpInterface_IsFoundAtItsCalls() => Assert.Equal(["Endpoint Strong RenewAsync [_refreshToken]"], Found.In("""
        public sealed class PostAttribute(string path) : Attribute { public string Path => path; }

        public sealed record Pair(string AccessToken, string RefreshToken);

        public interface IAuthApi { [Post("/auth/refresh")] Task<Pair> RenewAsync(Pair pair); }

        public sealed class Session(IAuthApi api)
        {
            private string _refreshToken = "";

            public async Task GoAsync() => _refreshToken = (await api.RenewAsync(new Pair("", _refreshToken))).RefreshToken;
        }
        """));

    [Theory]
    [InlineData("""await http.GetAsync("/dashboard/refresh")""")]
    [InlineData("""await http.PostAsJsonAsync("/auth/logout", new { refreshToken = _refreshToken })""")]
    [InlineData("""await http.PostAsJsonAsync("/auth/revoke", new { refreshToken = _refreshToken })""")]
    [InlineData("""await http.PostAsync("/leases/7/renew", null)""")]
    [InlineData("""await http.PostAsync("/sessions/7/lifecycle/refresh", null)""")]
    public void OtherEndpoints_AreNoRefresh(string statement) => Assert.Empty(Found.In($$"""
        public sealed class Session(HttpClient http)
        {
            private string _refreshToken = "";

            public async Task RefreshSessionAsync()
            {
                {{statement}};
                GC.KeepAlive(_refreshToken);
            }
        }
        """));
}
