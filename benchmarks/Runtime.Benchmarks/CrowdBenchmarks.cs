using BenchmarkDotNet.Attributes;
using RefreshRace.Benchmarks.Shapes;

namespace RefreshRace.Benchmarks;

/// <summary>Many callers of one flight; one operation is the whole flight, from the first call to the last result.</summary>
[MemoryDiagnoser]
public class CrowdBenchmarks
{
    private readonly SingleFlight<string, string> _flight = Workload.WithoutRetention();
    private readonly LazyTaskGuard _lazy = new();
    private readonly SemaphoreGuard _semaphore = new();

    [Params(2, 10, 100, 1000)]
    public int Callers { get; set; }

    [Benchmark(Baseline = true)]
    public Task Single_flight() => Crowd.RunAsync(Callers, flight => _flight.RunAsync("key", flight));

    [Benchmark]
    public Task Lazy_task_dictionary() => Crowd.RunAsync(Callers, flight => _lazy.RunAsync("key", flight));

    [Benchmark]
    public Task Semaphore_per_key() => Crowd.RunAsync(Callers, flight => _semaphore.RunAsync("key", flight));
}
