using RefreshRace.Analyzers;
using Xunit;

namespace RefreshRace.CodeFixes.Tests.Neighbours;

/// <summary>Maps, flags and caches that give way to a flight, flights under a wrong key, and failures that are returned in a result.</summary>
public sealed class EntryNeighbourTests
{
    [Fact]
    public Task A_map_of_tasks() => Quiet.StaysAsync<RefreshRaceAnalyzer, SharedTaskFix>(
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private readonly System.Collections.Concurrent.ConcurrentDictionary<string, Task<TokenResponse>> _running = new();

            public async Task<string> EnsureAsync(string refreshToken, CancellationToken cancellationToken)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var running = _running.GetOrAdd(refreshToken, token => provider.RedeemAsync(token));
                try
                {
                    var tokens = await running.ConfigureAwait(false);
                    await store.SaveAsync(tokens).ConfigureAwait(false);
                    return tokens.AccessToken;
                }
                finally
                {
                    _running.TryRemove(refreshToken, out _);
                }
            }
        }
        """);

    [Fact]
    public Task A_map_of_lazy_tasks() => Quiet.StaysAsync<RefreshRaceAnalyzer, SharedTaskFix>(
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private readonly System.Collections.Concurrent.ConcurrentDictionary<string, Lazy<Task<TokenResponse>>> _running = new();

            public async Task<string> EnsureAsync(string refreshToken)
            {
                Lazy<Task<TokenResponse>> running = _running.GetOrAdd(refreshToken, token => new Lazy<Task<TokenResponse>>(() => provider.RedeemAsync(token)));
                var tokens = await running.Value.ConfigureAwait(false);
                await store.SaveAsync(tokens).ConfigureAwait(false);
                _running.TryRemove(refreshToken, out _);
                return tokens.AccessToken;
            }
        }
        """);

    [Fact]
    public Task A_flag_that_turns_callers_away() => Quiet.StaysAsync<RefreshRaceAnalyzer, SharedTaskFix>(
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private bool _isRefreshing;

            public async Task<TokenResponse?> EnsureAsync(CancellationToken cancellationToken)
            {
                if (_isRefreshing)
                {
                    return null;
                }

                _isRefreshing = true;
                try
                {
                    var tokens = await provider.RedeemAsync(store.RefreshToken, cancellationToken).ConfigureAwait(false);
                    await store.SaveAsync(tokens).ConfigureAwait(false);
                    return tokens;
                }
                finally
                {
                    _isRefreshing = false;
                }
            }
        }
        """);

    [Fact]
    public Task A_look_into_a_cache() => Quiet.StaysAsync<RefreshRaceAnalyzer, SharedTaskFix>(
        """
        public interface ICacheEntry : IDisposable { TimeSpan? AbsoluteExpirationRelativeToNow { get; set; } }

        public interface IMemoryCache { int Count { get; } }

        public static class CacheExtensions
        {
            public static Task<TItem?> GetOrCreateAsync<TItem>(this IMemoryCache cache, object key, Func<ICacheEntry, Task<TItem>> factory) => throw new NotSupportedException();
        }

        public sealed class Sessions(IProvider provider, IMemoryCache cache, ITokenStore store)
        {
            public async Task<string?> EnsureAsync(string user, CancellationToken cancellationToken)
            {
                var tokens = await cache.GetOrCreateAsync(user, async entry =>
                {
                    var renewed = await provider.RedeemAsync(store.RefreshToken, cancellationToken).ConfigureAwait(false);
                    entry.AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(5);
                    return renewed;
                }).ConfigureAwait(false);
                return tokens?.AccessToken;
            }
        }
        """,
        space: "Microsoft.Extensions.Caching.Memory");

    [Fact]
    public Task A_flight_under_a_constant() => Quiet.StaysAsync<RefreshRaceAnalyzer, WrongKeyFix>(
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private static readonly SingleFlight<string, TokenResponse> s_flight = new();

            public Task<TokenResponse> StartAsync(CancellationToken cancellationToken) => EnsureAsync(store.RefreshToken, cancellationToken);

            private Task<TokenResponse> EnsureAsync(string userRefreshToken, CancellationToken cancellationToken) =>
                s_flight.RunAsync("refresh", (_, flightToken) => provider.RedeemAsync(userRefreshToken, flightToken), cancellationToken);
        }
        """);

    [Fact]
    public Task A_result_that_can_carry_its_failure() => Quiet.StaysAsync<RefreshRaceAnalyzer, RethrowFix>(
        """
        public sealed class Reply
        {
            public bool IsSuccess { get; set; }
            public string? ErrorMessage { get; set; }
        }

        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private static readonly SingleFlight<string, TokenResponse> s_flight = new();

            public async Task<Reply?> EnsureAsync(CancellationToken cancellationToken)
            {
                try
                {
                    await s_flight.RunAsync(store.RefreshToken, (token, flightToken) => provider.RedeemAsync(token, flightToken), cancellationToken).ConfigureAwait(false);
                    return new Reply { IsSuccess = true };
                }
                catch (Exception)
                {
                    return null;
                }
            }
        }
        """);
}
