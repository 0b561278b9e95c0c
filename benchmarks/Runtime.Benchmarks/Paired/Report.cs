using System.Globalization;

namespace RefreshRace.Benchmarks.Paired;

/// <summary>
/// A table in Markdown. Ratios are taken within a round and then ordered: the machine changes between rounds, hardly within one.
/// </summary>
internal static class Report
{
    private static readonly (string Title, string Case, string Other)[] s_ratios =
    [
        ("leader / Go `Do`", "leader", "go leader"),
        ("leader / floor (lock + dictionary, twice)", "leader", "floor"),
        ("leader / dictionary of lazy tasks", "leader", "lazy"),
        ("leader / semaphore per key with re-check", "leader", "semaphore"),
        ("leader / HybridCache", "leader", "leader, HybridCache"),
        ("leader / FusionCache", "leader", "leader, FusionCache"),
        ("leader / BitFaster, removed again", "leader", "leader, BitFaster"),
        ("hit / HybridCache", "hit", "hit, HybridCache"),
        ("hit / FusionCache", "hit", "hit, FusionCache"),
        ("hit / BitFaster", "hit", "hit, BitFaster"),
        ("join / HybridCache", "join, calls that stay", "join, HybridCache"),
        ("join / FusionCache", "join, calls that stay", "join, FusionCache"),
        ("join / BitFaster", "join, calls that stay", "join, BitFaster"),
        ("1000 callers of one flight / HybridCache", "crowd 1000", "crowd 1000, HybridCache"),
        ("1000 callers of one flight / FusionCache", "crowd 1000", "crowd 1000, FusionCache"),
        ("1000 callers of one flight / BitFaster", "crowd 1000", "crowd 1000, BitFaster"),
        ("join / Go `DoChan` join", "join", "go join"),
        ("retained hit / leader", "hit", "leader"),
        ("1000 callers of one flight / Go, 1000 goroutines on `Do`", "crowd 1000", "go crowd 1000"),
        (
            "time per leader, two threads on one key each / one thread on one key",
            "two threads, one key each, wall clock",
            "one thread, one key, wall clock"),
        (
            "time per leader, two threads on 16 keys each / one thread on 16 keys",
            "two threads, 16 keys each, wall clock",
            "one thread, 16 keys, wall clock"),
        ("time per leader, two threads on 512 keys each / one thread on 512 keys", "two threads, wall clock", "one thread, wall clock"),
        ("leader, two threads / Go `Do`, two goroutines", "two threads, wall clock", "go leader, two goroutines, wall clock"),
        ("leader, two threads / dictionary of lazy tasks, two threads", "two threads, wall clock", "lazy, two threads, wall clock"),
        (
            "time per leader, two threads with an instance each / one thread",
            "two threads, an instance each, wall clock",
            "one thread, wall clock"),
        (
            "time per hash, two threads / one thread (what the machine allows)",
            "hash alone, two threads, wall clock",
            "hash alone, one thread, wall clock"),
    ];

    internal static void Write(IReadOnlyList<Dictionary<string, Measured>> rounds, (long SingleFlight, long Semaphore) churn)
    {
        Console.WriteLine($"{rounds.Count} rounds, {Environment.ProcessorCount} processors, .NET {Environment.Version}\n");
        Console.WriteLine("| operation | ns of processor time, median | range | B |\n|---|---|---|---|");
        foreach (var name in rounds[0].Keys)
        {
            var all = rounds.Where(r => r.ContainsKey(name)).Select(r => r[name]).ToArray();
            var times = all.Select(m => m.Nanoseconds).Order().ToArray();
            Console.WriteLine(
                $"| {name} | {Number(Median(times))} | {Number(times[0])}–{Number(times[^1])} | {Number(all.Min(m => m.Bytes))} |");
        }

        Console.WriteLine("\n| ratio | median | range |\n|---|---|---|");
        foreach (var (title, name, other) in s_ratios)
        {
            var ratios = rounds.Where(r => r.ContainsKey(name) && r.ContainsKey(other)).Select(
                r => r[name].Nanoseconds / r[other].Nanoseconds).Order().ToArray();
            if (ratios.Length > 0)
                Console.WriteLine($"| {title} | {Ratio(Median(ratios))} | {Ratio(ratios[0])}–{Ratio(ratios[^1])} |");
        }

        Console.WriteLine(
            $"\nLeft on the heap by a million keys: {Megabytes(churn.SingleFlight)} MiB; "
            + $"by a semaphore per key: {Megabytes(churn.Semaphore)} MiB.");
    }

    private static double Median(double[] ordered) => ordered[ordered.Length / 2];

    private static string Number(double value) => value.ToString(value < 100 ? "0.#" : "#,0", CultureInfo.InvariantCulture);

    private static string Ratio(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Megabytes(long bytes) => (bytes / 1048576.0).ToString("0.0", CultureInfo.InvariantCulture);
}
