using RefreshRace.Analyzers.Model;

namespace RefreshRace.Analyzers.Tests.Guards;

/// <summary>Locks that are given back by disposal: recognised by what a method does where its source is here, and by names elsewhere.</summary>
public sealed class ReleaserTests
{
    private const string AsyncLock = """
        sealed class AsyncLock
        {
            private readonly SemaphoreSlim _permit = new(1, 1);

            public async Task<IDisposable> EnterAsync()
            {
                await _permit.WaitAsync();
                return new Releaser(_permit);
            }

            private sealed class Releaser(SemaphoreSlim permit) : IDisposable { public void Dispose() => permit.Release(); }
        }

        """;

    [Fact]
    public void HandWrittenAsyncLock_Holds() => Judge.Holds(AsyncLock + """
        class Client
        {
            private readonly AsyncLock _gate = new();
            private Tokens _tokens = null!;

            public async Task EnsureAsync()
            {
                using var _ = await _gate.EnterAsync();
                if (!_tokens.IsExpired) return;
                _tokens = await Idp.SendAsync(_tokens.Refresh);
            }
        }
        """);

    [Fact]
    public void LockTaskThatIsNotAwaited_IsNeverTaken() => Judge.Flawed(GuardFlaw.NotReleased, AsyncLock + """
        class Client
        {
            private readonly AsyncLock _gate = new();
            private Tokens _tokens = null!;

            public async Task EnsureAsync()
            {
                using var _ = _gate.EnterAsync();
                if (!_tokens.IsExpired) return;
                _tokens = await Idp.SendAsync(_tokens.Refresh);
            }
        }
        """);

    [Fact]
    public void DisposableThatTakesNoLock_IsNone() => Judge.Missing("""
        sealed class Transaction : IDisposable { public void Dispose() { } }

        class Client
        {
            private Tokens _tokens = null!;

            private static Task<Transaction> LockstepAsync() => Task.FromResult(new Transaction());

            public async Task EnsureAsync()
            {
                using var _ = await LockstepAsync();
                if (!_tokens.IsExpired) return;
                _tokens = await Idp.SendAsync(_tokens.Refresh);
            }
        }
        """);

    [Fact]
    public void InterfaceNamedForALock_Holds() => Judge.Holds("""
        interface ISessionLock { ValueTask<IAsyncDisposable> AcquireAsync(string name, CancellationToken cancellationToken); }

        class Client(ISessionLock sessionLock, IStore store)
        {
            public async Task EnsureAsync(CancellationToken cancellationToken)
            {
                await using (await sessionLock.AcquireAsync("session", cancellationToken))
                {
                    var tokens = await store.LoadAsync();
                    if (!tokens.IsExpired) return;
                    await store.SaveAsync(await Idp.SendAsync(tokens.Refresh));
                }
            }
        }
        """);

    [Fact]
    public void LockScope_Holds() => Judge.Holds("""
        class Client
        {
            private readonly Lock _gate = new();
            private Tokens _tokens = null!;

            public void Ensure()
            {
                using (_gate.EnterScope())
                {
                    if (_tokens.IsExpired) _tokens = Idp.Send(_tokens.Refresh);
                }
            }
        }
        """);

    [Fact]
    public void PermitInsideTheReturnedObject_IsNotGivenBackOnFailure() => Judge.Flawed(GuardFlaw.NotReleased, """
        sealed class Access(SemaphoreSlim permit, Tokens tokens) : IDisposable { public Tokens Tokens => tokens; public void Dispose() => permit.Release(); }

        class Client(IStore store)
        {
            private readonly ConcurrentDictionary<string, SemaphoreSlim> _gates = new();

            public async Task<Access> GetAsync(string userId)
            {
                SemaphoreSlim gate = _gates.GetOrAdd(userId, _ => new SemaphoreSlim(1, 1));
                await gate.WaitAsync();
                var tokens = await store.LoadAsync();
                if (tokens.IsExpired) tokens = await Idp.SendAsync(tokens.Refresh);
                return new Access(gate, tokens);
            }
        }
        """);

    [Fact]
    public void LockTakenByAHelperOfTheType_Holds() => Judge.Holds("""
        class Client
        {
            private readonly SemaphoreSlim _gate = new(1, 1);
            private Tokens _tokens = null!;

            private Task EnterAsync() => _gate.WaitAsync();

            private void Leave() => _gate.Release();

            public async Task EnsureAsync()
            {
                await EnterAsync();
                try { if (_tokens.IsExpired) _tokens = await Idp.SendAsync(_tokens.Refresh); }
                finally { Leave(); }
            }
        }
        """);
}
