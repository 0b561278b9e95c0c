using RefreshRace.Analyzers.Model;

namespace RefreshRace.Analyzers.Tests.Guards;

/// <summary>One refresh whose outcome many await: task fields, completion sources, lazy tasks in maps, caches, flags, and the shipped SingleFlight.</summary>
public sealed class SharedWorkTests
{
    [Fact]
    public void TaskChosenUnderALock_AwaitedOutside_Holds() => Judge.Holds("""
        class Client
        {
            private readonly object _gate = new();
            private Task<Tokens>? _inFlight;
            private Tokens _tokens = null!;

            public async Task<Tokens> EnsureAsync()
            {
                Task<Tokens> task;
                lock (_gate) { task = _inFlight ??= Idp.SendAsync(_tokens.Refresh); }
                try { return await task; }
                finally { lock (_gate) { _inFlight = null; } }
            }
        }
        """);

    [Fact]
    public void CoalesceAssignment_IsNotAtomic() => Judge.Flawed(GuardFlaw.NotAtomic, """
        class Client
        {
            private Task<Tokens>? _inFlight;
            private Tokens _tokens = null!;

            public async Task<Tokens> EnsureAsync()
            {
                _inFlight ??= Idp.SendAsync(_tokens.Refresh);
                try { return await _inFlight; }
                finally { _inFlight = null; }
            }
        }
        """);

    [Theory]
    [InlineData("var tokens = await (_inFlight ??= Idp.SendAsync(_tokens.Refresh)); _inFlight = null; return tokens;")]
    [InlineData("try { return await (_inFlight ??= Idp.SendAsync(_tokens.Refresh)); } finally { _inFlight = null; }")]
    [InlineData("try { return await (_inFlight ??= Idp.SendAsync(_tokens.Refresh)).ConfigureAwait(false); } finally { _inFlight = null; }")]
    [InlineData("var tokens = await (_inFlight ?? (_inFlight = Idp.SendAsync(_tokens.Refresh))); _inFlight = null; return tokens;")]
    [InlineData("_inFlight = _inFlight ?? Idp.SendAsync(_tokens.Refresh); var tokens = await _inFlight; _inFlight = null; return tokens;")]
    [InlineData("var running = _inFlight ??= Idp.SendAsync(_tokens.Refresh); return await running;")]
    [InlineData("_inFlight ??= Task.Run(() => Idp.SendAsync(_tokens.Refresh)); try { return await _inFlight; } finally { _inFlight = null; }")]
    public void CoalesceInsideAnAwait_IsNotAtomic(string statements) => Judge.Flawed(GuardFlaw.NotAtomic, $$"""
        class Client
        {
            private Task<Tokens>? _inFlight;
            private Tokens _tokens = null!;

            public async Task<Tokens> EnsureAsync() { {{statements}} }
        }
        """);

    [Fact]
    public void NullTestThenAssignment_IsNotAtomic() => Judge.Flawed(GuardFlaw.NotAtomic, """
        class Client
        {
            private Task<Tokens>? _inFlight;
            private Tokens _tokens = null!;

            public Task<Tokens> EnsureAsync()
            {
                if (_inFlight is null || _inFlight.IsCompleted) _inFlight = Idp.SendAsync(_tokens.Refresh);
                return _inFlight;
            }
        }
        """);

    [Fact]
    public void TaskThatIsNeverCleared_KeepsItsFailure() => Judge.Flawed(GuardFlaw.FailureCached, """
        class Client
        {
            private readonly object _gate = new();
            private Task<Tokens>? _inFlight;
            private Tokens _tokens = null!;

            public Task<Tokens> EnsureAsync()
            {
                lock (_gate) { return _inFlight ??= Idp.SendAsync(_tokens.Refresh); }
            }
        }
        """);

    [Fact]
    public void SharedTaskOnTheCallersToken() => Judge.Flawed(GuardFlaw.CallerCancellation, """
        class Client
        {
            private readonly object _gate = new();
            private Task<Tokens>? _inFlight;
            private Tokens _tokens = null!;

            public async Task<Tokens> EnsureAsync(CancellationToken cancellationToken)
            {
                Task<Tokens> task;
                lock (_gate)
                {
                    if (_inFlight is null || _inFlight.IsCompleted) _inFlight = Idp.SendAsync(_tokens.Refresh, cancellationToken);
                    task = _inFlight;
                }

                return await task;
            }
        }
        """);

    [Fact]
    public void CompletionSourceTestedThenSet_IsNotAtomic() => Judge.Flawed(GuardFlaw.NotAtomic, """
        class Client
        {
            private TaskCompletionSource<Tokens?>? _source;
            private Tokens _tokens = null!;

            public Task<Tokens?> EnsureAsync()
            {
                if (_source is null)
                {
                    _source = new();
                    _ = RunAsync();
                }

                return _source.Task;

                async Task RunAsync()
                {
                    try { _source.SetResult(await Idp.SendAsync(_tokens.Refresh)); }
                    catch (Exception failure) { _source.SetException(failure); }
                    finally { _source = null; }
                }
            }
        }
        """);

    [Fact]
    public void SessionKeyTestedThenSet_IsNotAtomic() => Judge.Flawed(GuardFlaw.NotAtomic, """
        interface ISession { string Id { get; } string? GetString(string key); void SetString(string key, string value); void Remove(string key); }

        class Client(ISession session)
        {
            private Tokens _tokens = null!;

            public async Task EnsureAsync()
            {
                var key = $"refreshing_token_{session.Id}";
                var value = session.GetString(key);
                var isWorking = !string.IsNullOrEmpty(value);
                if (!isWorking)
                {
                    session.SetString(key, "true");
                    try { _tokens = await Idp.SendAsync(_tokens.Refresh); return; }
                    finally { session.Remove(key); }
                }

                await Task.Delay(100);
            }
        }
        """);

    [Fact]
    public void FlagResetInFinally_IsNotAtomic() => Judge.Flawed(GuardFlaw.NotAtomic, """
        class Client
        {
            private volatile bool _isRefreshing;
            private Tokens _tokens = null!;

            public async Task EnsureAsync()
            {
                if (_isRefreshing) return;
                _isRefreshing = true;
                try { _tokens = await Idp.SendAsync(_tokens.Refresh); }
                finally { _isRefreshing = false; }
            }
        }
        """);

    [Fact]
    public void FlagResetOnSuccessOnly_KeepsItsFailure() => Judge.Flawed(GuardFlaw.FailureCached, """
        class Client
        {
            private int _busy;
            private Tokens _tokens = null!;

            public async Task EnsureAsync()
            {
                if (Interlocked.CompareExchange(ref _busy, 1, 0) != 0) return;
                _tokens = await Idp.SendAsync(_tokens.Refresh);
                Interlocked.Exchange(ref _busy, 0);
            }
        }
        """);

    [Fact]
    public void InterlockedClaim_Holds() => Judge.Holds("""
        class Client
        {
            private int _busy;
            private Tokens _tokens = null!;

            public async Task EnsureAsync()
            {
                if (Interlocked.CompareExchange(ref _busy, 1, 0) == 0)
                {
                    try { _tokens = await Idp.SendAsync(_tokens.Refresh); }
                    finally { Volatile.Write(ref _busy, 0); }
                }
            }
        }
        """);

    [Fact]
    public void LazyTaskInAMap_RemovedInFinally_Holds() => Judge.Holds("""
        class Client
        {
            private static readonly ConcurrentDictionary<string, Lazy<Task<Tokens>>> Pending = new();

            public async Task<Tokens> EnsureAsync(string refreshToken)
            {
                var lazy = Pending.GetOrAdd(refreshToken, _ => new Lazy<Task<Tokens>>(() => Idp.SendAsync(refreshToken)));
                try { return await lazy.Value; }
                finally { Pending.TryRemove(refreshToken, out _); }
            }
        }
        """);

    [Fact]
    public void LazyTaskInAMap_RemovedOnSuccessOnly_KeepsItsFailure() => Judge.Flawed(GuardFlaw.FailureCached, """
        class AsyncLazy<T>(Func<Task<T>> factory) : Lazy<Task<T>>(() => Task.Run(factory));

        class Client
        {
            private readonly ConcurrentDictionary<string, AsyncLazy<Tokens>> _entries = new();

            public async Task<Tokens> EnsureAsync(CancellationToken cancellationToken)
            {
                var entry = _entries.GetOrAdd("default", key => new AsyncLazy<Tokens>(() => Idp.SendAsync("", cancellationToken)));
                var tokens = await entry.Value;
                if (tokens.IsExpired) _entries.TryRemove("default", out _);
                return tokens;
            }
        }
        """);

    [Fact]
    public void GetOrAddOfATask_IsNotAtomic() => Judge.Flawed(GuardFlaw.NotAtomic, """
        class Client
        {
            private readonly ConcurrentDictionary<string, Task<Tokens>> _entries = new();

            public Task<Tokens> EnsureAsync(string refreshToken) => _entries.GetOrAdd(refreshToken, key => Idp.SendAsync(key));
        }
        """);

    [Fact]
    public void OptimisticTimestamp_IsNoClaim() => Judge.Missing("""
        class Client
        {
            private Tokens _tokens = null!;
            private bool _hasLoaded;

            public async Task EnsureAsync()
            {
                if (!_hasLoaded) _hasLoaded = true;
                if (_tokens.IsExpired) _tokens = await Idp.SendAsync(_tokens.Refresh);
            }
        }
        """);

    [Fact]
    public void CounterOfAttempts_IsNoClaim() => Judge.Missing("""
        class Client
        {
            private int _attempts;
            private Tokens _tokens = null!;

            public async Task EnsureAsync()
            {
                if (_attempts > 3) return;
                _attempts = _attempts + 1;
                _tokens = await Idp.SendAsync(_tokens.Refresh);
                _attempts = 0;
            }
        }
        """);

    [Fact]
    public void FlagTestedAndSetUnderOneLock_Holds() => Judge.Holds("""
        class Client
        {
            private readonly object _gate = new();
            private bool _isRefreshing;
            private Tokens _tokens = null!;

            public async Task EnsureAsync()
            {
                lock (_gate)
                {
                    if (_isRefreshing) return;
                    _isRefreshing = true;
                }

                try { _tokens = await Idp.SendAsync(_tokens.Refresh); }
                finally { lock (_gate) { _isRefreshing = false; } }
            }
        }
        """);

    [Fact]
    public void CompletionSourceClaimedByInterlocked_Holds() => Judge.Holds("""
        class Client
        {
            private TaskCompletionSource<Tokens>? _source;
            private Tokens _tokens = null!;

            public async Task<Tokens> EnsureAsync()
            {
                var mine = new TaskCompletionSource<Tokens>(TaskCreationOptions.RunContinuationsAsynchronously);
                var other = Interlocked.CompareExchange(ref _source, mine, null);
                if (other is not null) return await other.Task;
                try
                {
                    _tokens = await Idp.SendAsync(_tokens.Refresh);
                    mine.SetResult(_tokens);
                    return _tokens;
                }
                catch (Exception failure) { mine.SetException(failure); throw; }
                finally { _source = null; }
            }
        }
        """);

    [Fact]
    public void MemoryCacheFactory_IsNotAtomic() => Judge.Flawed(GuardFlaw.NotAtomic, """
        class Client(Microsoft.Extensions.Caching.Memory.IMemoryCache cache, IStore store)
        {
            public Task<Tokens?> EnsureAsync(string key) =>
                Microsoft.Extensions.Caching.Memory.CacheExtensions.GetOrCreateAsync(cache, key, async entry => await Idp.SendAsync((await store.LoadAsync()).Refresh));
        }
        """);

    [Fact]
    public void GetOrCreateUnderALock_LooksAgainByItself() => Judge.Holds("""
        class Client(IStore store, Microsoft.Extensions.Caching.Memory.IMemoryCache cache)
        {
            private static readonly SemaphoreSlim Gate = new(1, 1);

            public async Task<Tokens?> EnsureAsync(string key)
            {
                await Gate.WaitAsync();
                try { return await Microsoft.Extensions.Caching.Memory.CacheExtensions.GetOrCreateAsync(cache, key, async entry => await Idp.SendAsync((await store.LoadAsync()).Refresh)); }
                finally { Gate.Release(); }
            }
        }
        """);

    [Fact]
    public void GetOrCreateInAFlight_RunsOnce() => Judge.Holds("""
        class Client(IStore store, Microsoft.Extensions.Caching.Memory.IMemoryCache cache)
        {
            private static readonly RefreshRace.SingleFlight<string, Tokens?> Flight = new();

            public Task<Tokens?> EnsureAsync(string key) =>
                Flight.RunAsync(key, (user, _) => Microsoft.Extensions.Caching.Memory.CacheExtensions.GetOrCreateAsync(cache, user, async entry => await Idp.SendAsync((await store.LoadAsync()).Refresh)));
        }
        """);
}
