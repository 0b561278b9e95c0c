using RefreshRace.Analyzers.Model;

namespace RefreshRace.Analyzers.Tests.Guards;

/// <summary>Locks that are taken and released around a refresh, and what makes them right: a second look, on state as it is under the lock.</summary>
public sealed class LockTests
{
    [Fact]
    public void SemaphoreWithALookInside_Holds() => Judge.Holds("""
        class Client(IStore store)
        {
            private readonly SemaphoreSlim _gate = new(1, 1);
            private Tokens _tokens = null!;

            public async Task<string> GetAsync(CancellationToken cancellationToken)
            {
                if (!_tokens.IsExpired) return _tokens.Access;
                await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
                try
                {
                    if (!_tokens.IsExpired) return _tokens.Access;
                    _tokens = await Idp.SendAsync(_tokens.Refresh, cancellationToken).ConfigureAwait(false);
                    return _tokens.Access;
                }
                finally
                {
                    _gate.Release();
                }
            }
        }
        """);

    [Fact]
    public void SemaphoreWithoutALookInside_OnlySerialises() => Judge.Flawed(GuardFlaw.NoRecheck, """
        class Client(IStore store)
        {
            private readonly SemaphoreSlim _gate = new(1, 1);
            private Tokens _tokens = null!;

            public async Task<string> GetAsync()
            {
                if (!_tokens.IsExpired) return _tokens.Access;
                await _gate.WaitAsync();
                try
                {
                    if (string.IsNullOrEmpty(_tokens.Refresh)) return "";
                    _tokens = await Idp.SendAsync(_tokens.Refresh);
                    return _tokens.Access;
                }
                finally
                {
                    _gate.Release();
                }
            }
        }
        """);

    [Fact]
    public void TokenReadBeforeTheWait_IsOldInside() => Judge.Flawed(GuardFlaw.TokenReadBeforeGuard, """
        class Client(IStore store)
        {
            private readonly SemaphoreSlim _gate = new(1, 1);

            public async Task<string> GetAsync()
            {
                var tokens = await store.LoadAsync();
                var refresh = tokens.Refresh;
                await _gate.WaitAsync();
                try
                {
                    var now = await store.LoadAsync();
                    if (!now.IsExpired) return now.Access;
                    now = await Idp.SendAsync(refresh);
                    await store.SaveAsync(now);
                    return now.Access;
                }
                finally
                {
                    _gate.Release();
                }
            }
        }
        """);

    [Fact]
    public void TokenReadBeforeTheWait_ComparedInside_Holds() => Judge.Holds("""
        class Client(IStore store)
        {
            private readonly SemaphoreSlim _gate = new(1, 1);

            public async Task<string> GetAsync()
            {
                var before = await store.LoadAsync();
                await _gate.WaitAsync();
                try
                {
                    var now = await store.LoadAsync();
                    if (now.Refresh != before.Refresh) return now.Access;
                    now = await Idp.SendAsync(before.Refresh);
                    await store.SaveAsync(now);
                    return now.Access;
                }
                finally
                {
                    _gate.Release();
                }
            }
        }
        """);

    [Fact]
    public void LookAtAValueCapturedBefore_IsNoSecondLook() => Judge.Flawed(GuardFlaw.NoRecheck, """
        class Client(IStore store)
        {
            private readonly SemaphoreSlim _gate = new(1, 1);
            private Tokens _tokens = null!;

            public async Task<string> GetAsync()
            {
                var tokens = _tokens;
                var isExpired = tokens.IsExpired;
                await _gate.WaitAsync();
                try
                {
                    if (!isExpired) return tokens.Access;
                    _tokens = await Idp.SendAsync(_tokens.Refresh);
                    return _tokens.Access;
                }
                finally
                {
                    _gate.Release();
                }
            }
        }
        """);

    [Fact]
    public void LockAroundBlockingCode_WithTheLookInTheCallee_Holds() => Judge.Holds("""
        class Client
        {
            private readonly object _gate = new();
            private Tokens _tokens = null!;

            public string Get()
            {
                lock (_gate) { return Ensure().Access; }
            }

            private Tokens Ensure()
            {
                if (_tokens is { IsExpired: false }) return _tokens;
                return _tokens = Idp.Send(_tokens.Refresh);
            }
        }
        """);

    [Fact]
    public void LockAroundTheAssignmentOnly_IsNone() => Judge.Missing("""
        class Client
        {
            private readonly object _gate = new();
            private Tokens _tokens = null!;

            public async Task<string> GetAsync()
            {
                var fresh = await Idp.SendAsync(_tokens.Refresh);
                lock (_gate) { _tokens = fresh; }
                return fresh.Access;
            }
        }
        """);

    [Fact]
    public void TryEnterThatSkips_NeedsNoSecondLook() => Judge.Holds("""
        class Client
        {
            private readonly SemaphoreSlim _gate = new(1, 1);
            private Tokens _tokens = null!;

            public async Task TickAsync()
            {
                if (!await _gate.WaitAsync(0)) return;
                try { _tokens = await Idp.SendAsync(_tokens.Refresh); }
                finally { _gate.Release(); }
            }
        }
        """);

    [Fact]
    public void WaitWithATimeout_WhoseResultIsIgnored() => Judge.Flawed(GuardFlaw.NotReleased, """
        class Client
        {
            private readonly SemaphoreSlim _gate = new(1, 1);
            private Tokens _tokens = null!;

            public async Task GetAsync()
            {
                await _gate.WaitAsync(TimeSpan.FromSeconds(5));
                try
                {
                    if (!_tokens.IsExpired) return;
                    _tokens = await Idp.SendAsync(_tokens.Refresh);
                }
                finally { _gate.Release(); }
            }
        }
        """);

    [Fact]
    public void ReturnBetweenWaitAndTry_Leaks() => Judge.Flawed(GuardFlaw.NotReleased, """
        class Client
        {
            private readonly SemaphoreSlim _gate = new(1, 1);
            private Tokens _tokens = null!;

            public async Task GetAsync()
            {
                await _gate.WaitAsync();
                if (!_tokens.IsExpired) return;
                try { _tokens = await Idp.SendAsync(_tokens.Refresh); }
                finally { _gate.Release(); }
            }
        }
        """);

    [Fact]
    public void ReleaseWithoutFinally_Leaks() => Judge.Flawed(GuardFlaw.NotReleased, """
        class Client
        {
            private readonly SemaphoreSlim _gate = new(1, 1);
            private Tokens _tokens = null!;

            public async Task GetAsync()
            {
                await _gate.WaitAsync();
                if (_tokens.IsExpired) _tokens = await Idp.SendAsync(_tokens.Refresh);
                _gate.Release();
            }
        }
        """);

    [Fact]
    public void CancellableWaitInsideTheTry_GivesBackUntaken() => Judge.Flawed(GuardFlaw.NotReleased, """
        class Client
        {
            private readonly SemaphoreSlim _gate = new(1, 1);
            private Tokens _tokens = null!;

            public async Task GetAsync(CancellationToken cancellationToken)
            {
                try
                {
                    await _gate.WaitAsync(cancellationToken);
                    if (_tokens.IsExpired) _tokens = await Idp.SendAsync(_tokens.Refresh);
                }
                finally { _gate.Release(); }
            }
        }
        """);

    [Fact]
    public void UncancellableWaitInsideTheTry_Holds() => Judge.Holds("""
        class Client
        {
            private readonly SemaphoreSlim _gate = new(1, 1);
            private Tokens _tokens = null!;

            public async Task GetAsync()
            {
                try
                {
                    await _gate.WaitAsync();
                    if (_tokens.IsExpired) _tokens = await Idp.SendAsync(_tokens.Refresh);
                }
                finally { _gate.Release(); }
            }
        }
        """);

    [Fact]
    public void Throttle_IsNoGuard() => Judge.Missing("""
        class Client
        {
            private readonly SemaphoreSlim _gate = new(8);
            private Tokens _tokens = null!;

            public async Task GetAsync()
            {
                await _gate.WaitAsync();
                try { if (_tokens.IsExpired) _tokens = await Idp.SendAsync(_tokens.Refresh); }
                finally { _gate.Release(); }
            }
        }
        """);

    [Fact]
    public void KeyedSemaphore_WithTheStateReadAgain_Holds() => Judge.Holds("""
        class Client(IStore store)
        {
            private static readonly ConcurrentDictionary<string, SemaphoreSlim> Gates = new();

            public async Task<Tokens> GetAsync(string userId, CancellationToken cancellationToken)
            {
                var gate = Gates.GetOrAdd(userId, _ => new SemaphoreSlim(1, 1));
                await gate.WaitAsync(cancellationToken);
                try
                {
                    var tokens = await store.LoadAsync();
                    if (tokens is null) throw new InvalidOperationException();
                    if (tokens.IsExpired)
                    {
                        try { tokens = await Idp.SendAsync(tokens.Refresh, cancellationToken); }
                        catch (HttpRequestException) { throw; }
                    }

                    return tokens;
                }
                finally { gate.Release(); }
            }
        }
        """);

    [Fact]
    public void UpgradeableLock_WithSnapshotTakenInside_OnlySerialises() => Judge.Flawed(GuardFlaw.NoRecheck, """
        class Client
        {
            private readonly ReaderWriterLockSlim _gate = new();
            private DateTime _last;
            private Tokens _tokens = null!;

            public string Get() => Ensure(false);

            public string Renew()
            {
                try
                {
                    _gate.EnterUpgradeableReadLock();
                    var last = _last;
                    try
                    {
                        _gate.EnterWriteLock();
                        var force = last == _last;
                        var token = Ensure(force);
                        _last = DateTime.UtcNow;
                        return token;
                    }
                    finally { if (_gate.IsWriteLockHeld) _gate.ExitWriteLock(); }
                }
                finally { if (_gate.IsUpgradeableReadLockHeld) _gate.ExitUpgradeableReadLock(); }
            }

            private string Ensure(bool force)
            {
                if (force || _tokens.IsExpired) _tokens = Idp.Send(_tokens.Refresh);
                return _tokens.Access;
            }
        }
        """, entry: "Renew");

    [Fact]
    public void ForcedPastTheLook_DependsOnTheCaller()
    {
        const string Source = """
            class Client
            {
                private readonly SemaphoreSlim _gate = new(1, 1);
                private Tokens _tokens = null!;

                public Task<string> GetAsync() => EnsureAsync(force: false);

                public Task<string> RenewAsync() => EnsureAsync(force: true);

                private async Task<string> EnsureAsync(bool force)
                {
                    await _gate.WaitAsync();
                    try
                    {
                        if (!force && !_tokens.IsExpired) return _tokens.Access;
                        _tokens = await Idp.SendAsync(_tokens.Refresh);
                        return _tokens.Access;
                    }
                    finally { _gate.Release(); }
                }
            }
            """;
        Judge.Holds(Source, entry: "GetAsync");
        Judge.Flawed(GuardFlaw.NoRecheck, Source, entry: "RenewAsync");
    }

    [Fact]
    public void MonitorEnterAndExit_WithALook_Holds() => Judge.Holds("""
        class Client
        {
            private static readonly object Gate = new();
            private Tokens _tokens = null!;

            public void Ensure()
            {
                Monitor.Enter(Gate);
                try { if (_tokens.IsExpired) _tokens = Idp.Send(_tokens.Refresh); }
                finally { Monitor.Exit(Gate); }
            }
        }
        """);

    [Fact]
    public void LockMadeByTheCallItself_ExcludesNobody() => Judge.Missing("""
        class Client
        {
            private Tokens _tokens = null!;

            public async Task EnsureAsync()
            {
                var gate = new SemaphoreSlim(1, 1);
                await gate.WaitAsync();
                try { if (_tokens.IsExpired) _tokens = await Idp.SendAsync(_tokens.Refresh); }
                finally { gate.Release(); }
            }
        }
        """);

    [Fact]
    public void TaskReturnedFromALock_OutlivesIt() => Judge.Flawed(GuardFlaw.NotReleased, """
        class Client
        {
            private readonly object _gate = new();
            private Tokens _tokens = null!;

            public Task<Tokens> Ensure()
            {
                lock (_gate)
                {
                    if (!_tokens.IsExpired) return Task.FromResult(_tokens);
                    return Idp.SendAsync(_tokens.Refresh);
                }
            }
        }
        """);

    [Fact]
    public void RetryPolicyUnderTheLock_Holds() => Judge.Holds("""
        class Client
        {
            private readonly SemaphoreSlim _gate = new(1, 1);
            private Tokens _tokens = null!;

            public async Task EnsureAsync()
            {
                await _gate.WaitAsync();
                try
                {
                    if (!_tokens.IsExpired) return;
                    _tokens = await Task.Run(async () => await Idp.SendAsync(_tokens.Refresh));
                }
                finally { _gate.Release(); }
            }
        }
        """);

    [Fact]
    public void LockOfATransientHandler_IsTooNarrow() => Judge.Flawed(GuardFlaw.TooNarrow, """
        static class Setup { public static void Add(IServiceCollection services) => services.AddTransient<AuthHandler>(); }

        class AuthHandler(IStore store) : DelegatingHandler
        {
            private readonly SemaphoreSlim _gate = new(1, 1);

            public async Task EnsureAsync()
            {
                await _gate.WaitAsync();
                try
                {
                    var tokens = await store.LoadAsync();
                    if (!tokens.IsExpired) return;
                    await store.SaveAsync(await Idp.SendAsync(tokens.Refresh));
                }
                finally { _gate.Release(); }
            }
        }
        """);

    [Theory]
    [InlineData("services.AddSingleton<AuthHandler>()", "private readonly")]
    [InlineData("services.AddTransient<AuthHandler>()", "private static readonly")]
    [InlineData("_ = services", "private readonly")]
    public void LockOfASingleton_AStaticLock_AndAnUnknownLifetime_Hold(string registration, string modifiers) => Judge.Holds($$"""
        static class Setup { public static void Add(IServiceCollection services) { {{registration}}; } }

        class AuthHandler(IStore store) : DelegatingHandler
        {
            {{modifiers}} SemaphoreSlim _gate = new(1, 1);

            public async Task EnsureAsync()
            {
                await _gate.WaitAsync();
                try
                {
                    var tokens = await store.LoadAsync();
                    if (!tokens.IsExpired) return;
                    await store.SaveAsync(await Idp.SendAsync(tokens.Refresh));
                }
                finally { _gate.Release(); }
            }
        }
        """);

    [Fact]
    public void LockOfATransientThatKeepsItsOwnToken_IsWideEnough() => Judge.Holds("""
        static class Setup { public static void Add(IServiceCollection services) => services.AddTransient<Client>(); }

        class Client
        {
            private readonly SemaphoreSlim _gate = new(1, 1);
            private Tokens _tokens = null!;

            public async Task EnsureAsync()
            {
                await _gate.WaitAsync();
                try { if (_tokens.IsExpired) _tokens = await Idp.SendAsync(_tokens.Refresh); }
                finally { _gate.Release(); }
            }
        }
        """);

    [Fact]
    public void RefreshInALambdaInsideATry_OfAMemberWithHandlers_IsJudged() => Judge.Holds("""
        class Client
        {
            private readonly SemaphoreSlim _gate = new(1, 1);
            private Tokens _tokens = null!;

            public async Task EnsureAsync(bool log)
            {
                try
                {
                    await Task.Run(async () =>
                    {
                        await _gate.WaitAsync();
                        try { if (_tokens.IsExpired) _tokens = await Idp.SendAsync(_tokens.Refresh); }
                        finally { _gate.Release(); }
                    });
                }
                catch (HttpRequestException) { if (log) Console.WriteLine("failed"); throw; }
                finally { Console.WriteLine("done"); }
            }
        }
        """);

    [Fact]
    public void ReturnBetweenATryEnterAndItsTry_LosesThePermit() => Judge.Flawed(GuardFlaw.NotReleased, """
        class Client
        {
            private readonly SemaphoreSlim _gate = new(1, 1);
            private Tokens _tokens = null!;

            public async Task<bool> EnsureAsync(TimeSpan patience, CancellationToken cancellationToken)
            {
                if (await _gate.WaitAsync(patience, cancellationToken).ConfigureAwait(false))
                {
                    if (!_tokens.IsExpired) return true;
                    try { _tokens = await Idp.SendAsync(_tokens.Refresh); return true; }
                    finally { _gate.Release(); }
                }

                return false;
            }
        }
        """);

    [Theory]
    [InlineData("if (!await _gate.WaitAsync(patience)) return false;")]
    [InlineData("if (!await _gate.WaitAsync(patience)) { Console.WriteLine(\"busy\"); return false; }")]
    [InlineData("var taken = await _gate.WaitAsync(patience); if (!taken) throw new TimeoutException();")]
    public void TryEnterThatTurnsAwayBeforeItsTry_Holds(string wait) => Judge.Holds($$"""
        class Client
        {
            private readonly SemaphoreSlim _gate = new(1, 1);
            private Tokens _tokens = null!;

            public async Task<bool> EnsureAsync(TimeSpan patience)
            {
                {{wait}}
                try
                {
                    if (!_tokens.IsExpired) return true;
                    _tokens = await Idp.SendAsync(_tokens.Refresh);
                    return true;
                }
                finally { _gate.Release(); }
            }
        }
        """);
}
