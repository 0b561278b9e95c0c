using ZiggyCreatures.Caching.Fusion;

namespace RefreshRace.Benchmarks.Peers;

/// <summary>FusionCache with its memory level alone. It guards with a lock per key and looks into the cache again.</summary>
internal sealed class FusionCachePeer : IPeer
{
    private readonly FusionCache _cache = new(new FusionCacheOptions());
    private readonly FusionCacheEntryOptions _kept = new(TimeSpan.FromMinutes(10));
    private readonly FusionCacheEntryOptions _unkept = new FusionCacheEntryOptions(TimeSpan.FromMinutes(10)).SetSkipMemoryCacheWrite();

    public string Name => "FusionCache";

    public Task<string> RunAsync(string key, Func<string, CancellationToken, Task<string>> flight, bool keep)
    {
        var answer = _cache.GetOrSetAsync<string>(key, token => flight(key, token), keep ? _kept : _unkept);
        return answer.AsTask();
    }

    public void Forget(string key) => _cache.Remove(key);
}
