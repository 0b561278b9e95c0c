using RefreshRace.CodeFixes.Tests.Harness;
using RefreshRace.Verification;
using Xunit;

namespace RefreshRace.CodeFixes.Tests;

/// <summary>RR0003 and its neighbours: the lock disappears where nothing else uses it, and a flight takes its place.</summary>
public sealed class ReplaceLockTests
{
    [Fact]
    public Task A_semaphore_with_its_try_and_finally_gives_way() => VerifyAsync(
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private readonly SemaphoreSlim _gate = new(1, 1);

            public async Task<TokenResponse> RefreshAsync(string refreshToken, CancellationToken ct)
            {
                await _gate.WaitAsync(ct);
                try
                {
                    // Rotates.
                    var tokens = await {|RR0003:provider.RedeemAsync(refreshToken, ct)|};
                    store.Save(tokens);
                    return tokens;
                }
                finally
                {
                    _gate.Release();
                }
            }
        }
        """,
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private static readonly SingleFlight<string, TokenResponse> s_refreshFlight = new();

            public Task<TokenResponse> RefreshAsync(string refreshToken, CancellationToken ct)
            {
                return s_refreshFlight.RunAsync(refreshToken, RefreshCoreAsync, ct);
            }

            private async Task<TokenResponse> RefreshCoreAsync(string refreshToken, CancellationToken ct)
            {
                // Rotates.
                var tokens = await provider.RedeemAsync(refreshToken, ct);
                store.Save(tokens);
                return tokens;
            }
        }
        """);

    [Fact]
    public Task A_lock_that_others_use_stays_for_them() => VerifyAsync(
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private readonly object _gate = new();

            public TokenResponse Refresh(string refreshToken)
            {
                lock (_gate)
                {
                    var tokens = {|RR0003:provider.Redeem(refreshToken)|};
                    store.Save(tokens);
                    return tokens;
                }
            }

            public void Other() { lock (_gate) { } }
        }
        """,
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private static readonly SingleFlight<string, TokenResponse> s_refreshFlight = new();
            private readonly object _gate = new();

            public TokenResponse Refresh(string refreshToken)
            {
                return s_refreshFlight.Run(refreshToken, (token, _) => RefreshCore(token));
            }

            private TokenResponse RefreshCore(string refreshToken)
            {
                var tokens = provider.Redeem(refreshToken);
                store.Save(tokens);
                return tokens;
            }

            public void Other() { lock (_gate) { } }
        }
        """);

    private static Task VerifyAsync(string source, string fixedSource) =>
        CSharpVerifier<MarkedRefreshAnalyzer, ReplaceLockFix>.VerifyFixAsync(
            "using System.Threading;\nusing System.Threading.Tasks;\nusing Sdk;\n\n" + source,
            "using System.Threading;\nusing System.Threading.Tasks;\nusing RefreshRace;\nusing Sdk;\n\n" + fixedSource,
            ReplaceLockFix.NoRecheckKey,
            test => test.Stubs.Add("#nullable disable\n" + Sdk.Source));
}
