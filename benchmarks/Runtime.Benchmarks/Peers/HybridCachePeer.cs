using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;

namespace RefreshRace.Benchmarks.Peers;

/// <summary>HybridCache of .NET with its local cache alone, used as somebody would who wants one refresh at a time.</summary>
internal sealed class HybridCachePeer : IPeer
{
    private readonly HybridCache _cache;
    private readonly HybridCacheEntryOptions _unkept = new()
    {
        Flags = HybridCacheEntryFlags.DisableLocalCache | HybridCacheEntryFlags.DisableDistributedCache,
    };

    internal HybridCachePeer()
    {
        var services = new ServiceCollection();
        services.AddHybridCache();
        _cache = services.BuildServiceProvider().GetRequiredService<HybridCache>();
    }

    public string Name => "HybridCache";

    public Task<string> RunAsync(string key, Func<string, CancellationToken, Task<string>> flight, bool keep)
    {
        var answer = _cache.GetOrCreateAsync(
            key, (key, flight), static (state, token) => new ValueTask<string>(state.flight(state.key, token)), keep ? null : _unkept);
        return answer.AsTask();
    }

    public void Forget(string key) => _cache.RemoveAsync(key).AsTask().GetAwaiter().GetResult();
}
