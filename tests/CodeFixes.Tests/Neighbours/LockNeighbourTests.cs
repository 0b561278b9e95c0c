using RefreshRace.Analyzers;
using RefreshRace.CodeFixes.Tests.Harness;
using Xunit;

namespace RefreshRace.CodeFixes.Tests.Neighbours;

/// <summary>Locks that give way to a flight.</summary>
public sealed class LockNeighbourTests
{
    [Fact]
    public Task A_semaphore_that_gives_way() => Quiet.StaysAsync<RefreshRaceAnalyzer, ReplaceLockFix>(
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private readonly SemaphoreSlim _gate = new(1, 1);

            public async Task<TokenResponse> EnsureAsync(CancellationToken cancellationToken)
            {
                await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
                try
                {
                    var tokens = await provider.RedeemAsync(store.RefreshToken, cancellationToken).ConfigureAwait(false);
                    await store.SaveAsync(tokens).ConfigureAwait(false);
                    return tokens;
                }
                finally
                {
                    _gate.Release();
                }
            }
        }
        """);

    [Fact]
    public Task A_semaphore_around_the_call_alone() => Quiet.StaysAsync<RefreshRaceAnalyzer, ReplaceLockFix>(
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private readonly SemaphoreSlim _gate = new(1, 1);

            public async Task<TokenResponse> EnsureAsync()
            {
                await _gate.WaitAsync().ConfigureAwait(false);
                try
                {
                    return await provider.RedeemAsync(store.RefreshToken).ConfigureAwait(false);
                }
                finally
                {
                    _gate.Release();
                }
            }
        }
        """);

    [Fact]
    public Task A_semaphore_that_is_disposed_or_used_by_others() => Quiet.StaysAsync<RefreshRaceAnalyzer, ReplaceLockFix>(
        """
        public sealed class Sessions(IProvider provider, ITokenStore store) : IDisposable
        {
            private readonly SemaphoreSlim _gate = new(1, 1);

            public async Task<TokenResponse> EnsureAsync()
            {
                await _gate.WaitAsync().ConfigureAwait(false);
                try
                {
                    var tokens = await provider.RedeemAsync(store.RefreshToken).ConfigureAwait(false);
                    await store.SaveAsync(tokens).ConfigureAwait(false);
                    return tokens;
                }
                finally
                {
                    _gate.Release();
                }
            }

            public void Dispose() => _gate.Dispose();
        }
        """);

    [Fact]
    public Task A_semaphore_that_others_take_too() => Quiet.StaysAsync<RefreshRaceAnalyzer, ReplaceLockFix>(
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private readonly SemaphoreSlim _gate = new(1, 1);

            public async Task<TokenResponse> EnsureAsync(CancellationToken cancellationToken)
            {
                await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
                try
                {
                    var tokens = await provider.RedeemAsync(store.RefreshToken, cancellationToken).ConfigureAwait(false);
                    await store.SaveAsync(tokens).ConfigureAwait(false);
                    return tokens;
                }
                finally
                {
                    _gate.Release();
                }
            }

            public async Task SignOutAsync(CancellationToken cancellationToken)
            {
                await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
                try
                {
                    await store.SaveAsync(new TokenResponse()).ConfigureAwait(false);
                }
                finally
                {
                    _gate.Release();
                }
            }
        }
        """);

    // MA0045 spares what others call, as this member before the fix; its core is private, and must stay as synchronous as the member is.
    [Fact]
    public Task A_lock_statement_in_a_synchronous_method() => Quiet.StaysAsync<RefreshRaceAnalyzer, ReplaceLockFix>(
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private readonly object _gate = new();

            public TokenResponse Ensure()
            {
                lock (_gate)
                {
                    var tokens = provider.Redeem(store.RefreshToken);
                    store.Save(tokens);
                    return tokens;
                }
            }
        }
        """,
        accepted: ["MA0045"]);

    [Fact]
    public Task A_monitor_in_a_void_method() => Quiet.StaysAsync<RefreshRaceAnalyzer, ReplaceLockFix>(
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private readonly object _gate = new();

            public void Ensure()
            {
                Monitor.Enter(_gate);
                try
                {
                    provider.RedeemNow(store.RefreshToken);
                }
                finally
                {
                    Monitor.Exit(_gate);
                }
            }
        }
        """);

    [Fact]
    public Task A_token_that_is_read_before_the_lock() => Quiet.StaysAsync<RefreshRaceAnalyzer, ReplaceLockFix>(
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private readonly SemaphoreSlim _gate = new(1, 1);

            public async Task<TokenResponse> EnsureAsync(CancellationToken cancellationToken)
            {
                var refreshToken = store.RefreshToken;
                await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
                try
                {
                    var tokens = await provider.RedeemAsync(refreshToken, cancellationToken).ConfigureAwait(false);
                    await store.SaveAsync(tokens).ConfigureAwait(false);
                    return tokens;
                }
                finally
                {
                    _gate.Release();
                }
            }
        }
        """);

    [Fact]
    public Task A_lock_that_leaks() => Quiet.StaysAsync<RefreshRaceAnalyzer, ReplaceLockFix>(
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private readonly SemaphoreSlim _gate = new(1, 1);

            public async ValueTask<TokenResponse> EnsureAsync(CancellationToken cancellationToken)
            {
                await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
                var tokens = await provider.RedeemAsync(store.RefreshToken, cancellationToken).ConfigureAwait(false);
                await store.SaveAsync(tokens).ConfigureAwait(false);
                _gate.Release();
                return tokens;
            }
        }
        """);

    [Fact]
    public Task A_lock_in_the_caller() => Quiet.StaysAsync<RefreshRaceAnalyzer, ReplaceLockFix>(
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private readonly SemaphoreSlim _gate = new(1, 1);

            public async Task<TokenResponse> EnsureAsync(CancellationToken cancellationToken)
            {
                await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
                try
                {
                    return await RefreshAsync(cancellationToken).ConfigureAwait(false);
                }
                finally
                {
                    _gate.Release();
                }
            }

            private async Task<TokenResponse> RefreshAsync(CancellationToken cancellationToken)
            {
                var tokens = await provider.RedeemAsync(store.RefreshToken, cancellationToken).ConfigureAwait(false);
                await store.SaveAsync(tokens).ConfigureAwait(false);
                return tokens;
            }
        }
        """);
}
