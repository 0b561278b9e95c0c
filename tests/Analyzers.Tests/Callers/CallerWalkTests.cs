namespace RefreshRace.Analyzers.Tests.Callers;

/// <summary>Who owns the token decides whether a refresh is a race here or the caller's duty; where it is one, it is reported at the deepest call.</summary>
public sealed class CallerWalkTests
{
    private const string Usings = """
        using System;
        using System.Collections.Generic;
        using System.Net.Http;
        using System.Threading;
        using System.Threading.Tasks;

        """;

    [Fact]
    public Task OwnerThatReadsTheTokenFromAField_IsReported() => VerifyCS.VerifyAnalyzerAsync(Usings + """
        public sealed class Session(HttpClient http)
        {
            private string _refreshToken = "";

            public async Task RenewAsync()
            {
                var answer = await [|http.PostAsync("https://id.example/token", new FormUrlEncodedContent(new Dictionary<string, string>
                {
                    ["grant_type"] = "refresh_token",
                    ["refresh_token"] = _refreshToken,
                }))|];
                answer.EnsureSuccessStatusCode();
                _refreshToken = await answer.Content.ReadAsStringAsync();
            }
        }
        """);

    [Fact]
    public Task RefreshThatIsSentAgainInAnotherForm_IsOneRace() => VerifyCS.VerifyAnalyzerAsync(Usings + """
        public sealed class Session(HttpClient http)
        {
            private string _refreshToken = "";

            public async Task RenewAsync()
            {
                var token = _refreshToken;
                var answer = await [|http.PostAsync("https://id.example/token", new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "refresh_token", ["refresh_token"] = token }))|];
                if (answer.StatusCode == System.Net.HttpStatusCode.UnsupportedMediaType)
                {
                    answer = await http.PostAsync("https://id.example/token", new StringContent($"{{ \"grant_type\": \"refresh_token\", \"refresh_token\": \"{token}\" }}"));
                }

                answer.EnsureSuccessStatusCode();
                _refreshToken = await answer.Content.ReadAsStringAsync();
            }
        }
        """);

    [Fact]
    public Task RefreshesOfTwoTokens_OrInTwoBranches_AreTwo() => VerifyCS.VerifyAnalyzerAsync(Usings + """
        public sealed class Session(HttpClient http)
        {
            private string _first = "";
            private string _second = "";

            public async Task RenewAsync()
            {
                var first = await [|http.PostAsync("https://id.example/token", new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "refresh_token", ["refresh_token"] = _first }))|];
                first.EnsureSuccessStatusCode();
                _first = await first.Content.ReadAsStringAsync();
                var second = await [|http.PostAsync("https://id.example/token", new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "refresh_token", ["refresh_token"] = _second }))|];
                second.EnsureSuccessStatusCode();
                _second = await second.Content.ReadAsStringAsync();
            }

            public async Task RenewFirstAsync(bool alt)
            {
                var answer = alt
                    ? await [|http.PostAsync("https://id.example/alt", new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "refresh_token", ["refresh_token"] = _first }))|]
                    : await [|http.PostAsync("https://id.example/token", new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "refresh_token", ["refresh_token"] = _first }))|];
                answer.EnsureSuccessStatusCode();
                _first = await answer.Content.ReadAsStringAsync();
            }
        }
        """);

    [Fact]
    public Task PublicPassThrough_WithoutAnOwner_IsTheCallersDuty() => VerifyCS.VerifyAnalyzerAsync(Usings + """
        public sealed class TokenEndpoint(HttpClient http)
        {
            public async Task<string> RefreshAsync(string refreshToken)
            {
                var answer = await http.PostAsync("https://id.example/token", new FormUrlEncodedContent(new Dictionary<string, string>
                {
                    ["grant_type"] = "refresh_token",
                    ["refresh_token"] = refreshToken,
                }));
                answer.EnsureSuccessStatusCode();
                return await answer.Content.ReadAsStringAsync();
            }
        }
        """);

    [Fact]
    public Task PassThroughWithAnOwnerAbove_IsReportedAtTheDeepestCall() => VerifyCS.VerifyAnalyzerAsync(Usings + """
        public sealed class TokenEndpoint(HttpClient http)
        {
            public async Task<string> RefreshAsync(string refreshToken)
            {
                var answer = await {|#0:http.PostAsync("https://id.example/token", new FormUrlEncodedContent(new Dictionary<string, string>
                {
                    ["grant_type"] = "refresh_token",
                    ["refresh_token"] = refreshToken,
                }))|};
                answer.EnsureSuccessStatusCode();
                return await answer.Content.ReadAsStringAsync();
            }
        }

        public sealed class Session(TokenEndpoint endpoint)
        {
            private string _refreshToken = "";

            public async Task RenewAsync() => _refreshToken = await {|#1:endpoint.RefreshAsync(_refreshToken)|};
        }
        """,
        VerifyCS.Diagnostic("RR0001").WithLocation(0).WithLocation(1).WithArguments("RefreshAsync", "calls to 'RenewAsync'", " in 'RefreshAsync'"));

    [Fact]
    public Task OwnerBehindAnInterface_IsFound() => VerifyCS.VerifyAnalyzerAsync(Usings + """
        public interface ITokenEndpoint
        {
            Task<string> RefreshAsync(string refreshToken);
        }

        internal sealed class TokenEndpoint(HttpClient http) : ITokenEndpoint
        {
            public async Task<string> RefreshAsync(string refreshToken)
            {
                var answer = await [|http.PostAsync("https://id.example/token", new FormUrlEncodedContent(new Dictionary<string, string>
                {
                    ["grant_type"] = "refresh_token",
                    ["refresh_token"] = refreshToken,
                }))|];
                answer.EnsureSuccessStatusCode();
                return await answer.Content.ReadAsStringAsync();
            }
        }

        public sealed class Session(ITokenEndpoint endpoint)
        {
            private string _refreshToken = "";

            public async Task RenewAsync() => _refreshToken = await endpoint.RefreshAsync(_refreshToken);
        }
        """);

    [Fact]
    public Task ConsoleProgram_IsOneCaller() => VerifyCS.VerifyAnalyzerAsync(
        Usings + """
        var http = new HttpClient();
        var answer = await http.PostAsync("https://id.example/token", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "refresh_token",
            ["refresh_token"] = Environment.GetEnvironmentVariable("REFRESH_TOKEN")!,
        }));
        answer.EnsureSuccessStatusCode();
        """,
        test => test.OutputKind = Microsoft.CodeAnalysis.OutputKind.ConsoleApplication);

    [Theory]
    [InlineData("refreshrace.single_caller = true")]
    [InlineData("refreshrace.excluded_symbols = Session")]
    [InlineData("refreshrace.excluded_symbols = M:Session.RenewAsync")]
    [InlineData("refreshrace.excluded_symbols = Other | Session.RenewAsync")]
    public Task OptionsSilenceIt(string option) => VerifyCS.VerifyAnalyzerAsync(
        Usings + """
        public sealed class Session(HttpClient http)
        {
            private string _refreshToken = "";

            public async Task RenewAsync()
            {
                var answer = await http.PostAsync("https://id.example/token", new FormUrlEncodedContent(new Dictionary<string, string>
                {
                    ["grant_type"] = "refresh_token",
                    ["refresh_token"] = _refreshToken,
                }));
                answer.EnsureSuccessStatusCode();
                _refreshToken = await answer.Content.ReadAsStringAsync();
            }
        }
        """,
        test => test.EditorConfig = option);

    private const string Send = """
            private string _refreshToken = "";

            private async Task RenewAsync()
            {
                var answer = await {|#0:new HttpClient().PostAsync("https://id.example/token", new FormUrlEncodedContent(new Dictionary<string, string>
                {
                    ["grant_type"] = "refresh_token",
                    ["refresh_token"] = _refreshToken,
                }))|};
                answer.EnsureSuccessStatusCode();
                _refreshToken = await answer.Content.ReadAsStringAsync();
            }
        """;

    [Fact]
    public Task EndlessLoopWithAPause_IsOneCaller() => VerifyCS.VerifyAnalyzerAsync(Usings + $$"""
        public sealed class Keeper
        {
        {{Send}}

            public async Task KeepAliveAsync(CancellationToken cancellationToken)
            {
                while (!cancellationToken.IsCancellationRequested)
                {
                    await RenewAsync();
                    await Task.Delay(TimeSpan.FromMinutes(5), cancellationToken);
                }
            }
        }
        """);

    private const string Runner = """
        public static class Runner
        {
            public static Task Every(TimeSpan pause, Func<CancellationToken, Task> action, CancellationToken cancellationToken) => Task.Run(async () =>
            {
                while (!cancellationToken.IsCancellationRequested)
                {
                    await action(cancellationToken);
                    await Task.Delay(pause, cancellationToken);
                }
            });

            public static async Task Forever(Func<CancellationToken, Task> action, CancellationToken cancellationToken)
            {
                while (!cancellationToken.IsCancellationRequested)
                {
                    await WaitAndRun(action, cancellationToken);
                }
            }

            private static async Task WaitAndRun(Func<CancellationToken, Task> action, CancellationToken cancellationToken)
            {
                await Task.Delay(1000, cancellationToken);
                await action(cancellationToken);
            }

            public static void ForEach(IEnumerable<string> ids, Action<string> action)
            {
                foreach (var id in ids)
                {
                    action(id);
                }
            }

            public static Task Soon(Func<CancellationToken, Task> action, CancellationToken cancellationToken) => Task.Run(() => action(cancellationToken));
        }
        """;

    [Theory]
    [InlineData("Runner.Every(TimeSpan.FromMinutes(1), CheckAsync, cancellationToken)")]
    [InlineData("Runner.Every(TimeSpan.FromMinutes(1), async token => await CheckAsync(token), cancellationToken)")]
    [InlineData("_ = Runner.Forever(CheckAsync, cancellationToken)")]
    public Task DelegateThatALoopInSourceRuns_IsOneCaller(string action) => VerifyCS.VerifyAnalyzerAsync(Usings + $$"""
        public sealed class Keeper
        {
        {{Send.Replace("{|#0:", "").Replace("|}", "")}}

            public void Start(CancellationToken cancellationToken)
            {
                {{action}};
            }

            private Task CheckAsync(CancellationToken cancellationToken) => RenewAsync();
        }

        {{Runner}}
        """);

    [Theory]
    [InlineData("Runner.ForEach(ids, id => tasks.Add(RenewAsync()));")]
    [InlineData("new List<string>(ids).ForEach(id => tasks.Add(RenewAsync()));")]
    public Task DelegateThatIsRunAtOnce_IsItsCallersCall(string step) => VerifyCS.VerifyAnalyzerAsync(Usings + $$"""
        public abstract class Window;

        public sealed class LoginWindow : Window
        {
            public Task OnLoadedAsync(Sessions sessions) => sessions.ConnectAsync(new[] { "a" });
        }

        public sealed class Sessions
        {
        {{Send.Replace("{|#0:", "").Replace("|}", "")}}

            internal async Task ConnectAsync(IEnumerable<string> ids)
            {
                var tasks = new List<Task>();
                {{step}}
                await Task.WhenAll(tasks);
            }
        }

        {{Runner}}
        """);

    [Fact]
    public Task DelegateThatIsRunOncePerCall_IsReported() => VerifyCS.VerifyAnalyzerAsync(Usings + $$"""
        public sealed class Keeper
        {
        {{Send}}

            public void Start(CancellationToken cancellationToken)
            {
                Runner.Soon(async token => await {|#1:RenewAsync()|}, cancellationToken);
            }
        }

        {{Runner}}
        """,
        VerifyCS.Diagnostic("RR0001").WithLocation(0).WithLocation(1).WithArguments("RenewAsync", "runs of the callback given to 'Soon' in 'Start'", " in 'RenewAsync'"));

    [Fact]
    public Task LoopBesideARequestPath_IsReportedWithBothCalls() => VerifyCS.VerifyAnalyzerAsync(Usings + $$"""
        public sealed class Keeper
        {
        {{Send}}

            public async Task KeepAliveAsync(CancellationToken cancellationToken)
            {
                while (!cancellationToken.IsCancellationRequested)
                {
                    await {|#2:RenewAsync()|};
                    await Task.Delay(TimeSpan.FromMinutes(5), cancellationToken);
                }
            }

            public async Task<string> GetAsync(string address)
            {
                await {|#1:RenewAsync()|};
                return address + _refreshToken;
            }
        }
        """,
        VerifyCS.Diagnostic("RR0001").WithLocation(0).WithLocation(1).WithLocation(2).WithArguments("RenewAsync", "calls to 'GetAsync'", " in 'RenewAsync'"));

    [Fact]
    public Task HookThatMainRegisters_IsNotRunByMain() => VerifyCS.VerifyAnalyzerAsync(Usings + $$"""
        public static class Hooks
        {
            public static event Func<Task>? Expired;

            public static Task RaiseAsync() => Expired?.Invoke() ?? Task.CompletedTask;
        }

        public sealed class Keeper
        {
        {{Send}}

            public static void Main()
            {
                var keeper = new Keeper();
                Hooks.Expired += async () => await {|#1:keeper.RenewAsync()|};
            }
        }

        public abstract class BackgroundService;
        """,
        VerifyCS.Diagnostic("RR0001").WithLocation(0).WithLocation(1).WithArguments("RenewAsync", "runs of the handler of 'Expired' added in 'Main'", " in 'RenewAsync'"));

    [Fact]
    public Task RetryLoopOfARequest_IsNoBackgroundLoop() => VerifyCS.VerifyAnalyzerAsync(Usings + $$"""
        public sealed class Client
        {
        {{Send}}

            public async Task<string> FetchAsync(string address)
            {
                while (true)
                {
                    var answer = await new HttpClient().GetAsync(address);
                    if (answer.IsSuccessStatusCode)
                    {
                        return await answer.Content.ReadAsStringAsync();
                    }

                    await {|#1:RenewAsync()|};
                    await Task.Delay(1000);
                }
            }
        }
        """,
        VerifyCS.Diagnostic("RR0001").WithLocation(0).WithLocation(1).WithArguments("RenewAsync", "calls to 'FetchAsync'", " in 'RenewAsync'"));

    [Fact]
    public Task HandlersThatCallTheirBase_AreNotEachOthersCallers() => VerifyCS.VerifyAnalyzerAsync(Usings + $$"""
        public sealed class TokenHandler : DelegatingHandler
        {
        {{Send}}

            protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
            {
                await {|#1:RenewAsync()|};
                return await base.SendAsync(request, cancellationToken);
            }
        }

        public sealed class LogHandler : DelegatingHandler
        {
            protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => base.SendAsync(request, cancellationToken);
        }
        """,
        VerifyCS.Diagnostic("RR0001").WithLocation(0).WithLocation(1).WithArguments("RenewAsync", "calls to 'SendAsync'", " in 'RenewAsync'"));

    [Fact]
    public Task WaysThatMeetInOneCaller_AreAllNamed() => VerifyCS.VerifyAnalyzerAsync(Usings + $$"""
        public sealed class Client
        {
        {{Send}}

            public async Task<string> GetAsync(string address)
            {
                await {|#3:EnsureAsync()|};
                var answer = await new HttpClient().GetAsync(address);
                if (answer.StatusCode == System.Net.HttpStatusCode.Unauthorized)
                {
                    await {|#4:RecoverAsync()|};
                }

                return await answer.Content.ReadAsStringAsync();
            }

            private async Task EnsureAsync() => await {|#1:RenewAsync()|};

            private async Task RecoverAsync() => await {|#2:RenewAsync()|};
        }
        """,
        VerifyCS.Diagnostic("RR0001").WithLocation(0).WithLocation(1).WithLocation(2).WithLocation(3).WithLocation(4).WithArguments("RenewAsync", "calls to 'GetAsync'", " in 'RenewAsync'"));

    [Fact]
    public Task CallOfASiblingClass_DoesNotReachAnOverride() => VerifyCS.VerifyAnalyzerAsync(Usings + $$"""
        public abstract class Service
        {
            public abstract Task ConnectAsync();
        }

        internal sealed class LocalService : Service
        {
            public override Task ConnectAsync() => Task.CompletedTask;
        }

        internal sealed class OAuthService : Service
        {
        {{Send}}

            public override async Task ConnectAsync() => await {|#1:RenewAsync()|};
        }

        public sealed class Local
        {
            private readonly LocalService _local = new();

            public Task RunAsync() => _local.ConnectAsync();
        }

        public sealed class Remote
        {
            private readonly Service _remote = new OAuthService();

            public async Task StartAsync() => await {|#2:_remote.ConnectAsync()|};
        }
        """,
        VerifyCS.Diagnostic("RR0001").WithLocation(0).WithLocation(1).WithLocation(2).WithArguments("RenewAsync", "calls to 'StartAsync'", " in 'RenewAsync'"));

    // Deliberately not flagged: no refresh token is visible, but the pair of tokens that is presented comes in and the answer goes out.
    [Fact]
    public Task PairOfTokensReadOffAParameter_IsTheCallersDuty() => VerifyCS.VerifyAnalyzerAsync(Usings + """
        public sealed class Pair
        {
            public string AccessToken { get; set; } = "";

            public string ClientToken { get; set; } = "";
        }

        public sealed class Authenticator(HttpClient http)
        {
            private readonly string _address = "https://id.example";

            public async Task<string> RefreshTokenAsync(Pair pair)
            {
                var answer = await http.PostAsync(_address + "/auth/token/refresh", new FormUrlEncodedContent(new Dictionary<string, string>
                {
                    ["accessToken"] = pair.AccessToken,
                    ["clientToken"] = pair.ClientToken,
                }));
                answer.EnsureSuccessStatusCode();
                return await answer.Content.ReadAsStringAsync();
            }
        }
        """);

    // Deliberately not flagged: the port is opened once, to be told an authorization code.
    [Fact]
    public Task ConsoleProgramThatListensForItsRedirect_IsOneCaller() => VerifyCS.VerifyAnalyzerAsync(
        Usings + $$"""
        public static class Program
        {
        {{Send.Replace("{|#0:", "").Replace("|}", "").Replace("private ", "private static ")}}

            public static async Task Main()
            {
                using var listener = new System.Net.HttpListener();
                listener.Prefixes.Add("http://localhost:4711/redirect/");
                listener.Start();
                var code = (await listener.GetContextAsync()).Request.QueryString["code"];
                Console.WriteLine(code);
                await Login();
            }

            public static Task Login() => RenewAsync();

            public static Task Again() => RenewAsync();
        }
        """,
        test => test.OutputKind = Microsoft.CodeAnalysis.OutputKind.ConsoleApplication);

    // Deliberately not flagged: the commands of a command-line program in a library of their own.
    [Fact]
    public Task LibraryOfCommands_IsOneCaller() => VerifyCS.VerifyAnalyzerAsync(Usings + $$"""
        public sealed class RootCommand(string description)
        {
            public override string ToString() => description;
        }

        public static class Commands
        {
        {{Send.Replace("{|#0:", "").Replace("|}", "").Replace("private ", "private static ")}}

            public static RootCommand Create() => new RootCommand("lists what the server has");

            public static Task ListAsync() => RenewAsync();
        }
        """);

    [Fact]
    public Task CancellationTokenOfTheCaller_IsNoRefreshToken() => VerifyCS.VerifyAnalyzerAsync(Usings + """
        public sealed class Session(HttpClient http)
        {
            private string _refreshToken = "";

            public async Task<string> GetAsync(CancellationToken cancellationToken) => await {|#1:RenewAsync(cancellationToken)|};

            private async Task<string> RenewAsync(CancellationToken cancellationToken) => await {|#0:RequestAsync("refresh_token", cancellationToken)|};

            public async Task<string> SignInAsync(CancellationToken cancellationToken) => await RequestAsync("password", cancellationToken);

            private async Task<string> RequestAsync(string grantType, CancellationToken cancellationToken)
            {
                var answer = await http.PostAsync("https://id.example/token", new FormUrlEncodedContent(new Dictionary<string, string>
                {
                    ["grant_type"] = grantType,
                    ["token"] = _refreshToken,
                }), cancellationToken);
                answer.EnsureSuccessStatusCode();
                return _refreshToken = await answer.Content.ReadAsStringAsync();
            }
        }
        """,
        VerifyCS.Diagnostic("RR0001").WithLocation(0).WithLocation(1).WithArguments("RenewAsync", "calls to 'GetAsync'", " in 'RenewAsync'"));

    // Deliberately not flagged: one of many methods that map an interface of a server one to one; the token travels in a cookie, and an anonymous body is no state.
    [Fact]
    public Task PublicSendWithAnAnonymousBody_IsTheCallersDuty() => VerifyCS.VerifyAnalyzerAsync(Usings + """
        public sealed class ServerClient(HttpClient http)
        {
            public async Task<string> RefreshTokenAsync(string nonce)
            {
                return await PostAsync("/api/v1/auth/refresh/token", new { Nonce = nonce });
            }

            private async Task<string> PostAsync(string address, object body)
            {
                var answer = await http.PostAsync(address, new StringContent(body.ToString()!));
                answer.EnsureSuccessStatusCode();
                return await answer.Content.ReadAsStringAsync();
            }
        }
        """);

    [Fact]
    public Task OptionalToken_BesideTheObjectsOwn_LeavesTheSessionToTheObject() => VerifyCS.VerifyAnalyzerAsync(Usings + """
        public class Client(HttpClient http)
        {
            public string RefreshToken { get; protected set; } = "";

            public virtual async Task UpdateAsync(string refreshToken = null)
            {
                var used = (refreshToken ?? RefreshToken) ?? throw new InvalidOperationException();
                var answer = await [|http.PostAsync("https://id.example/token", new FormUrlEncodedContent(new Dictionary<string, string>
                {
                    ["grant_type"] = "refresh_token",
                    ["refresh_token"] = used,
                }))|];
                answer.EnsureSuccessStatusCode();
                RefreshToken = await answer.Content.ReadAsStringAsync();
            }
        }
        """);

    [Fact]
    public Task TokenThatComesInAsAnInterfaceOfProperties_IsTheCallersDuty() => VerifyCS.VerifyAnalyzerAsync(Usings + """
        public interface IAccountToken { string AccessToken { get; set; } string RefreshToken { get; set; } }

        public class Client(HttpClient http)
        {
            public async Task<IAccountToken> RefreshAsync(IAccountToken token)
            {
                var answer = await http.PostAsync("https://id.example/token", new FormUrlEncodedContent(new Dictionary<string, string>
                {
                    ["grant_type"] = "refresh_token",
                    ["refresh_token"] = token.RefreshToken,
                }));
                answer.EnsureSuccessStatusCode();
                token.RefreshToken = await answer.Content.ReadAsStringAsync();
                return token;
            }
        }
        """);

    [Fact]
    public Task RefreshInAGeneratedClient_IsReportedAtTheNearestWrittenCall() => VerifyCS.VerifyAnalyzerAsync(Usings + """
        [System.CodeDom.Compiler.GeneratedCode("tool", "1.0")]
        public sealed class ApiClient(HttpClient http)
        {
            public async Task<string> RefreshTokenAsync(string refreshToken)
            {
                var answer = await http.PostAsync("https://id.example/token", new FormUrlEncodedContent(new Dictionary<string, string>
                {
                    ["grant_type"] = "refresh_token",
                    ["refresh_token"] = refreshToken,
                }));
                answer.EnsureSuccessStatusCode();
                return await answer.Content.ReadAsStringAsync();
            }
        }

        public sealed class Session(ApiClient client)
        {
            private string _refreshToken = "";

            public async Task RenewAsync() => _refreshToken = await [|client.RefreshTokenAsync(_refreshToken)|];
        }
        """);
}
