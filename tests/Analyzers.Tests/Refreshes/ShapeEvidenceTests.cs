namespace RefreshRace.Analyzers.Tests.Refreshes;

/// <summary>Methods without a visible body: name and signature, or the name alone.</summary>
public sealed class ShapeEvidenceTests
{
    private const string Api = """
        namespace Api
        {
            public record Tokens(string AccessToken, string RefreshToken);

            public interface IAuthClient
            {
                Task<string> RefreshAccessTokenAsync(string refreshToken);

                Task<Tokens> RenewSessionAsync();

                Task<string> TryRefreshTokenAsync();

                Task<Tokens> GetRefreshTokenAsync();

                Task<Tokens> ValidateRefreshTokenAsync(string refreshToken);

                Task RefreshTokenListAsync();

                Task<Tokens> GetAccessTokenAsync(string clientSecret, string refreshToken);

                Task<string> GetAccessTokenNameAsync(string refreshToken);
            }

        }
        """;

    [Theory]
    [InlineData("RefreshAccessTokenAsync(_refreshToken)", "Shape Likely RefreshAccessTokenAsync [_refreshToken]")]
    [InlineData("RenewSessionAsync()", "Shape Likely RenewSessionAsync []")]
    [InlineData("GetAccessTokenAsync(\"secret\", _refreshToken)", "Shape Likely GetAccessTokenAsync [_refreshToken]")]
    [InlineData("TryRefreshTokenAsync()", "Name Weak TryRefreshTokenAsync []")]
    public void MetadataThatLooksLikeARefresh_IsFound(string call, string expected) => Assert.Equal([expected], Found.In($$"""
        public sealed class Session(Api.IAuthClient api)
        {
            private string _refreshToken = "";

            public async Task GoAsync()
            {
                await api.{{call}};
                GC.KeepAlive(_refreshToken);
            }
        }
        """, Api));

    [Theory]
    [InlineData("GetRefreshTokenAsync()")]
    [InlineData("ValidateRefreshTokenAsync(_refreshToken)")]
    [InlineData("RefreshTokenListAsync()")]
    [InlineData("GetAccessTokenNameAsync(_refreshToken)")]
    public void StoresAndValidators_AreNot(string call) => Assert.Empty(Found.In($$"""
        public sealed class Session(Api.IAuthClient api)
        {
            private string _refreshToken = "";

            public async Task GoAsync()
            {
                await api.{{call}};
                GC.KeepAlive(_refreshToken);
            }
        }
        """, Api));

    [Fact]
    public void InterfaceWithAnImplementationHere_SpeaksByItsBody() => Assert.Equal(["Grant Certain PostAsync [refreshToken]"], Found.In("""
        public interface IAuthClient { Task<string> RefreshAccessTokenAsync(string refreshToken); }

        public sealed class AuthClient(HttpClient http) : IAuthClient
        {
            public async Task<string> RefreshAccessTokenAsync(string refreshToken)
            {
                var answer = await http.PostAsync("https://id.example/token", new StringContent("grant_type=refresh_token&refresh_token=" + refreshToken));
                return await answer.Content.ReadAsStringAsync();
            }
        }

        public sealed class Session(IAuthClient api)
        {
            private string _refreshToken = "";

            public async Task GoAsync() => _refreshToken = await api.RefreshAccessTokenAsync(_refreshToken);
        }
        """));

    [Fact]
    public void DelegateOfAnOption_IsFound() => Assert.Equal(["Shape Likely Invoke [_refreshToken]"], Found.In("""
        public sealed class SessionOptions { public Func<string, Task<string>> RefreshToken { get; set; } = null!; }

        public sealed class Session(SessionOptions options)
        {
            private string _refreshToken = "";

            public async Task GoAsync() => _refreshToken = await options.RefreshToken(_refreshToken);
        }
        """));

    [Fact]
    public void CallbackThatIsHandedTheTokens_IsFound() => Assert.Equal(["Shape Likely Invoke []"], Found.In("""
        public sealed class Settings { public Func<IServiceProvider, IDictionary<string, string>, ValueTask<IDictionary<string, string>>>? RefreshCallback { get; set; } }

        public sealed class AuthenticationProvider(Settings settings, IServiceProvider services)
        {
            private IDictionary<string, string> _tokens = new Dictionary<string, string>();

            public async Task RenewAsync()
            {
                if (settings.RefreshCallback is not null)
                {
                    _tokens = await settings.RefreshCallback(services, _tokens);
                }
            }
        }
        """));

    [Fact]
    public void DelegateThatComesInAsAParameter_IsTheCallersCode() => Assert.Empty(Found.In("""
        public static class Guarded
        {
            public static async Task<string> RunAsync(Func<string, Task<string>> refreshToken, string token) => await refreshToken(token);
        }
        """));
}
