namespace RefreshRace.Analyzers.Tests.Refreshes;

/// <summary>A form is followed through whatever builds it, and a sender through whatever hides it.</summary>
public sealed class FollowedBuilderTests
{
    private const string Session = """
        public interface IFormBuilder { Dictionary<string, string> Build(string refreshToken); }
        public interface ISender { Task<HttpResponseMessage> Send(Dictionary<string, string> form); }
        public sealed class Sender(HttpClient http) : ISender
        {
            public async Task<HttpResponseMessage> Send(Dictionary<string, string> form) => await http.PostAsync("https://id.example/token", new FormUrlEncodedContent(form));
        }

        public sealed class Session(IFormBuilder builder, ISender sender)
        {
            private string _refreshToken = "";

            public async Task RenewAsync()
            {
                var answer = await sender.Send(builder.Build(_refreshToken));
                _refreshToken = await answer.Content.ReadAsStringAsync();
            }
        }

        """;

    [Fact]
    public void BuilderAndSenderBehindInterfaces_AreFollowed() => Assert.Equal(["Grant Certain Send [_refreshToken]"], Found.In(Session + """
        public sealed class FormBuilder : IFormBuilder
        {
            public Dictionary<string, string> Build(string refreshToken) => new() { { "grant_type", "refresh_token" }, { "refresh_token", refreshToken } };
        }
        """));

    [Fact]
    public void BuilderOfAnotherGrantBehindAnInterface_IsNone() => Assert.Empty(Found.In(Session + """
        public sealed class FormBuilder : IFormBuilder
        {
            public Dictionary<string, string> Build(string refreshToken) => new() { { "grant_type", "client_credentials" } };
        }
        """));

    [Theory]
    [InlineData("refresh_token", 1)]
    [InlineData("password", 0)]
    public void FormThatAConstructorFills_IsFollowed(string grant, int count) => Assert.Equal(count, Found.In($$"""
        using System.Collections.Immutable;

        public interface IRequestBuilder { IRequestBuilder Body(IDictionary<string, string> form); Task<string> GetResponse(string path); }

        public sealed class Client
        {
            private readonly ImmutableDictionary<string, string> _form;
            private readonly IRequestBuilder _builder;

            public Client(IRequestBuilder builder)
            {
                _builder = builder;
                var common = new Dictionary<string, string> { { "client_id", "app" } }.ToImmutableDictionary();
                _form = common.Add("grant_type", "{{grant}}");
            }

            public async Task<string> RefreshToken(string refreshToken) => await _builder.Body(_form.Add("assertion", refreshToken)).GetResponse("token");
        }
        """).Count);

    [Theory]
    [InlineData("refresh_token", 1)]
    [InlineData("client_credentials", 0)]
    public void LongFormat_IsRendered(string grant, int count) => Assert.Equal(count, Found.In($$"""
        public sealed class Client(HttpClient http)
        {
            private const string Form = "a={0}&b={1}&grant_type={2}&assertion={3}";
            private string _refreshToken = "";

            public async Task GoAsync()
            {
                var answer = await http.PostAsync("https://id.example/token", new StringContent(string.Format(Form, "a", "b", "{{grant}}", Uri.EscapeDataString(_refreshToken))));
                _refreshToken = await answer.Content.ReadAsStringAsync();
            }
        }
        """).Count);

    [Fact]
    public void RequestWithCallbacks_IsFoundWhereItsBodyIsMade() => Assert.Equal(["Grant Certain BeginGetRequestStream [tokens.RefreshToken]"], Found.In("""
        using System.IO;
        using System.Net;

        public sealed class Tokens { public string AccessToken { get; set; } = ""; public string RefreshToken { get; set; } = ""; }
        public sealed class Context { public WebRequest Request = null!; public string Body = ""; public Action<Tokens> Done = null!; }

        public sealed class Handler
        {
            public void Renew(WebRequest request, Tokens tokens, Action<Tokens> done)
            {
                var data = string.Format("client_id={0}&refresh_token={1}&grant_type=refresh_token", "app", tokens.RefreshToken);
                request.BeginGetRequestStream(Written, new Context { Body = data, Request = request, Done = done });
            }

            private void Written(IAsyncResult result)
            {
                var context = (Context)result.AsyncState!;
                using (var writer = new StreamWriter(context.Request.EndGetRequestStream(result))) { writer.Write(context.Body); }
                context.Request.BeginGetResponse(_ => context.Done(new Tokens()), context);
            }
        }
        """));

    [Fact]
    public void CallbackThatIsAlsoGivenToTheRefresh_MakesAnOrdinaryCallNoRefresh() => Assert.Equal(["Grant Certain PostAsync [old]"], Found.In("""
        public sealed class Service(HttpClient http)
        {
            private string _refreshToken = "";

            public void Get(Uri uri, Action<Exception> failed) => Wrap(token => { var text = Read(uri, failed); Console.WriteLine(text + token); }, failed);

            private string Read(Uri uri, Action<Exception> failed)
            {
                try { return http.GetStringAsync(uri).GetAwaiter().GetResult(); } catch (Exception problem) { failed(problem); return ""; }
            }

            private void Wrap(Action<string> work, Action<Exception> failed) { _refreshToken = Renew(_refreshToken, failed); work(_refreshToken); }

            private string Renew(string old, Action<Exception> failed)
            {
                var form = new Dictionary<string, string> { ["grant_type"] = "refresh_token", ["refresh_token"] = old };
                return http.PostAsync("token", new FormUrlEncodedContent(form)).GetAwaiter().GetResult().ToString();
            }
        }
        """));
}
