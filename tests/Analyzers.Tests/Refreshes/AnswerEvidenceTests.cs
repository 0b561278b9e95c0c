namespace RefreshRace.Analyzers.Tests.Refreshes;

/// <summary>Evidence by what flows: a refresh token goes out under its name, and a credential of the answer is kept.</summary>
public sealed class AnswerEvidenceTests
{
    [Theory]
    [InlineData("new StringContent(string.Format(\"{{\\\"client\\\": \\\"{0}\\\", \\\"refreshToken\\\": \\\"{1}\\\"}}\", \"app\", _key))")]
    [InlineData("new StringContent($\"{{ \\\"refreshToken\\\": \\\"{_key}\\\" }}\")")]
    [InlineData("JsonContent.Create(new { refreshToken = _key })")]
    [InlineData("new FormUrlEncodedContent(new Dictionary<string, string> { [\"refresh_token\"] = _key })")]
    public void KeptAnswerOfARequestThatCarriesTheToken_IsFound(string content) => Assert.Equal(["Answer Likely PostAsync [_key]"], Found.In($$"""
        using System.Text.Json;

        public sealed class Client(HttpClient http)
        {
            private string _key = "";
            private string _accessToken = "";

            public async Task EnsureAsync()
            {
                var answer = await http.PostAsync("https://auth.example/v1/requestToken", {{content}});
                using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
                _accessToken = document.RootElement.GetProperty("accessToken").GetString()!;
                _key = document.RootElement.GetProperty("refreshToken").GetString()!;
            }

            public string Current => _accessToken;
        }
        """));

    [Theory]
    [InlineData("https://auth.example/v1/revoke", "EndAsync", "_accessToken = document.RootElement.GetProperty(\"accessToken\").GetString()!;", "the address says that the token is given up")]
    [InlineData("https://auth.example/v1/session", "LogoutAsync", "_accessToken = document.RootElement.GetProperty(\"accessToken\").GetString()!;", "the member says that the user signs out")]
    [InlineData("https://auth.example/v1/session", "AskAsync", "GC.KeepAlive(document);", "no credential of the answer is kept")]
    public void OtherPurposes_AreNone(string address, string member, string keep, string reason) => Assert.True(Found.In($$"""
        using System.Text.Json;

        public sealed class Client(HttpClient http)
        {
            private string _key = "";
            private string _accessToken = "";

            public async Task {{member}}()
            {
                var answer = await http.PostAsync("{{address}}", JsonContent.Create(new { refreshToken = _key }));
                using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
                {{keep}}
            }

            public string Current => _accessToken + _key;
        }
        """) is [], reason);

    [Fact]
    public void TokenThatGoesToAQueueWithACallback_IsFound() => Assert.Equal(["Answer Likely Call [data.RefreshToken]"], Found.In("""
        public sealed class Body(string token) { public string refresh_token { get; set; } = token; }
        public sealed class Player { public string RefreshToken { get; set; } = ""; }
        public sealed class Reply { public string refresh_token { get; set; } = ""; }
        public static class Players { public static Player Current { get; set; } = new(); }
        public static class Channel
        {
            private static readonly Queue<(string, string, Action<Reply>)> Waiting = new();

            public static void Call(string path, string body, Action<Reply> done) => Waiting.Enqueue((path, body, done));
        }

        public static class Sdk
        {
            public static void RefreshPlayer()
            {
                var data = Players.Current;
                Channel.Call("session", System.Text.Json.JsonSerializer.Serialize(new Body(data.RefreshToken)), reply => Players.Current = new Player { RefreshToken = reply.refresh_token });
            }

            public static void Tell() => Channel.Call("session", "refresh", reply => Console.WriteLine(reply.refresh_token));
        }
        """));

    // The access token of a new pair goes out, and the refresh token that was put beside it stays.
    [Theory]
    [InlineData("var credentials")]
    [InlineData("_kept")]
    public void TextOfANewObject_IsReadWithoutWhatStandsBesideIt(string target) => Assert.Empty(Found.In($$"""
        public sealed class Credentials
        {
            public string AccessToken { get; set; } = "";
            public string RefreshToken { get; set; } = "";
            public string Mail { get; set; } = "";
        }

        public sealed class Accounts(HttpClient http)
        {
            private Credentials? _kept;

            public async Task<Credentials> ConnectAsync(string accessToken, string refreshToken)
            {
                {{target}} = new Credentials { AccessToken = accessToken, RefreshToken = refreshToken };
                {{target.Replace("var ", "")}}.Mail = await GetMailAsync({{target.Replace("var ", "")}}.AccessToken);
                return {{target.Replace("var ", "")}};
            }

            private async Task<string> GetMailAsync(string accessToken)
            {
                http.DefaultRequestHeaders.Authorization = new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", accessToken);
                return await http.GetStringAsync("https://api.example/me");
            }
        }
        """));
}
