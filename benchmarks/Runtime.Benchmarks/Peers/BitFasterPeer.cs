using BitFaster.Caching;
using BitFaster.Caching.Lru;

namespace RefreshRace.Benchmarks.Peers;

/// <summary>BitFaster's least-recently-used cache with atomic values. It keeps what it got, so a leader removes it again.</summary>
internal sealed class BitFasterPeer : IPeer
{
    private readonly IAsyncCache<string, string> _cache =
        new ConcurrentLruBuilder<string, string>().WithCapacity(10_000).AsAsyncCache().WithAtomicGetOrAdd().Build();

    public string Name => "BitFaster";

    public Task<string> RunAsync(string key, Func<string, CancellationToken, Task<string>> flight, bool keep)
    {
        var answer = _cache.GetOrAddAsync(key, static (k, run) => run(k, CancellationToken.None), flight);
        if (!keep && answer.IsCompleted)
            _cache.TryRemove(key);
        return answer.AsTask();
    }

    public void Forget(string key) => _cache.TryRemove(key);
}
