using System.Collections.Concurrent;

namespace RefreshRace.Benchmarks.Shapes;

/// <summary>A semaphore per key with a second look at what is stored, as written by hand. Semaphores are never removed.</summary>
internal sealed class SemaphoreGuard
{
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _gates = new();
    private readonly ConcurrentDictionary<string, string> _stored = new();

    public int Held => _gates.Count;

    public async Task<string> RunAsync(string key, Func<string, CancellationToken, Task<string>> flight, bool keep = false)
    {
        var gate = _gates.GetOrAdd(key, static _ => new SemaphoreSlim(1, 1));
        await gate.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_stored.TryGetValue(key, out var stored))
                return stored;
            var result = await flight(key, CancellationToken.None).ConfigureAwait(false);
            if (keep)
                _stored[key] = result;
            return result;
        }
        finally
        {
            gate.Release();
        }
    }
}
