namespace RefreshRace.Analyzers.Tests.Refreshes;

/// <summary>A tree that is read without its packages: what a call says by its own words, where a type at it is unknown.</summary>
public sealed class UnboundEvidenceTests
{
    private static IReadOnlyList<string> In(string statement) => Found.InUnrestored($$"""
        public interface ISender
        {
            Task<string> PostAsync(string uri, string body, string token = "");
            Task<string> RefreshAsync(string user);
        }

        public sealed class Tokens { public string RefreshToken { get; set; } public string AccessToken { get; set; } }

        public sealed class Client
        {
            private readonly Missing.ApiClient _client;
            private readonly ISender _sender;
            private readonly Tokens _tokens = new();

            public async Task<object> RunAsync()
            {
                {{statement}}
                return null;
            }
        }
        """);

    [Theory]
    [InlineData("var fresh = await _client.RefreshTokenAsync(_tokens.RefreshToken, \"id\");", "_tokens.RefreshToken")]
    [InlineData("var fresh = await Missing.Auth.RefreshAsync(\"key\", _tokens.RefreshToken);", "_tokens.RefreshToken")]
    [InlineData("var fresh = _client.RefreshAsync(_tokens.RefreshToken).Result; await Task.Yield();", "_tokens.RefreshToken")]
    [InlineData("_ = _client.RefreshAsync(_tokens.RefreshToken).GetAwaiter().GetResult(); await Task.Yield();", "_tokens.RefreshToken")]
    [InlineData("await _client.RefreshTokensAsync(_tokens?.RefreshToken).ConfigureAwait(false);", "_tokens?.RefreshToken")]
    [InlineData("""
        var fresh = await _client.AuthenticateWithRefreshTokenAsync(
            new Missing.Request { Provider = "a", RefreshToken = _tokens.RefreshToken });
        """, "_tokens.RefreshToken")]
    [InlineData("""
        var refreshToken = await Missing.Storage.GetAsync("a");
        var fresh = await _sender.PostAsync("/api/v1/auth/refresh", "", token: refreshToken);
        """, "refreshToken")]
    public void CallThatSaysItAll_IsARefresh(string statement, string token) =>
        Assert.Equal([$"Shape Likely Invalid [{token}]"], In(statement));

    [Theory]
    [InlineData("await _client.SaveRefreshTokenAsync(_tokens.RefreshToken);")] // A store.
    [InlineData("await _client.RefreshTokenAsync(_tokens.AccessToken);")] // No refresh token goes in.
    [InlineData("await _client.LoadAsync(_tokens.RefreshToken);")] // Nothing says refresh.
    [InlineData("_client.RefreshTokenAsync(_tokens.RefreshToken);")] // Nobody waits for it.
    [InlineData("await _sender.RefreshTokenAsync(_tokens.RefreshToken);")] // All types are known: somebody is writing this call.
    [InlineData("""
        var refreshToken = await Missing.Storage.GetAsync("a");
        await _sender.PostAsync("/api/v1/users", "", token: refreshToken);
        """)] // Another address.
    [InlineData("""
        var answer = await _client.GetTokenAsync("authorization_code", "code");
        await _client.RefreshTokenAsync(answer.RefreshToken);
        """)] // Nobody else has it yet.
    public void CallThatLeavesAQuestion_IsSilent(string statement) => Assert.Empty(In(statement));
}
