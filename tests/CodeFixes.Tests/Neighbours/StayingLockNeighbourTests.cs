using RefreshRace.Analyzers;
using RefreshRace.CodeFixes.Tests.Harness;
using Xunit;

namespace RefreshRace.CodeFixes.Tests.Neighbours;

/// <summary>Locks that stay: they become static, or are awaited.</summary>
public sealed class StayingLockNeighbourTests
{
    // CA1822: the lock was all that the member used of its object. Whether its callers shall do without one is not for a fix to say.
    [Fact]
    public Task A_lock_that_was_all_of_the_object() => Quiet.StaysAsync<MarkedRefreshAnalyzer, StaticGuardFix>(
        """
        public sealed class Renewal
        {
            private readonly SemaphoreSlim _gate = new(1, 1);

            public async Task<TokenResponse> RefreshAsync(IProvider provider, ITokenStore store, CancellationToken cancellationToken)
            {
                await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
                try
                {
                    return await provider.RedeemAsync(store.RefreshToken, cancellationToken).ConfigureAwait(false);
                }
                finally
                {
                    _gate.Release();
                }
            }
        }
        """,
        rule: "RR0005",
        accepted: ["CA1822"]);

    [Fact]
    public Task A_lock_of_a_handler() => Quiet.StaysAsync<MarkedRefreshAnalyzer, StaticGuardFix>(
        """
        public sealed class Handler(IProvider provider, ITokenStore store) : DelegatingHandler
        {
            private readonly SemaphoreSlim _gate = new(1, 1);

            protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
            {
                await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
                try
                {
                    if (string.IsNullOrEmpty(store.RefreshToken))
                    {
                        var tokens = await provider.RedeemAsync(store.RefreshToken, cancellationToken).ConfigureAwait(false);
                        await store.SaveAsync(tokens).ConfigureAwait(false);
                    }
                }
                finally
                {
                    _gate.Release();
                }

                return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            }
        }
        """,
        rule: "RR0005");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task A_lock_that_nobody_awaits(bool isLibrary) => Quiet.StaysAsync<RefreshRaceAnalyzer, AwaitLockFix>(
        """
        public static class Locks
        {
            public static async Task<IDisposable> LockAsync(SemaphoreSlim gate, CancellationToken cancellationToken = default)
            {
                await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
                return new Releaser(gate);
            }

            private sealed class Releaser(SemaphoreSlim gate) : IDisposable
            {
                public void Dispose() => gate.Release();
            }
        }

        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private static readonly SemaphoreSlim s_gate = new(1, 1);
            private DateTime _expiresAt;

            public async Task RefreshAsync(CancellationToken cancellationToken)
            {
                using var _ = Locks.LockAsync(s_gate, cancellationToken);
                if (_expiresAt > DateTime.UtcNow)
                {
                    return;
                }

                var tokens = await provider.RedeemAsync(store.RefreshToken, cancellationToken).ConfigureAwait(false);
                await store.SaveAsync(tokens).ConfigureAwait(false);
                _expiresAt = tokens.ExpiresAt;
            }
        }
        """,
        isLibrary);
}
