using System.Collections.Concurrent;

namespace RefreshRace.Benchmarks.Shapes;

/// <summary>The shape that is found in many code bases: a dictionary of lazy tasks, removed by key.</summary>
internal sealed class LazyTaskGuard
{
    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> _flights = new();

    public async Task<string> RunAsync(string key, Func<string, CancellationToken, Task<string>> flight)
    {
        var lazy = _flights.GetOrAdd(key, static (k, f) => new Lazy<Task<string>>(() => f(k, CancellationToken.None)), flight);
        try
        {
            return await lazy.Value.ConfigureAwait(false);
        }
        finally
        {
            _flights.TryRemove(key, out _);
        }
    }
}
