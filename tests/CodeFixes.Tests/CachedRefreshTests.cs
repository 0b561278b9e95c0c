using RefreshRace.CodeFixes.Tests.Harness;
using Xunit;

namespace RefreshRace.CodeFixes.Tests;

/// <summary>RR0006 by the real analyzer: the look into a cache that runs a factory for everybody goes into a flight.</summary>
public sealed class CachedRefreshTests
{
    private const string Cache = """
        using System;
        using System.Threading.Tasks;

        namespace Microsoft.Extensions.Caching.Memory
        {
            public interface ICacheEntry : IDisposable { TimeSpan? AbsoluteExpirationRelativeToNow { get; set; } }
            public interface IMemoryCache { }
            public static class CacheExtensions
            {
                public static Task<TItem?> GetOrCreateAsync<TItem>(this IMemoryCache cache, object key, Func<ICacheEntry, Task<TItem>> factory) => throw null!;
            }
        }
        """;

    [Fact]
    public Task The_look_goes_into_a_flight_by_the_caches_key() => VerifyAsync(
        """
        public sealed class Sessions(IProvider provider, IMemoryCache cache, ITokenStore store)
        {
            public async Task<string?> EnsureAsync(string user, CancellationToken cancellationToken)
            {
                var tokens = await cache.GetOrCreateAsync(user, async entry =>
                {
                    var renewed = await {|RR0006:provider.RedeemAsync(store.RefreshToken, cancellationToken)|};
                    entry.AbsoluteExpirationRelativeToNow = System.TimeSpan.FromMinutes(5); // less than it lives
                    return renewed;
                });
                return tokens?.AccessToken;
            }
        }
        """,
        """
        public sealed class Sessions(IProvider provider, IMemoryCache cache, ITokenStore store)
        {
            private static readonly SingleFlight<string, TokenResponse?> s_refreshFlight = new(new SingleFlightOptions<string, TokenResponse?> { RetainFor = System.TimeSpan.Zero });

            public async Task<string?> EnsureAsync(string user, CancellationToken cancellationToken)
            {
                var tokens = await s_refreshFlight.RunAsync(user, (key, flightToken) => cache.GetOrCreateAsync(key, async entry =>
                {
                    var renewed = await provider.RedeemAsync(store.RefreshToken, flightToken);
                    entry.AbsoluteExpirationRelativeToNow = System.TimeSpan.FromMinutes(5); // less than it lives
                    return renewed;
                }), cancellationToken);
                return tokens?.AccessToken;
            }
        }
        """);

    /// <summary>The key is what it was when the flight began; what the factory reads later it may have written itself.</summary>
    [Fact]
    public Task A_value_that_the_factory_writes_is_read_where_it_is_written() => VerifyAsync(
        """
        public sealed class Sessions(IProvider provider, IMemoryCache cache, ITokenStore store)
        {
            public async Task<string?> EnsureAsync(string user)
            {
                var tokens = await cache.GetOrCreateAsync(user, async entry =>
                {
                    user = user.Trim();
                    System.Console.WriteLine(user);
                    return await {|RR0006:provider.RedeemAsync(store.RefreshToken)|};
                });
                return tokens?.AccessToken;
            }
        }
        """,
        """
        public sealed class Sessions(IProvider provider, IMemoryCache cache, ITokenStore store)
        {
            private static readonly SingleFlight<string, TokenResponse?> s_refreshFlight = new(new SingleFlightOptions<string, TokenResponse?> { RetainFor = System.TimeSpan.Zero });

            public async Task<string?> EnsureAsync(string user)
            {
                var tokens = await s_refreshFlight.RunAsync(user, (key, _) => cache.GetOrCreateAsync(key, async entry =>
                {
                    user = user.Trim();
                    System.Console.WriteLine(user);
                    return await provider.RedeemAsync(store.RefreshToken);
                }));
                return tokens?.AccessToken;
            }
        }
        """);

    [Fact]
    public Task A_factory_that_throws_values_away_still_does() => VerifyAsync(
        """
        public sealed class Sessions(IProvider provider, IMemoryCache cache, ITokenStore store)
        {
            public async Task<string?> EnsureAsync(string user)
            {
                var tokens = await cache.GetOrCreateAsync(user, async entry =>
                {
                    _ = Task.Delay(1);
                    return await {|RR0006:provider.RedeemAsync(store.RefreshToken)|};
                });
                return tokens?.AccessToken;
            }
        }
        """,
        """
        public sealed class Sessions(IProvider provider, IMemoryCache cache, ITokenStore store)
        {
            private static readonly SingleFlight<string, TokenResponse?> s_refreshFlight = new(new SingleFlightOptions<string, TokenResponse?> { RetainFor = System.TimeSpan.Zero });

            public async Task<string?> EnsureAsync(string user)
            {
                var tokens = await s_refreshFlight.RunAsync(user, (key, flightToken) => cache.GetOrCreateAsync(key, async entry =>
                {
                    _ = Task.Delay(1);
                    return await provider.RedeemAsync(store.RefreshToken);
                }));
                return tokens?.AccessToken;
            }
        }
        """);

    [Fact]
    public Task A_constant_is_no_key()
    {
        const string Source = """
            public sealed class Sessions(IProvider provider, IMemoryCache cache, ITokenStore store)
            {
                public Task<TokenResponse?> EnsureAsync() => cache.GetOrCreateAsync("tokens", entry => {|RR0006:provider.RedeemAsync(store.RefreshToken)|});
            }
            """;
        return VerifyAsync(Source, Source);
    }

    private static Task VerifyAsync(string source, string fixedSource) =>
        Analyzed.VerifyAsync<SharedTaskFix>("RR0006" + SharedTaskFix.KeySuffix, ["Microsoft.Extensions.Caching.Memory"], source, fixedSource, Cache);
}
