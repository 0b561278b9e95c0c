using Microsoft.CodeAnalysis;

namespace RefreshRace.Analyzers.Tests.Callers;

/// <summary>Who runs the entry point: one caller, several at once, or nobody that anything shows.</summary>
public sealed class ConcurrencyTests
{
    private const string Client = """
        using System;
        using System.Collections.Generic;
        using System.Linq;
        using System.Threading.Tasks;

        public sealed record Pair(string AccessToken, string RefreshToken);
        public interface IGateway { Task<Pair> RefreshTokenAsync(string refreshToken); }

        """;

    private const string Account = """
        public sealed class Account(IGateway gateway)
        {
            private Pair _pair = new("", "");

            public async Task<string> GetAsync(string url)
            {
                _pair = await {|RR0001:gateway.RefreshTokenAsync(_pair.RefreshToken)|};
                return url + _pair.AccessToken;
            }
        }

        """;

    [Theory]
    [InlineData("await Task.WhenAll(urls.Select(url => account.GetAsync(url)));")]
    [InlineData("await Task.WhenAll(urls.Select(account.GetAsync));")]
    [InlineData("await Task.WhenAll(account.GetAsync(\"a\"), account.GetAsync(\"b\"));")]
    [InlineData("var first = account.GetAsync(\"a\"); var second = account.GetAsync(\"b\"); await Task.WhenAll(first, second);")]
    [InlineData("var tasks = new List<Task>(); foreach (var url in urls) { tasks.Add(account.GetAsync(url)); } await Task.WhenAll(tasks);")]
    [InlineData("await Parallel.ForEachAsync(urls, async (url, _) => await account.GetAsync(url));")]
    [InlineData("foreach (var url in urls) { _ = Task.Run(() => account.GetAsync(url)); } await Task.Yield();")]
    public Task ProgramThatFansOut_IsNoSingleCaller(string work) => In(Account + Program("var account = new Account(null!); " + work));

    [Theory]
    [InlineData("foreach (var url in urls) { await account.GetAsync(url); }", "one after another")]
    [InlineData("await Task.Run(() => account.GetAsync(\"a\"));", "once, on another thread")]
    [InlineData("await Task.WhenAll(account.GetAsync(\"a\"), Task.Delay(1));", "once, beside a pause")]
    [InlineData("await Task.WhenAll(urls.Select(url => new Account(null!)).Select(one => one.GetAsync(\"a\")));", "once on each account")]
    public Task ProgramThatRunsItInTurn_IsSilent(string work, string reason)
    {
        Assert.NotEmpty(reason);
        return In(Account.Replace("{|RR0001:", "").Replace("|}", "") + Program("var account = new Account(null!); await Task.Yield(); " + work));
    }

    [Fact]
    public Task MethodOfAProgramThatNothingCalls_IsADoubt() => In("""
        public sealed class Account(IGateway gateway)
        {
            private Pair _pair = new("", "");

            public async Task RenewAsync() => _pair = await {|RR0101:gateway.RefreshTokenAsync(_pair.RefreshToken)|};
        }

        public class Handler : System.Net.Http.DelegatingHandler { }

        """ + Program("await Task.Yield();"));

    [Fact]
    public Task MethodThatAContractNames_IsNoDoubt() => In("""
        public interface IAccount { Task RenewAsync(); }

        public sealed class Account(IGateway gateway) : IAccount
        {
            private Pair _pair = new("", "");

            public async Task RenewAsync() => _pair = await {|RR0001:gateway.RefreshTokenAsync(_pair.RefreshToken)|};
        }

        public class Handler : System.Net.Http.DelegatingHandler { }

        """ + Program("await Task.Yield();"));

    [Theory]
    [InlineData("System.CommandLine", "")]
    [InlineData("Another.Library", "{|RR0001:")]
    public Task HandlerOfACommandLine_RunsOnce(string parser, string mark) => In($$"""
        public static class Commands
        {
            public static void Add({{parser}}.Command command, IGateway gateway)
            {
                var pair = new Pair("", "");
                command.SetAction(async () => pair = await {{mark}}gateway.RefreshTokenAsync(pair.RefreshToken){{(mark.Length > 0 ? "|}" : "")}});
            }
        }

        namespace {{parser}} { public class Command { public void SetAction(Func<Task> action) { } } }

        public class Handler : System.Net.Http.DelegatingHandler { }

        """, OutputKind.DynamicallyLinkedLibrary);

    [Fact]
    public Task MemberThatKeepsTheAnswer_IsTheOwner() => In("""
        public sealed class Token { public string AccessToken { get; set; } = ""; public string RefreshToken { get; set; } = ""; }
        public interface IStore { Task SaveAsync(Token token); }

        public sealed class Helper(IGateway gateway, IStore store)
        {
            public async Task<string> GetRefreshedAsync(Token token)
            {
                var fresh = await {|RR0001:gateway.RefreshTokenAsync(token.RefreshToken)|};
                token.RefreshToken = fresh.RefreshToken;
                await store.SaveAsync(token);
                return fresh.AccessToken;
            }
        }

        public sealed class PassThrough(IGateway gateway)
        {
            public async Task<Token> RenewAsync(Token token)
            {
                var fresh = await gateway.RefreshTokenAsync(token.RefreshToken);
                token.RefreshToken = fresh.RefreshToken;
                return token;
            }
        }
        """, OutputKind.DynamicallyLinkedLibrary);

    [Theory]
    [InlineData("options.OnExpired = async old => await gateway.RefreshTokenAsync(old);", "who runs the hook owns the token")]
    [InlineData("options.OnExpired = async _ => await {|RR0001:gateway.RefreshTokenAsync(_pair.RefreshToken)|};", "the token is of the one who sets the hook")]
    public Task HookWithAParameterOfItsOwn_LeavesTheGuardToWhoRunsIt(string hook, string reason)
    {
        Assert.NotEmpty(reason);
        return In($$"""
            public sealed class Options { public Func<string, Task<Pair>>? OnExpired { get; set; } }

            public sealed class Startup(IGateway gateway)
            {
                private readonly Pair _pair = new("", "");

                public void Configure(Options options) { GC.KeepAlive(_pair); {{hook}} }
            }
            """, OutputKind.DynamicallyLinkedLibrary);
    }

    [Theory]
    [InlineData("session")]
    [InlineData("user")]
    public Task KeyToAStore_IsNoToken(string name) => In($$"""
        public interface IStore { Task<Pair> LoadAsync(string key); Task SaveAsync(string key, Pair pair); }

        public sealed class Sessions(IGateway gateway, IStore store)
        {
            public async Task RenewAsync(string {{name}})
            {
                var old = await store.LoadAsync({{name}});
                await store.SaveAsync({{name}}, await {|RR0001:gateway.RefreshTokenAsync(old.RefreshToken)|});
            }
        }
        """, OutputKind.DynamicallyLinkedLibrary);

    [Fact]
    public Task EndpointThatIsALambda_IsNamedByItsRegistration() => VerifyCS.VerifyAnalyzerAsync("using Microsoft.AspNetCore.Builder;\n" + Client + """
        public interface IStore { Pair Current { get; set; } }

        public static class Endpoints
        {
            public static void Map(WebApplication app, Session session) => app.MapGet("/me", async () => await session.RenewAsync());
        }

        public sealed class Session(IGateway gateway, IStore store)
        {
            public async Task RenewAsync() => store.Current = await {|#0:gateway.RefreshTokenAsync(store.Current.RefreshToken)|};
        }
        """,
        test => test.ReferenceAspNetCore = true,
        VerifyCS.Diagnostic("RR0001").WithLocation(0).WithArguments("RefreshTokenAsync", "runs of the endpoint mapped in 'Map'", " in 'RefreshTokenAsync'").WithOptions(Microsoft.CodeAnalysis.Testing.DiagnosticOptions.IgnoreAdditionalLocations));

    private static string Program(string work) => $$"""
        public static class Program
        {
            public static async Task Main()
            {
                var urls = new[] { "a", "b" };
                {{work}}
                GC.KeepAlive(urls);
            }
        }
        """;

    private static Task In(string code, OutputKind kind = OutputKind.ConsoleApplication) => VerifyCS.VerifyAnalyzerAsync(Client + code, test => test.OutputKind = kind);

    [Theory]
    [InlineData("await Task.WhenAll(sessions.Select(RefreshAsync));", false)] // Each run has a session of its own.
    [InlineData("await Task.WhenAll(sessions.Select(session => RefreshAsync(session)));", false)] // Likewise.
    [InlineData("await Task.WhenAll(sessions.Select(_ => RefreshAsync(_shared)));", true)]
    public Task WorkerThatFansOut_IsJudgedByWhoseTokenEachRunPresents(string statement, bool isReported) =>
        VerifyCS.VerifyAnalyzerAsync(Client + $$"""
        public sealed class Session { public string RefreshToken { get; set; } = ""; }

        public sealed class Worker(IGateway gateway, List<Session> sessions) : Microsoft.Extensions.Hosting.BackgroundService
        {
            private readonly Session _shared = new();

            protected override async Task ExecuteAsync(System.Threading.CancellationToken stoppingToken)
            {
                while (!stoppingToken.IsCancellationRequested)
                {
                    {{statement}}
                    await Task.Delay(1000, stoppingToken);
                }
            }

            private async Task RefreshAsync(Session session)
            {
                var pair = await {{Marked("gateway.RefreshTokenAsync(session.RefreshToken)", isReported)}};
                session.RefreshToken = pair.RefreshToken;
            }
        }

        namespace Microsoft.Extensions.Hosting
        {
            public abstract class BackgroundService
            {
                protected abstract Task ExecuteAsync(System.Threading.CancellationToken stoppingToken);
            }
        }
        """);

    [Theory]
    [InlineData("_timer = new System.Timers.Timer { AutoReset = false };", false)] // The handler starts it anew when it is done.
    [InlineData("_timer = new System.Timers.Timer(); _timer.AutoReset = false;", false)] // Likewise.
    [InlineData("_timer = new System.Timers.Timer { AutoReset = true };", true)]
    [InlineData("_timer = new System.Timers.Timer();", true)]
    public Task TimerThatRunsOnce_HasOneHandlerAtATime(string creation, bool isReported) => VerifyCS.VerifyAnalyzerAsync(Client + $$"""
        public sealed class Spotify
        {
            private readonly IGateway _gateway;
            private readonly System.Timers.Timer _timer;
            private string _refreshToken = "";

            public Spotify(IGateway gateway)
            {
                _gateway = gateway;
                {{creation}}
                _timer.Elapsed += OnElapsed;
            }

            private void OnElapsed(object? sender, System.Timers.ElapsedEventArgs e)
            {
                var pair = {{Marked("_gateway.RefreshTokenAsync(_refreshToken)", isReported)}}.Result;
                _refreshToken = pair.RefreshToken;
                _timer.Start();
            }
        }
        """);

    private static string Marked(string call, bool isReported) => isReported ? "{|RR0001:" + call + "|}" : call;
}
