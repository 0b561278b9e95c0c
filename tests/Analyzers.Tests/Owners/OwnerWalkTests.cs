namespace RefreshRace.Analyzers.Tests.Owners;

/// <summary>Who owns the token decides whether a refresh is a race here or the caller's duty; where it is one, it is reported at the deepest call.</summary>
public sealed class OwnerWalkTests
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
        VerifyCS.Diagnostic("RR0001").WithLocation(0).WithLocation(1).WithArguments("RefreshAsync", "RenewAsync", ""));

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

    [Fact]
    public Task LoopBesideARequestPath_IsReported() => VerifyCS.VerifyAnalyzerAsync(Usings + $$"""
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

            public async Task<string> GetAsync(string address)
            {
                await {|#1:RenewAsync()|};
                return address + _refreshToken;
            }
        }
        """,
        VerifyCS.Diagnostic("RR0001").WithLocation(0).WithLocation(1).WithArguments("RenewAsync", "GetAsync", ""));

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
        VerifyCS.Diagnostic("RR0001").WithLocation(0).WithLocation(1).WithArguments("RenewAsync", "Main", ""));

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
        VerifyCS.Diagnostic("RR0001").WithLocation(0).WithLocation(1).WithArguments("RenewAsync", "FetchAsync", ""));

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
        VerifyCS.Diagnostic("RR0001").WithLocation(0).WithLocation(1).WithArguments("RenewAsync", "SendAsync", ""));
}
