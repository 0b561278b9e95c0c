namespace RefreshRace.Analyzers.Tests.Refreshes;

/// <summary>An outgoing request whose <c>grant_type</c> is <c>refresh_token</c>, in every shape that forms, queries and JSON are written in.</summary>
public sealed class GrantEvidenceTests
{
    private const string Send = "Grant Certain PostAsync [_refreshToken]";

    [Theory]
    [InlineData("""new FormUrlEncodedContent(new Dictionary<string, string> { { "grant_type", "refresh_token" }, { "refresh_token", _refreshToken } })""")]
    [InlineData("""new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "refresh_token", ["refresh_token"] = _refreshToken })""")]
    [InlineData("""new FormUrlEncodedContent(new[] { new KeyValuePair<string, string>("grant_type", "refresh_token"), new KeyValuePair<string, string>("refresh_token", _refreshToken) })""")]
    [InlineData("""new FormUrlEncodedContent(new List<KeyValuePair<string, string>> { new("grant_type", "refresh_token"), new("refresh_token", _refreshToken) })""")]
    [InlineData("""new FormUrlEncodedContent([new("grant_type", "refresh_token"), new("refresh_token", _refreshToken)])""")]
    [InlineData("""new FormUrlEncodedContent([KeyValuePair.Create("grant_type", "refresh_token"), KeyValuePair.Create("refresh_token", _refreshToken)])""")]
    [InlineData("""new FormUrlEncodedContent(new Dictionary<string, string> { [Keys.GrantType] = Keys.RefreshToken, [Keys.RefreshToken] = _refreshToken })""")]
    [InlineData("""new FormUrlEncodedContent(new Dictionary<string, string> { [Keys.GrantType] = Keys.ReadOnlyGrant, ["refresh_token"] = _refreshToken })""")]
    [InlineData("""new StringContent($"grant_type=refresh_token&refresh_token={_refreshToken}")""")]
    [InlineData("""new StringContent("grant_type=refresh_token&refresh_token=" + Uri.EscapeDataString(_refreshToken))""", "Grant Certain PostAsync [Uri.EscapeDataString(_refreshToken)]")]
    [InlineData("""new StringContent(string.Format("grant_type={0}&refresh_token={1}", "refresh_token", _refreshToken))""")]
    [InlineData("""new StringContent("{\"grant_type\": \"refresh_token\", \"refresh_token\": \"" + _refreshToken + "\"}")""")]
    [InlineData("""new StringContent(System.Text.Json.JsonSerializer.Serialize(new { grant_type = "refresh_token", refresh_token = _refreshToken }))""")]
    [InlineData("""JsonContent.Create(new TokenQuery { GrantType = "refresh_token", RefreshToken = _refreshToken })""")]
    [InlineData("""JsonContent.Create(new TokenQuery { GrantType = Grants.Names[Grant.RefreshToken], RefreshToken = _refreshToken })""", "Grant Likely PostAsync [_refreshToken]")]
    [InlineData("""JsonContent.Create(new TypedQuery { GrantType = Grant.RefreshToken, RefreshToken = _refreshToken })""")]
    [InlineData("""JsonContent.Create(new TypedQuery { GrantType = Grant.Renewal, RefreshToken = _refreshToken })""")]
    [InlineData("""JsonContent.Create(new DefaultedQuery { RefreshToken = _refreshToken })""")]
    [InlineData("""JsonContent.Create(new DerivedQuery(_refreshToken))""")]
    [InlineData("""JsonContent.Create(new AssigningQuery(_refreshToken))""")]
    [InlineData("""Form(_refreshToken)""", "Grant Certain PostAsync [_refreshToken]")]
    [InlineData("""Form2("refresh_token", _refreshToken)""", "Grant Certain PostAsync [_refreshToken]")]
    public void EveryShapeOfAForm_IsFound(string content, string expected = Send) => Assert.Equal([expected], Found.In($$"""
        public sealed class Session(HttpClient http)
        {
            private string _refreshToken = "";

            public async Task RenewAsync() => await http.PostAsync("https://id.example/token", {{content}});

            private static HttpContent Form(string refreshToken) => new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "refresh_token", ["refresh_token"] = refreshToken });

            private static HttpContent Form2(string grantType, string refreshToken) => new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = grantType, ["refresh_token"] = refreshToken });
        }

        public static class Keys
        {
            public const string GrantType = "grant_type";
            public const string RefreshToken = "refresh_token";
            public static readonly string ReadOnlyGrant = "refresh_token";
        }

        public enum Grant { Password, RefreshToken, [System.ComponentModel.Description("refresh_token")] Renewal }

        public static class Grants { public static Dictionary<Grant, string> Names { get; } = new(); }

        public class TokenQuery { public string GrantType { get; set; } = ""; public string RefreshToken { get; set; } = ""; }

        public class TypedQuery { public Grant GrantType { get; set; } public string RefreshToken { get; set; } = ""; }

        public class DefaultedQuery { public string GrantType { get; set; } = "refresh_token"; public string RefreshToken { get; set; } = ""; }

        public class GrantQuery(string grant) { public string Kind => grant; }

        public class DerivedQuery(string refreshToken) : GrantQuery("refresh_token") { public string RefreshToken => refreshToken; }

        public class AssigningQuery { public AssigningQuery(string refreshToken) { GrantType = "refresh_token"; RefreshToken = refreshToken; } public string GrantType { get; } public string RefreshToken { get; } }
        """));

    [Theory]
    [InlineData("using (var stream = request.GetRequestStream()) { stream.Write(bytes, 0, bytes.Length); }")]
    [InlineData("var stream = await request.GetRequestStreamAsync(); stream.Write(bytes, 0, bytes.Length); stream.Close();")]
    [InlineData("System.IO.Stream stream = null; stream = request.GetRequestStream(); stream.Write(bytes, 0, bytes.Length);")]
    [InlineData("using (var writer = new System.IO.StreamWriter(request.GetRequestStream())) { writer.Write(body); }")]
    [InlineData("var stream = request.GetRequestStream(); var writer = new System.IO.StreamWriter(stream); writer.Write(body);")]
    [InlineData("request.GetRequestStream().Write(bytes, 0, bytes.Length);")]
    public void BodyThatIsWrittenIntoTheStreamOfARequest_IsFound(string write) => Assert.Single(Found.In($$"""
        public sealed class Session
        {
            private string _refreshToken = "";

            public async Task RenewAsync()
            {
                var request = (System.Net.HttpWebRequest)System.Net.WebRequest.Create("https://id.example/token");
                var body = "grant_type=refresh_token&refresh_token=" + _refreshToken;
                var bytes = System.Text.Encoding.UTF8.GetBytes(body);
                {{write}}
                using var answer = await request.GetResponseAsync();
                _refreshToken = new System.IO.StreamReader(answer.GetResponseStream()).ReadToEnd();
            }
        }
        """));

    [Fact]
    public void BodyOfAnotherRequest_IsNotTakenForThisOnes() => Assert.Single(Found.In("""
        public sealed class Session
        {
            private string _refreshToken = "";

            public void Renew()
            {
                var renewal = System.Net.WebRequest.Create("https://id.example/token");
                using (var writer = new System.IO.StreamWriter(renewal.GetRequestStream())) { writer.Write("grant_type=refresh_token&refresh_token=" + _refreshToken); }
                var report = System.Net.WebRequest.Create("https://log.example/report");
                using (var writer = new System.IO.StreamWriter(report.GetRequestStream())) { writer.Write("renewed"); }
                renewal.GetResponse();
                report.GetResponse();
            }
        }
        """));

    [Fact]
    public void FormThatGrowsInALocal_IsFollowed() => Assert.Equal([Send], Found.In("""
        public sealed class Session(HttpClient http)
        {
            private string _refreshToken = "";

            public async Task RenewAsync()
            {
                var form = new Dictionary<string, string>();
                form.Add("grant_type", "refresh_token");
                form["refresh_token"] = _refreshToken;
                var content = new FormUrlEncodedContent(form);
                await http.PostAsync("https://id.example/token", content);
            }
        }
        """));

    [Fact]
    public void RequestMessageWithItsContentSetLater_IsFollowed() => Assert.Equal(["Grant Certain SendAsync [_refreshToken]"], Found.In("""
        public sealed class Session(HttpClient http)
        {
            private string _refreshToken = "";

            public async Task RenewAsync()
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, "https://id.example/token");
                var text = new StringBuilder();
                text.Append("grant_type=").Append("refresh_token").Append("&refresh_token=").Append(_refreshToken);
                request.Content = new StringContent(text.ToString());
                using var answer = await http.SendAsync(request);
            }
        }
        """));

    [Fact]
    public void BuilderSendsNothing_ItsSenderIsThePlace() => Assert.Equal(["Grant Certain SendAsync [Compose()]"], Found.In("""
        public sealed class Session(HttpClient http)
        {
            private string _secret = "";

            public Task<HttpResponseMessage> GoAsync() => http.SendAsync(Compose());

            private HttpRequestMessage Compose() => new(HttpMethod.Post, "https://id.example/token") { Content = new StringContent("grant_type=refresh_token&refresh_token=" + _secret) };
        }
        """));

    [Fact]
    public void HelperThatServesManyGrants_IsNoPlace_ItsCallIs() => Assert.Equal(["Grant Certain RequestAsync [_refreshToken]"], Found.In("""
        public sealed class Session(HttpClient http)
        {
            private string _refreshToken = "";

            public Task RenewAsync() => RequestAsync(new() { ["grant_type"] = "refresh_token", ["refresh_token"] = _refreshToken });

            public Task LoginAsync(string code) => RequestAsync(new() { ["grant_type"] = "authorization_code", ["code"] = code });

            private async Task RequestAsync(Dictionary<string, string> form)
            {
                using var answer = await http.PostAsync("https://id.example/token", new FormUrlEncodedContent(form));
                answer.EnsureSuccessStatusCode();
            }
        }
        """));

    [Fact]
    public void SendInALambdaOfARetryHelper_IsFoundOnce() => Assert.Equal([Send], Found.In("""
        public sealed class Session(HttpClient http)
        {
            private string _refreshToken = "";

            public Task RenewAsync() => ExecuteAsync(() => http.PostAsync("https://id.example/token", new StringContent("grant_type=refresh_token&refresh_token=" + _refreshToken)));

            private static async Task ExecuteAsync(Func<Task> action) => await action();
        }
        """));

    [Fact]
    public void ConstantWithASilentName_IsFound() => Assert.Equal([Send.Replace("_refreshToken", "_value")], Found.In("""
        public static class Wire { public const string Kind = "grant_type"; public const string Again = "refresh_token"; }

        public sealed class Client(HttpClient http)
        {
            private string _value = "";

            public Task GoAsync() => http.PostAsync("https://id.example/token", new FormUrlEncodedContent(new Dictionary<string, string> { [Wire.Kind] = Wire.Again, [Wire.Again] = _value }));
        }
        """));

    [Theory]
    [InlineData("""await http.PostAsync("https://id.example/token", new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "authorization_code", ["code"] = "c" }))""")]
    [InlineData("""await http.PostAsync("https://id.example/revoke", new FormUrlEncodedContent(new Dictionary<string, string> { ["token"] = _refreshToken, ["token_type_hint"] = "refresh_token" }))""")]
    [InlineData("""await http.PostAsJsonAsync("https://id.example/register", new { grant_types = new[] { "authorization_code", "refresh_token" } })""")]
    [InlineData("""if (_refreshToken == "refresh_token") await http.GetAsync("https://api.example/things")""")]
    [InlineData("""var redacted = new Dictionary<string, string> { ["refresh_token"] = "***" }; await http.PostAsJsonAsync("https://log.example", redacted)""")]
    [InlineData("""var form = new Dictionary<string, string> { ["grant_type"] = "refresh_token" }; form.Clear(); await http.GetAsync("https://api.example/things")""")]
    public void OtherUsesOfTheWord_AreNoRefresh(string statement) => Assert.Empty(Found.In($$"""
        public sealed class Session(HttpClient http)
        {
            private string _refreshToken = "";

            public async Task WorkAsync()
            {
                {{statement}};
            }
        }
        """));

    [Fact]
    public void CallAfterTheRefresh_DoesNotInheritItsForm() => Assert.Equal([Send], Found.In("""
        public sealed class Session(HttpClient http)
        {
            private string _refreshToken = "";

            public async Task WorkAsync()
            {
                var answer = await http.PostAsync("https://id.example/token", new StringContent("grant_type=refresh_token&refresh_token=" + _refreshToken));
                var token = await answer.Content.ReadAsStringAsync();
                await http.GetAsync("https://api.example/things?access_token=" + token);
            }
        }
        """));

    // The parts of such a form come before their names.
    [Fact]
    public void PartsOfAMultipartForm_AreReadWithTheNamesBehindThem() => Assert.Equal([Send], Found.In("""
        public sealed class Session(HttpClient http)
        {
            private string _refreshToken = "";

            public async Task RenewAsync()
            {
                using var form = new MultipartFormDataContent();
                form.Add(new StringContent(_refreshToken), "refresh_token");
                form.Add(new StringContent("refresh_token"), "grant_type");
                await http.PostAsync("https://id.example/token", form);
            }
        }
        """));

    // A key that a local holds is as constant as one in place.
    [Fact]
    public void KeyThatALocalHolds_IsRead() => Assert.Equal(["Grant Certain PostAsync [code]"], Found.In("""
        public sealed class Session(HttpClient http)
        {
            public async Task<string> GetAsync(string code, bool isRefresh)
            {
                var key = isRefresh ? "refresh_token" : "code";
                var grant = isRefresh ? "refresh_token" : "authorization_code";
                var form = new Dictionary<string, string> { ["grant_type"] = grant, [key] = code };
                var answer = await http.PostAsync("https://id.example/token", new FormUrlEncodedContent(form));
                return await answer.Content.ReadAsStringAsync();
            }
        }
        """));
}
