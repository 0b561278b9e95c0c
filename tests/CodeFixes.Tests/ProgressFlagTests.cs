using RefreshRace.CodeFixes.Tests.Harness;
using Xunit;

namespace RefreshRace.CodeFixes.Tests;

/// <summary>RR0006 and RR0007 by the real analyzer: a flag that turns callers away gives way to a flight that they join.</summary>
public sealed class ProgressFlagTests
{
    private const string Guarded = """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            // One at a time.
            private static readonly SingleFlight<string, TokenResponse> s_refreshFlight = new();

            public async Task<TokenResponse?> EnsureAsync()
            {
                var tokens = await s_refreshFlight.RunAsync(store.RefreshToken, async (token, flightToken) =>
                {
                    var tokens = await provider.RedeemAsync(token, flightToken);
                    await store.SaveAsync(tokens);
                    return tokens;
                });
                return tokens;
            }
        }
        """;

    [Fact]
    public Task A_flag_that_a_finally_resets() => VerifyAsync(
        "RR0006",
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            // One at a time.
            private bool _isRefreshing;

            public async Task<TokenResponse?> EnsureAsync()
            {
                if (_isRefreshing)
                {
                    return null;
                }

                _isRefreshing = true;
                try
                {
                    var tokens = await {|RR0006:provider.RedeemAsync(store.RefreshToken)|};
                    await store.SaveAsync(tokens);
                    return tokens;
                }
                finally
                {
                    _isRefreshing = false;
                }
            }
        }
        """,
        Guarded);

    [Fact]
    public Task A_flag_that_is_reset_on_success_only() => VerifyAsync(
        "RR0007",
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            // One at a time.
            private int _refreshing;

            public async Task<TokenResponse?> EnsureAsync()
            {
                if (Interlocked.CompareExchange(ref _refreshing, 1, 0) != 0)
                    return null;

                var tokens = await {|RR0007:provider.RedeemAsync(store.RefreshToken)|};
                await store.SaveAsync(tokens);
                Interlocked.Exchange(ref _refreshing, 0);
                return tokens;
            }
        }
        """,
        Guarded);

    [Theory]
    [InlineData("public bool IsBusy => _isRefreshing;", "return null;")]
    [InlineData("public void Reset() => _isRefreshing = false;", "return null;")]
    [InlineData("", "throw new System.InvalidOperationException();")]
    public Task A_flag_that_does_more_than_that_stays(string member, string leave)
    {
        var source = $$"""
            public sealed class Sessions(IProvider provider, ITokenStore store)
            {
                private bool _isRefreshing;

                {{member}}

                public async Task<TokenResponse?> EnsureAsync()
                {
                    if (_isRefreshing)
                        {{leave}}
                    _isRefreshing = true;
                    try
                    {
                        return await {|RR0006:provider.RedeemAsync(store.RefreshToken)|};
                    }
                    finally
                    {
                        _isRefreshing = false;
                    }
                }
            }
            """;
        return VerifyAsync("RR0006", source, source);
    }

    /// <summary>The local would hide the field from what follows.</summary>
    [Fact]
    public Task A_flag_around_what_cannot_join_the_code_around_stays()
    {
        const string Source = """
            public sealed class Sessions(IProvider provider, ITokenStore store, string tokens)
            {
                private bool _isRefreshing;

                public async Task<string?> EnsureAsync()
                {
                    if (_isRefreshing)
                        return null;
                    _isRefreshing = true;
                    try
                    {
                        var tokens = await {|RR0006:provider.RedeemAsync(store.RefreshToken)|};
                        await store.SaveAsync(tokens);
                    }
                    finally
                    {
                        _isRefreshing = false;
                    }

                    return tokens;
                }
            }
            """;
        return VerifyAsync("RR0006", Source, Source);
    }

    private static Task VerifyAsync(string rule, string source, string fixedSource) => Analyzed.VerifyAsync<SharedTaskFix>(rule + SharedTaskFix.KeySuffix, [], source, fixedSource);
}
