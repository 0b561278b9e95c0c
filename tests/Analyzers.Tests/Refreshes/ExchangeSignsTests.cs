namespace RefreshRace.Analyzers.Tests.Refreshes;

/// <summary>Two of three: a credential goes in, one of its kind comes out, a word says renew; in a method whose body is not here.</summary>
public sealed class ExchangeSignsTests
{
    private const string Api = """
        namespace Api
        {
            public sealed class Pair { public string AccessToken { get; set; } = ""; public string RefreshToken { get; set; } = ""; }
            public sealed class Outcome { public bool Worked { get; set; } public Pair? TokenPair { get; set; } }
            public sealed class User { public string Name { get; set; } = ""; public string RefreshToken { get; set; } = ""; }
            public interface IGateway
            {
                Task<Pair> RefreshAsync(string clientKey, string refreshToken);
                Task<Pair> RenewAsync(Pair old);
                Task<(string User, Pair Tokens)> RenewFor(string refreshToken);
                Task<Outcome> Renew(string refreshToken);
                Pair Refresh(string refreshToken);
                Pair Refresh(string url, Pair old);
                Task<Pair> GetToken(Pair old);
                Task RefreshAsync(User user);
                bool RefreshTokenExists(string refreshToken);
                void RefreshToken(string refreshToken);
                Task<Pair> GetByRefreshToken(string refreshToken);
                Task<User> RefreshAsync(int id);
                Task<Pair> SaveAsync(Pair pair);
                Task<Pair> ToPairAsync(Pair pair);
                Task<Pair> AuthenticateAsync(string user, string grantType, string token);
            }
        }
        """;

    [Theory]
    [InlineData("await api.RefreshAsync(\"key\", _pair.RefreshToken)", "Shape Likely RefreshAsync [_pair.RefreshToken]")]
    [InlineData("api.RefreshAsync(\"key\", _pair.RefreshToken).Result", "Shape Likely RefreshAsync [_pair.RefreshToken]")]
    [InlineData("await api.RenewAsync(_pair)", "Shape Likely RenewAsync [_pair]")]
    [InlineData("(await api.RenewFor(_pair.RefreshToken)).Tokens", "Shape Likely RenewFor [_pair.RefreshToken]")]
    [InlineData("(await api.Renew(_pair.RefreshToken)).TokenPair!", "Shape Likely Renew [_pair.RefreshToken]")]
    [InlineData("api.Refresh(_pair.RefreshToken)", "Shape Likely Refresh [_pair.RefreshToken]")]
    [InlineData("api.Refresh(\"url\", _pair)", "Shape Likely Refresh [_pair]")]
    [InlineData("await api.GetToken(_pair)", "Shape Likely GetToken [_pair]")]
    [InlineData("await api.AuthenticateAsync(\"me\", \"refresh_token\", _pair.RefreshToken)", "Grant Certain AuthenticateAsync [_pair.RefreshToken]")]
    public void TwoSigns_AreARefresh(string call, string expected) => Assert.Equal([expected], Found.In($$"""
        using Api;

        public sealed class Session(IGateway api)
        {
            private Pair _pair = new();

            public async Task RenewNowAsync()
            {
                await Task.Yield();
                _pair = {{call}};
            }
        }
        """, Api));

    [Theory]
    [InlineData("await api.RefreshAsync(_user)", "a user is renewed, who has a token among other things")]
    [InlineData("api.RefreshTokenExists(_user.RefreshToken)", "a question, and nothing that comes back")]
    [InlineData("api.RefreshToken(_user.RefreshToken)", "nothing comes back, and nobody waits")]
    [InlineData("await api.GetByRefreshToken(_user.RefreshToken)", "a look-up")]
    [InlineData("await api.RefreshAsync(7)", "one sign alone")]
    [InlineData("await api.SaveAsync(new Pair())", "a store gives back what it was given")]
    [InlineData("await api.ToPairAsync(new Pair())", "a mapper gives back what it was given")]
    [InlineData("await api.AuthenticateAsync(\"me\", \"password\", _user.RefreshToken)", "another grant")]
    public void OneSign_OrAnotherTrade_IsNone(string call, string reason) => Assert.True(Found.In($$"""
        using Api;

        public sealed class Session(IGateway api)
        {
            private User _user = new();

            public async Task GoAsync()
            {
                await Task.Yield();
                {{call}};
                GC.KeepAlive(_user);
            }
        }
        """, Api) is [], reason);

    [Theory]
    [InlineData("string", "string", "RefreshAsync", "sealedSession")]
    [InlineData("string", "WorkSession", "RefreshAsync", "sealedSession")]
    [InlineData("string", "WorkSession", "RefreshSessionAsync", "session")]
    [InlineData("WorkSession", "WorkSession", "RenewAsync", "session")]
    [InlineData("string", "AuthTicket", "RenewAsync", "ticket")]
    [InlineData("AuthTicket", "AuthTicket", "RenewTicketAsync", "old")]
    [InlineData("string", "string", "RefreshAsync", "cookie")]
    [InlineData("string", "Outcome", "RefreshAsync", "sessionCookie")]
    [InlineData("Login", "Login", "RefreshLoginAsync", "login")]
    [InlineData("string", "string", "RotateAsync", "loginTicket")]
    public void SessionInEverySpelling_IsARefresh(string given, string result, string method, string parameter) => Assert.Equal([$"Shape Likely {method} [_held]"], Found.In($$"""
        public sealed record WorkSession(string AccessToken, string SealedSession, string UserId);
        public sealed record AuthTicket(string Value);
        public sealed class Outcome { public bool Authenticated; public string? SealedSession { get; set; } }
        public class Login { public string Value = ""; }
        public interface ISessions { Task<{{result}}?> {{method}}({{given}} {{parameter}}, CancellationToken ct); }

        public sealed class Middleware(ISessions sessions)
        {
            private {{given}} _held = default!;

            public async Task InvokeAsync(CancellationToken ct) => GC.KeepAlive(await sessions.{{method}}(_held, ct));
        }
        """));

    [Theory]
    [InlineData("Task<WorkSession> RefreshAsync(string sessionId)", "a session that is extended by its id")]
    [InlineData("Task RefreshAsync(string session)", "nothing comes back")]
    [InlineData("Task<CheckoutSession> RefreshAsync(CheckoutSession session)", "a session of a checkout")]
    [InlineData("Task<ChatSession> RefreshAsync(ChatSession session)", "a session of a chat")]
    [InlineData("Task<WorkSession> LoadAsync(WorkSession session)", "no word says renew")]
    [InlineData("Task<bool> RefreshAsync(string session)", "a yes or no is no credential")]
    public void OtherSessions_AreNone(string method, string reason)
    {
        var (type, name) = (method.Split('(')[1].Split(' ')[0], method.Split('(')[0].Split(' ')[1]);
        Assert.True(Found.In($$"""
            public sealed class WorkSession { public string Place = ""; }
            public sealed class CheckoutSession { public string Total = ""; }
            public sealed class ChatSession { public string Room = ""; }
            public interface IDesk { {{method}}; }

            public sealed class Work(IDesk desk)
            {
                private {{type}} _held = default!;

                public async Task GoAsync() => await desk.{{name}}(_held);
            }
            """) is [], reason);
    }

    [Fact]
    public void TextThatGoesIntoAnAuthorizationHeader_IsACredential() => Assert.Equal(["Shape Likely TryForceRefreshToken []", "Name Weak TryForceRefreshToken []"], Found.In("""
        using System.Net.Http.Headers;

        public interface IManager { Task<string> TryForceRefreshToken(); }

        public sealed class Board(IManager manager, HttpClient http)
        {
            public async Task PushedAsync()
            {
                var token = await manager.TryForceRefreshToken();
                http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
            }

            public async Task WrittenAsync() => Console.WriteLine(await manager.TryForceRefreshToken());
        }
        """));

    [Fact]
    public void HandlerOfALibrary_LeavesTheRefreshToThoseWhoDeriveFromIt() => Assert.Equal(["Shape Likely RefreshTokenAsync [old]"], Found.In("""
        public abstract class Renewing : DelegatingHandler
        {
            protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
            {
                var old = await GetTokenAsync(request, cancellationToken);
                var fresh = await RefreshTokenAsync(request, old, cancellationToken);
                request.Headers.Authorization = new("Bearer", fresh);
                return await base.SendAsync(request, cancellationToken);
            }

            public abstract Task<string> GetTokenAsync(HttpRequestMessage request, CancellationToken cancellationToken);

            public abstract Task<string> RefreshTokenAsync(HttpRequestMessage request, string token, CancellationToken cancellationToken);
        }

        public sealed class Sample : Renewing
        {
            public override Task<string> GetTokenAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult("");

            public override Task<string> RefreshTokenAsync(HttpRequestMessage request, string token, CancellationToken cancellationToken) => Task.FromResult("");
        }
        """));
}
