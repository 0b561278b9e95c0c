using RefreshRace.Analyzers.Model;

namespace RefreshRace.Analyzers.Tests.Guards;

/// <summary>Methods that run a delegate under a guard are guards for whoever hands them a lambda or a method group.</summary>
public sealed class DelegateHelperTests
{
    private const string Coordinator = """
        interface ICoordinator { Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> action, CancellationToken cancellationToken); }

        sealed class Coordinator : ICoordinator
        {
            private readonly SemaphoreSlim _gate = new(1, 1);

            public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> action, CancellationToken cancellationToken)
            {
                await _gate.WaitAsync(cancellationToken);
                try { return await action(cancellationToken); }
                finally { _gate.Release(); }
            }
        }

        """;

    [Fact]
    public void LambdaThatLooksAgain_Holds() => Judge.Holds(Coordinator + """
        class Client(ICoordinator coordinator, IStore store)
        {
            public Task<Tokens> EnsureAsync(CancellationToken cancellationToken) => coordinator.RunAsync(async token =>
            {
                var tokens = await store.LoadAsync();
                if (!tokens.IsExpired) return tokens;
                tokens = await Idp.SendAsync(tokens.Refresh, token);
                await store.SaveAsync(tokens);
                return tokens;
            }, cancellationToken);
        }
        """);

    [Fact]
    public void MethodGroupThatOnlyRefreshes_IsQueued() => Judge.Flawed(GuardFlaw.NoRecheck, Coordinator + """
        class Client(ICoordinator coordinator, IStore store)
        {
            public Task<Tokens> EnsureAsync(CancellationToken cancellationToken) => coordinator.RunAsync(RenewAsync, cancellationToken);

            private async Task<Tokens> RenewAsync(CancellationToken cancellationToken) => await Idp.SendAsync((await store.LoadAsync()).Refresh, cancellationToken);
        }
        """.Replace("RunAsync(RenewAsync,", "RunAsync(token => RenewAsync(token),"));

    [Fact]
    public void CapturedToken_IsOldInside() => Judge.Flawed(GuardFlaw.TokenReadBeforeGuard, Coordinator + """
        class Client(ICoordinator coordinator, IStore store)
        {
            public async Task<Tokens> EnsureAsync(CancellationToken cancellationToken)
            {
                var refresh = (await store.LoadAsync()).Refresh;
                return await coordinator.RunAsync(async token =>
                {
                    var tokens = await store.LoadAsync();
                    if (!tokens.IsExpired) return tokens;
                    return await Idp.SendAsync(refresh, token);
                }, cancellationToken);
            }
        }
        """);

    [Fact]
    public void ScopedCoordinator_IsTooNarrow() => Judge.Flawed(GuardFlaw.TooNarrow, Coordinator + """
        static class Setup { public static void Add(IServiceCollection services) => services.AddScoped<ICoordinator, Coordinator>(); }

        class Client(ICoordinator coordinator, IStore store)
        {
            public Task<Tokens> EnsureAsync(CancellationToken cancellationToken) => coordinator.RunAsync(async token =>
            {
                var tokens = await store.LoadAsync();
                return !tokens.IsExpired ? tokens : await Idp.SendAsync(tokens.Refresh, token);
            }, cancellationToken);
        }
        """);

    [Fact]
    public void HelperThatLooksThroughAnotherDelegate_Holds() => Judge.Holds("""
        class Gate
        {
            private static readonly SemaphoreSlim Permit = new(1, 1);

            public static async Task RunIfAsync(Func<bool> isNeeded, Func<Task> work)
            {
                await Permit.WaitAsync();
                try { if (isNeeded()) await work(); }
                finally { Permit.Release(); }
            }
        }

        class Client
        {
            private Tokens _tokens = null!;

            public Task EnsureAsync() => Gate.RunIfAsync(() => _tokens.IsExpired, async () => _tokens = await Idp.SendAsync(_tokens.Refresh));
        }
        """);

    [Fact]
    public void HelperWhoseTimeoutIsIgnored() => Judge.Flawed(GuardFlaw.NotReleased, """
        class Gate
        {
            private static readonly SemaphoreSlim Permit = new(1, 1);

            public static async Task RunIfAsync(Func<bool> isNeeded, Func<Task> work)
            {
                try
                {
                    if (!isNeeded()) return;
                    var taken = await Permit.WaitAsync(TimeSpan.FromSeconds(15));
                    if (taken && isNeeded()) await work();
                }
                finally { Permit.Release(); }
            }
        }

        class Client
        {
            private Tokens _tokens = null!;

            public Task EnsureAsync() => Gate.RunIfAsync(() => _tokens.IsExpired, async () => _tokens = await Idp.SendAsync(_tokens.Refresh));
        }
        """);

    [Fact]
    public void HelperWithoutAGuard_IsNone() => Judge.Missing("""
        class Retry { public static async Task<T> RunAsync<T>(Func<Task<T>> work) { try { return await work(); } catch (HttpRequestException) { return await work(); } } }

        class Client
        {
            private Tokens _tokens = null!;

            public async Task EnsureAsync() => _tokens = await Retry.RunAsync(() => Idp.SendAsync(_tokens.Refresh));
        }
        """);

    [Fact]
    public void DelegateStoredByAConstructor_Holds() => Judge.Holds("""
        class TokenCache
        {
            private readonly Func<Task<Tokens>> _renew;
            private readonly SemaphoreSlim _gate = new(1, 1);
            private Tokens? _tokens;

            public TokenCache(Func<Task<Tokens>> renew) => _renew = renew ?? throw new ArgumentNullException(nameof(renew));

            public async Task<Tokens> GetAsync()
            {
                await _gate.WaitAsync();
                try
                {
                    if (_tokens is { IsExpired: false }) return _tokens;
                    return _tokens = await _renew();
                }
                finally { _gate.Release(); }
            }
        }

        class Client(IStore store)
        {
            public TokenCache Make() => new(async () => await Idp.SendAsync((await store.LoadAsync()).Refresh));
        }
        """);

    [Fact]
    public void DeclaredGuard_Holds() => Judge.Holds("""
        [AttributeUsage(AttributeTargets.Method)] sealed class SingleFlightGuardAttribute : Attribute;

        interface IGate { [SingleFlightGuard] Task RunAsync(Func<Task> work); }

        class Client(IGate gate)
        {
            private Tokens _tokens = null!;

            public Task EnsureAsync() => gate.RunAsync(async () => _tokens = await Idp.SendAsync(_tokens.Refresh));
        }
        """);

    private const string ByKey = """
        public interface IConcurrency { Task<Tokens> RunAsync(string key, Func<Task<Tokens>> work, CancellationToken cancellationToken = default); }

        internal sealed class Concurrency : IConcurrency
        {
            ConcurrentDictionary<string, Lazy<Task<Tokens>>> Running { get; } = new();

            public async Task<Tokens> RunAsync(string key, Func<Task<Tokens>> work, CancellationToken cancellationToken = default)
            {
                try { return await Running.GetOrAdd(key, _ => new Lazy<Task<Tokens>>(work)).Value.ConfigureAwait(false); }
                finally { Running.TryRemove(key, out _); }
            }
        }

        static class Setup { public static void Add(IServiceCollection services) => services.AddSingleton<IConcurrency, Concurrency>(); }

        """;

    private static string Keyed(string key, string token) => ByKey + $$"""
        internal sealed class Client(IConcurrency sync, IStore store)
        {
            public async Task<Tokens> EnsureAsync(CancellationToken cancellationToken)
            {
                var tokens = await store.LoadAsync();
                if (!tokens.IsExpired) return tokens;
                return await sync.RunAsync(
                    key: {{key}},
                    work: async () =>
                    {
                        var fresh = await Idp.SendAsync(tokens.Refresh, {{token}});
                        await store.SaveAsync(fresh);
                        return fresh;
                    },
                    cancellationToken: cancellationToken);
            }
        }
        """;

    [Fact]
    public void HelperThatKeepsWorkByTheToken_Holds_ThoughTheTokenIsCaptured() => Judge.Holds(Keyed("tokens.Refresh", "CancellationToken.None"));

    [Fact]
    public void HelperThatKeepsWorkByAnotherKey_GetsAnOldToken() => Judge.Flawed(GuardFlaw.TokenReadBeforeGuard, Keyed("\"all\"", "CancellationToken.None"));

    [Fact]
    public void HelperThatKeepsWorkByTheToken_RunsOnTheFirstCallersCancellation() => Judge.Flawed(GuardFlaw.CallerCancellation, Keyed("tokens.Refresh", "cancellationToken"));
}
