using RefreshRace.Analyzers.Model;

namespace RefreshRace.Analyzers.Tests.Guards;

/// <summary>Locks inside of another object, which takes and gives them back for its caller: a gate, a coordinator.</summary>
public sealed class LockObjectTests
{
    private const string Gate = """
        sealed class Gate
        {
            private readonly SemaphoreSlim _inner = new(1, 1);
            public Task EnterAsync(CancellationToken cancellationToken = default) => _inner.WaitAsync(cancellationToken);
            public void Exit() => _inner.Release();
        }

        interface IGate { Task EnterAsync(); void Exit(); }

        sealed class OnlyGate : IGate
        {
            private readonly SemaphoreSlim _inner = new(1, 1);
            public Task EnterAsync() => _inner.WaitAsync();
            public void Exit() => _inner.Release();
        }

        """;

    [Theory]
    [InlineData("private readonly Gate _gate = new();", "_gate")]
    [InlineData("private static readonly Gate Shared = new();", "Shared")]
    [InlineData("public IGate Guard { get; } = new OnlyGate();", "this.Guard")]
    public void LockInAnotherObject_WithALookInside_Holds(string member, string gate) => Judge.Holds(Gate + $$"""
        class Client
        {
            {{member}}
            private Tokens _tokens = null!;

            public async Task<string> GetAsync()
            {
                await {{gate}}.EnterAsync();
                try
                {
                    if (!_tokens.IsExpired) return _tokens.Access;
                    _tokens = await Idp.SendAsync(_tokens.Refresh);
                    return _tokens.Access;
                }
                finally
                {
                    {{gate}}.Exit();
                }
            }
        }
        """);

    [Fact]
    public void LockInAnotherObject_WithoutALookInside_OnlySerialises() => Judge.Flawed(GuardFlaw.NoRecheck, Gate + """
        class Client(Gate gate)
        {
            private Tokens _tokens = null!;

            public async Task GetAsync()
            {
                await gate.EnterAsync();
                try { _tokens = await Idp.SendAsync(_tokens.Refresh); }
                finally { gate.Exit(); }
            }
        }
        """);

    [Fact]
    public void LockInAnObject_OfWhichEachScopeHasItsOwn_IsTooNarrow() => Judge.Flawed(GuardFlaw.TooNarrow, Gate + """
        class Client(Gate gate, IStore store)
        {
            public async Task GetAsync()
            {
                await gate.EnterAsync();
                try
                {
                    var tokens = await store.LoadAsync();
                    if (tokens.IsExpired) await store.SaveAsync(await Idp.SendAsync(tokens.Refresh));
                }
                finally { gate.Exit(); }
            }
        }

        static class Startup { public static void Add(IServiceCollection services) => services.AddScoped<Gate>(); }
        """);

    private const string Coordinator = """
        sealed class Coordinator
        {
            private readonly SemaphoreSlim _inner = new(1, 1);
            private bool _busy;

            public async Task<bool> TryEnterAsync()
            {
                if (_busy) return false;
                if (!await _inner.WaitAsync(TimeSpan.FromMilliseconds(100))) return false;
                if (_busy)
                {
                    _inner.Release();
                    return false;
                }

                _busy = true;
                return true;
            }

            public void Leave()
            {
                _busy = false;
                try { _inner.Release(); }
                catch (SemaphoreFullException) { }
            }
        }

        """;

    [Fact]
    public void ObjectThatTurnsAwayTheSecond_Holds() => Judge.Holds(Coordinator + """
        class Client(Coordinator coordinator, IStore store)
        {
            public async Task<bool> RenewAsync()
            {
                if (!await coordinator.TryEnterAsync()) return false;
                try
                {
                    var tokens = await store.LoadAsync();
                    await store.SaveAsync(await Idp.SendAsync(tokens.Refresh));
                    return true;
                }
                catch { return false; }
                finally { coordinator.Leave(); }
            }
        }
        """);

    [Fact]
    public void ObjectThatIsAsked_ButNotHeeded_IsNoGuard() => Judge.Missing(Coordinator + """
        class Client(Coordinator coordinator, IStore store)
        {
            public async Task RenewAsync()
            {
                if (await coordinator.TryEnterAsync())
                {
                    coordinator.Leave();
                }

                var tokens = await store.LoadAsync();
                await store.SaveAsync(await Idp.SendAsync(tokens.Refresh));
            }
        }
        """);

    // It lets one in per interval and is given back by nobody here.
    [Fact]
    public void ThrottleInAnotherObject_IsNoGuard() => Judge.Missing("""
        sealed class Throttle
        {
            private readonly SemaphoreSlim _slots = new(1, 1);
            public async Task PassAsync() { await _slots.WaitAsync(); _ = Task.Delay(1000).ContinueWith(_ => Free()); }
            private void Free() => _slots.Release();
        }

        class Client(Throttle throttle, IStore store)
        {
            public async Task RenewAsync()
            {
                await throttle.PassAsync();
                var tokens = await store.LoadAsync();
                if (!tokens.IsExpired) return;
                await store.SaveAsync(await Idp.SendAsync(tokens.Refresh));
            }
        }
        """);
}
