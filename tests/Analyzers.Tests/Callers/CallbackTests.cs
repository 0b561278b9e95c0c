namespace RefreshRace.Analyzers.Tests.Callers;

/// <summary>A delegate that is handed out runs when somebody else wants it to, whoever made it: a policy in a field, a client's token provider, an event. A constructor that makes one is not its one caller.</summary>
public sealed class CallbackTests
{
    private const string Usings = """
        using System;
        using System.Collections.Generic;
        using System.Net.Http;
        using System.Threading;
        using System.Threading.Tasks;

        """;

    private const string World = """

        public sealed class AsyncRetryPolicy
        {
            public Task<T> ExecuteAsync<T>(Func<Task<T>> action) => action();

            public AsyncRetryPolicy WrapAsync(AsyncRetryPolicy inner) => this;
        }

        public sealed class PolicyBuilder
        {
            public AsyncRetryPolicy RetryAsync(int retryCount, Func<Exception, int, Task> onRetry) => new();
        }

        public static class Policy
        {
            public static PolicyBuilder Handle<T>(Func<T, bool> predicate) => new();
        }

        public static class Blocking
        {
            public static T Run<T>(Func<Task<T>> work) => work().GetAwaiter().GetResult();
        }

        public sealed class Registry
        {
            public Registry AddPolicy(AsyncRetryPolicy policy) => this;
        }

        public sealed class SdkOptions
        {
            public Func<Task<string>> TokenProvider { get; set; }
        }

        public sealed class SdkClient(Func<Task<string>> tokenProvider)
        {
            public Func<Task<string>> TokenProvider { get; } = tokenProvider;

            public event EventHandler Unauthorized;

            public Task SendAsync() { Unauthorized?.Invoke(this, EventArgs.Empty); return TokenProvider(); }

            public static SdkClient Create(SdkOptions options) => new(options.TokenProvider);
        }

        public sealed class SdkBuilder
        {
            public SdkBuilder WithTokens(Func<Task<string>> provider) => this;

            public SdkBuilder Named(string name) => this;

            public SdkBuilder Authenticate(Func<Task<string>> provider) => this;

            public SdkClient Build() => new(null);
        }

        public sealed class Ticks
        {
            public static Ticks Interval(TimeSpan period) => new();

            public Ticks SelectMany<T>(Func<int, Task<T>> selector) => this;

            public IDisposable Subscribe() => null;
        }
        """;

    [Theory]
    [InlineData("AsyncRetryPolicy", "_kept = Policy.Handle<Exception>(e => true).RetryAsync(1, async (e, attempt) => await RefreshAsync());")]
    [InlineData("AsyncRetryPolicy", "_kept = Policy.Handle<Exception>(e => true).RetryAsync(1, onRetry: (e, attempt) => RefreshAsync());")]
    [InlineData("AsyncRetryPolicy", "var retry = Policy.Handle<Exception>(e => true).RetryAsync(1, (e, attempt) => RefreshAsync()); _kept = retry.WrapAsync(retry);")]
    [InlineData("AsyncRetryPolicy", "var retry = Policy.Handle<Exception>(e => true).RetryAsync(1, (e, attempt) => RefreshAsync()); var outer = new AsyncRetryPolicy(); _kept = outer.WrapAsync(retry);")]
    [InlineData("AsyncRetryPolicy", "_kept = MakePolicy();")]
    [InlineData("Registry", "_kept = new Registry(); _kept.AddPolicy(Policy.Handle<Exception>(e => true).RetryAsync(1, (e, attempt) => RefreshAsync()));")]
    [InlineData("SdkClient", "_kept = new SdkBuilder().Authenticate(() => RefreshAsync()).Named(\"main\").Build();")]
    [InlineData("SdkClient", "_kept = new SdkBuilder().WithTokens(RefreshAsync).Build();")]
    [InlineData("SdkClient", "_kept = new SdkClient(RefreshAsync);")]
    [InlineData("SdkClient", "_kept = new SdkClient(async () => await RefreshAsync());")]
    [InlineData("SdkClient", "Func<Task<string>> provider = () => RefreshAsync(); _kept = new SdkClient(provider);")]
    [InlineData("SdkClient", "Task<string> Provide() => RefreshAsync(); _kept = new SdkClient(Provide);")]
    [InlineData("SdkClient", "async Task<string> Provide() { return await RefreshAsync(); } _kept = new SdkBuilder().Authenticate(() => Provide()).Build();")]
    [InlineData("SdkClient", "_kept = SdkClient.Create(new SdkOptions { TokenProvider = RefreshAsync });")]
    [InlineData("SdkClient", "_kept = new SdkClient(null); _kept.Unauthorized += async (sender, e) => await RefreshAsync();")]
    [InlineData("Func<Task<string>>", "_kept = RefreshAsync;")]
    public Task DelegateThatAConstructorHandsOut_IsRunByMany(string type, string statement) => VerifyCS.VerifyAnalyzerAsync(Usings + Session(type, statement, "[|", "|]") + World);

    [Theory]
    [InlineData("Task<string>", "_kept = RefreshAsync();")]
    [InlineData("Task<string>", "_kept = Task.Run(() => RefreshAsync());")]
    [InlineData("string", "_kept = Blocking.Run(() => RefreshAsync());")]
    [InlineData("string", "Func<Task<string>> first = () => RefreshAsync(); _kept = first().Result;")]
    [InlineData("string", "var retry = Policy.Handle<Exception>(e => true).RetryAsync(1, (e, attempt) => RefreshAsync()); _kept = retry.ExecuteAsync(() => Task.FromResult(\"\")).Result;")]
    [InlineData("Timer", "_kept = new Timer(async _ => await RefreshAsync());")]
    [InlineData("IDisposable", "_kept = Ticks.Interval(TimeSpan.FromMinutes(5)).SelectMany(_ => RefreshAsync()).Subscribe();")]
    public Task DelegateThatTheConstructorRunsItself_HasOneCaller(string type, string statement) => VerifyCS.VerifyAnalyzerAsync(Usings + Session(type, statement, "", "") + World);

    [Fact]
    public Task PolicyOfOneRequest_IsJudgedByItsCaller() => VerifyCS.VerifyAnalyzerAsync(Usings + """
        public sealed class Session(HttpClient http)
        {
            private readonly SemaphoreSlim _lock = new(1, 1);
            private string _refreshToken = "";
            private DateTime _expiresAt;

            public async Task<string> GetAsync()
            {
                await _lock.WaitAsync();
                try
                {
                    if (_expiresAt > DateTime.UtcNow) return _refreshToken;
                    var policy = Policy.Handle<Exception>(e => true).RetryAsync(1, (e, attempt) => RefreshAsync());
                    return await policy.ExecuteAsync(() => Task.FromResult(_refreshToken));
                }
                finally
                {
                    _lock.Release();
                }
            }

            private async Task RefreshAsync()
            {
                var answer = await http.PostAsync("https://id.example/token", new StringContent("grant_type=refresh_token&refresh_token=" + _refreshToken));
                answer.EnsureSuccessStatusCode();
                _refreshToken = await answer.Content.ReadAsStringAsync();
            }
        }
        """ + World);

    private static string Session(string type, string statement, string open, string close) => $$"""
        public sealed class Session
        {
            private readonly HttpClient _http;
            private readonly {{type}} _kept;
            private string _refreshToken = "";

            public Session(HttpClient http)
            {
                _http = http;
                {{statement}}
            }

            private AsyncRetryPolicy MakePolicy() => Policy.Handle<Exception>(e => true).RetryAsync(1, (e, attempt) => {{(statement.Contains("MakePolicy") ? "RefreshAsync()" : "Task.CompletedTask")}});

            private async Task<string> RefreshAsync()
            {
                var answer = await {{open}}_http.PostAsync("https://id.example/token", new StringContent("grant_type=refresh_token&refresh_token=" + _refreshToken)){{close}};
                answer.EnsureSuccessStatusCode();
                return _refreshToken = await answer.Content.ReadAsStringAsync();
            }
        }

        """;
}
