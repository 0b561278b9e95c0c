using BenchmarkDotNet.Attributes;
using RefreshRace.Benchmarks.Shapes;

namespace RefreshRace.Benchmarks;

/// <summary>One caller, one key after the other, a delegate that completes at once; then the joins and the hits.</summary>
[MemoryDiagnoser]
public class UncontendedBenchmarks
{
    private readonly Floor _floor = new();
    private readonly SingleFlight<string, string> _plain = Workload.WithoutRetention();
    private readonly SingleFlight<string, string> _retaining = new();
    private readonly SingleFlight<string, string> _committing = Workload.WithoutRetention();
    private readonly SingleFlight<string, string> _isolated = new(new() { RetainFor = TimeSpan.Zero, Context = FlightContext.Isolated });
    private readonly LazyTaskGuard _lazy = new();
    private readonly SemaphoreGuard _semaphore = new();
    private readonly TaskCompletionSource<string> _never = new();
    private readonly SingleFlight<string, string> _joined = new(new() { FlightTimeout = Timeout.InfiniteTimeSpan });
    private Task<string>? _last;
    private int _next;

    [GlobalSetup]
    public void Setup()
    {
        _ = _joined.RunAsync("joined", (_, _) => _never.Task);
        _ = _retaining.RunAsync("retained", Workload.Flight);
    }

    private string Next() => Workload.Keys[_next++ & Workload.KeyMask];

    [Benchmark(Baseline = true)]
    public void Floor_lock_and_dictionary() => _floor.Run(Next());

    [Benchmark]
    public Task<string> Leader() => _plain.RunAsync(Next(), Workload.Flight);

    [Benchmark]
    public Task<string> Leader_with_commit() =>
        _committing.RunAndCommitAsync(Next(), Workload.Flight, static (_, _, _) => Task.CompletedTask);

    [Benchmark]
    public Task<string> Leader_isolated() => _isolated.RunAsync(Next(), Workload.Flight);

    [Benchmark]
    public string Leader_synchronous() => _plain.Run(Next(), static (_, _) => "result");

    [Benchmark]
    public Task<string> Lazy_task_dictionary() => _lazy.RunAsync(Next(), Workload.Flight);

    [Benchmark]
    public Task<string> Semaphore_per_key() => _semaphore.RunAsync(Next(), Workload.Flight);

    [Benchmark]
    public void Join() => _last = _joined.RunAsync("joined", Workload.Flight);

    [Benchmark]
    public void Join_and_leave()
    {
        // A caller that leaves again; a wait that stays would pile up on the flight that never ends.
        using var cancel = new CancellationTokenSource();
        _last = _joined.RunAsync("joined", Workload.Flight, cancel.Token);
        cancel.Cancel();
    }

    [Benchmark]
    public Task<string> Retained_hit() => _retaining.RunAsync("retained", Workload.Flight);
}
