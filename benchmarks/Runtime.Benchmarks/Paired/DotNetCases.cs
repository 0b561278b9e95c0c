using System.Diagnostics;
using RefreshRace.Benchmarks.Shapes;

namespace RefreshRace.Benchmarks.Paired;

/// <summary>The .NET side of the paired driver: plain loops, as the Go side has them.</summary>
internal sealed class DotNetCases
{
    private const int Operations = 400_000;

    /// <summary>Keys that one thread has and the others do not, unless a row says otherwise.</summary>
    private const int KeysOfThread = 512;

    private readonly Floor _floor = new();
    private readonly SingleFlight<string, string> _plain = Workload.WithoutRetention();
    private readonly SingleFlight<string, string> _retaining = new();
    private readonly SingleFlight<string, string>[] _own = [Workload.WithoutRetention(), Workload.WithoutRetention()];

    /// <summary>More keys than it retains, so every call leads and drops the oldest result.</summary>
    private readonly SingleFlight<string, string> _filling = new();
    private readonly string[] _many = Workload.Make(Operations);
    private readonly LazyTaskGuard _lazy = new();
    private readonly SemaphoreGuard _semaphore = new();
    private readonly SingleFlight<string, string> _joined = new(new() { FlightTimeout = Timeout.InfiniteTimeSpan });
    private readonly TaskCompletionSource<string> _never = new();

    /// <summary>
    /// Chooses the few keys of a thread, others in each round: which of them share a shard is chance, and differs from process to process
    /// anyway.
    /// </summary>
    private readonly Random _random = new(1);
    private readonly PeerCases _peers = new();

    internal DotNetCases()
    {
        _ = _joined.RunAsync("joined", (_, _) => _never.Task);
        _ = new SingleFlight<string, string>().RunAsync("warm", Workload.Flight);
    }

    /// <summary>
    /// One round. What a ratio compares is measured one after the other: the clock of a processor changes within seconds.
    /// </summary>
    internal Dictionary<string, Measured> Run(GoCases? go)
    {
        var round = new Dictionary<string, Measured>();
        foreach (var (name, measure) in Cases(go))
        {
            if (measure() is { } measured)
                round[name] = measured;
        }

        return round;
    }

    private (string Name, Func<Measured?> Measure)[] Cases(GoCases? go) =>
    [
        ("floor", () => Loop(i => _floor.Run(Key(i)))),
        ("leader", () => Loop(i => _ = _plain.RunAsync(Key(i), Workload.Flight))),
        ("go leader", () => go?.Run("Leader", "400000x")),
        .. _peers.Leaders(),
        ("leader, result retained", () => Loop(i => _ = _filling.RunAsync(_many[i], Workload.Flight))),
        ("lazy", () => Loop(i => _ = _lazy.RunAsync(Key(i), Workload.Flight))),
        ("semaphore", () => Loop(i => _ = _semaphore.RunAsync(Key(i), Workload.Flight))),
        ("hit", () => Loop(i => _ = _retaining.RunAsync("retained", Workload.Flight))),
        .. _peers.Hits(),
        ("join", () => Loop(i => _ = _joined.RunAsync("joined", Workload.Flight))),
        ("join, calls that stay", () => JoinAndStay()),
        .. _peers.Joins(),
        ("go join", () => go?.Run("Join", "400000x")),
        ("crowd 2", () => CrowdOf(2)),
        ("crowd 10", () => CrowdOf(10)),
        ("crowd 100", () => CrowdOf(100)),
        ("crowd 1000", () => CrowdOf(1000)),
        .. _peers.Crowds(),
        ("go crowd 1000", () => go?.Run("Thousand", "20x")),
        ("one thread, one key, wall clock", () => Threads(1, t => _plain, 1)),
        ("two threads, one key each, wall clock", () => Threads(2, t => _plain, 1)),
        ("one thread, 16 keys, wall clock", () => Threads(1, t => _plain, 16)),
        ("two threads, 16 keys each, wall clock", () => Threads(2, t => _plain, 16)),
        ("one thread, wall clock", () => Threads(1, t => _plain)),
        ("two threads, wall clock", () => Threads(2, t => _plain)),
        ("go leader, two goroutines, wall clock", () => go?.Run("TwoLeaders", "800000x")),
        ("two threads, an instance each, wall clock", () => Threads(2, t => _own[t])),
        ("lazy, two threads, wall clock", () => SideBySide(2, t =>
        {
            for (var i = 0; i < Operations; i++)
                _ = _lazy.RunAsync(Workload.Keys[(i & 511) + (t * 512)], Workload.Flight);
        })),
        ("hash alone, one thread, wall clock", () => Hashes(1)),
        ("hash alone, two threads, wall clock", () => Hashes(2)),
    ];

    /// <summary>Bytes on the heap that a million keys leave behind, after their retention.</summary>
    internal static (long SingleFlight, long Semaphore) Churn()
    {
        var keys = Workload.Make(1_000_000);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var flight = new SingleFlight<string, string>(new() { RetainFor = TimeSpan.FromMilliseconds(100) });
        foreach (var key in keys)
            _ = flight.RunAsync(key, Workload.Flight);
        Thread.Sleep(1000);
        var afterFlights = GC.GetTotalMemory(forceFullCollection: true);
        var semaphore = new SemaphoreGuard();
        foreach (var key in keys)
            _ = semaphore.RunAsync(key, Workload.Flight);
        var afterSemaphores = GC.GetTotalMemory(forceFullCollection: true);
        GC.KeepAlive(flight);
        GC.KeepAlive(semaphore);
        GC.KeepAlive(keys);
        return (afterFlights - before, afterSemaphores - afterFlights);
    }

    internal static string Key(int i) => Workload.Keys[i & Workload.KeyMask];

    internal static Measured Loop(Action<int> operation, int operations = Operations)
    {
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        var start = Cpu.Thread;
        for (var i = 0; i < operations; i++)
            operation(i);
        var time = Cpu.Thread - start;
        return new(time / (double)operations, (GC.GetAllocatedBytesForCurrentThread() - bytes) / (double)operations);
    }

    /// <summary>As the peers are asked: calls that wait together for a flight, which ends afterwards.</summary>
    private Measured JoinAndStay()
    {
        const int Joiners = 20_000;
        var answer = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var leader = _plain.RunAsync("joined and stayed", (_, _) => answer.Task);
        var calls = new Task<string>[Joiners];
        var measured = Loop(i => calls[i] = _plain.RunAsync("joined and stayed", Workload.Flight), Joiners);
        answer.SetResult("result");
        Task.WhenAll(calls).GetAwaiter().GetResult();
        leader.GetAwaiter().GetResult();
        return measured;
    }

    /// <summary>One operation is the whole flight.</summary>
    internal static Measured CrowdOf(
        int callers, Func<Func<string, CancellationToken, Task<string>>, Task<string>> call, Action afterwards)
    {
        var flights = 20_000 / callers;
        var bytes = GC.GetTotalAllocatedBytes();
        var start = Cpu.Process;
        for (var i = 0; i < flights; i++)
        {
            Crowd.RunAsync(callers, call).GetAwaiter().GetResult();
            afterwards();
        }

        var time = Cpu.Process - start;
        return new(time / (double)flights, (GC.GetTotalAllocatedBytes() - bytes) / (double)flights);
    }

    private Measured CrowdOf(int callers) => CrowdOf(callers, flight => _plain.RunAsync("crowd", flight), static () => { });

    /// <summary>
    /// Leaders on threads with keys of their own. With all 512 they are spread over all shards: a shard was last used by the other thread
    /// every second time. With few keys chance decides: one key each shares a shard with the other in one round of 32, and 16 each have 40
    /// % of their shards in common. With an instance each the threads share nothing but the machine and the garbage collector, so that is
    /// the best there can be.
    /// </summary>
    private Measured Threads(int count, Func<int, SingleFlight<string, string>> instance, int keys = KeysOfThread)
    {
        var own = Enumerable.Range(0, count).Select(
            t => Few(Workload.Keys.AsSpan(t * KeysOfThread, KeysOfThread).ToArray(), keys)).ToArray();
        return SideBySide(count, t =>
        {
            var flight = instance(t);
            var mine = own[t];
            for (var i = 0; i < Operations; i++)
                _ = flight.RunAsync(mine[i & (KeysOfThread - 1)], Workload.Flight);
        });
    }

    /// <summary>The same array with so many different keys, in turn, that all rows do the same work per call.</summary>
    private string[] Few(string[] all, int keys)
    {
        if (keys == all.Length)
            return all;
        _random.Shuffle(all);
        for (var i = keys; i < all.Length; i++)
            all[i] = all[i - keys];
        return all;
    }

    /// <summary>Work that shares nothing and allocates nothing: how much of a second processor the machine has to give.</summary>
    private static Measured Hashes(int count) => SideBySide(count, t =>
    {
        var sum = 0;
        for (var i = 0; i < Operations; i++)
            sum ^= Workload.Keys[(i & 511) + (t * 512)].GetHashCode() ^ Workload.Keys[(i & 255) + (t * 512)].GetHashCode();
        GC.KeepAlive(sum);
    });

    /// <summary>Nanoseconds of the wall clock per operation over all threads: what counts here is whether they run side by side.</summary>
    private static Measured SideBySide(int count, Action<int> body)
    {
        var ready = new Barrier(count + 1);
        var threads = Enumerable.Range(0, count).Select(t => new Thread(() =>
        {
            ready.SignalAndWait();
            body(t);
        })).ToArray();
        foreach (var thread in threads)
            thread.Start();
        ready.SignalAndWait();
        var start = Stopwatch.GetTimestamp();
        foreach (var thread in threads)
            thread.Join();
        return new(Stopwatch.GetElapsedTime(start).TotalNanoseconds / ((double)Operations * count), 0);
    }
}
