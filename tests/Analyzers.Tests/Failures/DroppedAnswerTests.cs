namespace RefreshRace.Analyzers.Tests.Failures;

/// <summary>RR0002 and RR0102: a false that says "it failed" is an answer as long as each caller looks at it.</summary>
public sealed class DroppedAnswerTests
{
    private static Task VerifyAsync(string rule, string caller, string behind = "") => VerifyCS.VerifyAnalyzerAsync($$"""
        using System;
        using System.Collections.Generic;
        using System.Net.Http;
        using System.Threading.Tasks;

        public sealed class Api(HttpClient http)
        {
            private string _refreshToken = "";

            private async Task<bool> RefreshAsync()
            {
                var form = new Dictionary<string, string> { ["grant_type"] = "refresh_token", ["refresh_token"] = _refreshToken };
                var answer = await {|RR0001:http.PostAsync("/token", new FormUrlEncodedContent(form))|};
                {|{{rule}}:if (!answer.IsSuccessStatusCode)|} { return false; }
                _refreshToken = await answer.Content.ReadAsStringAsync();
                {{behind}}
                return true;
            }

            {{caller}}
        }
        """);

    [Theory]
    [InlineData("public async Task<string> GetAsync() { await RefreshAsync(); return await http.GetStringAsync(\"/a\"); }")]
    [InlineData("public async Task<string> GetAsync() { _ = await RefreshAsync(); return await http.GetStringAsync(\"/a\"); }")]
    [InlineData("""
        private async Task<bool> EnsureAsync() => await RefreshAsync();
        public async Task<string> GetAsync() { await EnsureAsync(); return await http.GetStringAsync("/a"); }
        """)]
    public Task FalseThatACallerDrops_IsASwallowedFailure(string caller) => VerifyAsync("RR0002", caller);

    [Theory]
    [InlineData("""
        public async Task<string> GetAsync()
        {
            if (!await RefreshAsync()) { throw new InvalidOperationException("sign in"); }
            return await http.GetStringAsync("/a");
        }
        """)]
    [InlineData("public async Task<bool> GetAsync() { var done = await RefreshAsync(); return done; }")]
    public Task FalseThatEachCallerLooksAt_IsADoubt(string caller) => VerifyAsync("RR0102", caller);

    // The failed answer has left before the throw behind it; that throw is about another failure.
    [Fact]
    public Task ThrowForAnEmptyAnswerBehindTheBranch_DoesNotTellOfTheFailedOne() => VerifyAsync(
        "RR0002",
        "public async Task<string> GetAsync() { await RefreshAsync(); return await http.GetStringAsync(\"/a\"); }",
        "if (_refreshToken.Length == 0) { throw new InvalidOperationException(\"empty\"); }");
}
