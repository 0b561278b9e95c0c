using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance;

/// <summary>Rewrites every seed in every way that fits it, and compares what the analyzer says.</summary>
internal static class InvarianceCommand
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static string Root => typeof(InvarianceCommand).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "RepositoryRoot").Value!;

    public static async Task<int> RunAsync(Arguments arguments)
    {
        var seeds = Seeds(arguments);
        arguments.Log($"{seeds.Count} seeds");
        var pairs = await PairsAsync(seeds, arguments.Sample, Math.Max(arguments.Jobs, 1), arguments.Rewrite);
        var report = new InvarianceReport(seeds, pairs);
        report.Write(Console.Out);
        if (arguments.Json is { } file)
        {
            await File.WriteAllTextAsync(file, JsonSerializer.Serialize(report.Rows(), Indented));
        }

        return pairs.Any(pair => pair.Crash is not null) ? 2 : 0;
    }

    /// <summary>The seeds of the folders, in the order of their places.</summary>
    /// <param name="arguments">The folders.</param>
    /// <param name="step">Every so many-th text is taken; 1 takes all.</param>
    public static List<Seed> Seeds(Arguments arguments, int step = 1)
    {
        var reader = new SeedReader();
        foreach (var folder in arguments.Seeds)
        {
            reader.Read(Root, folder);
        }

        arguments.Log($"{reader.Texts.Count} sources, {reader.Worlds.Count} worlds");
        return [.. reader.Texts.Where((_, index) => index % step == 0).AsParallel().AsOrdered().WithDegreeOfParallelism(arguments.Jobs).Select(text => Seed.Make(text, reader.Worlds)).OfType<Seed>()];
    }

    /// <summary>The pairs, in the order of seeds and rewrites.</summary>
    /// <param name="seeds">The seeds.</param>
    /// <param name="sample">Every so many-th combination of a seed and a rewrite is taken; 1 takes all.</param>
    /// <param name="jobs">How many are worked on at once.</param>
    /// <param name="only">The rewrites that are wanted, separated by ';'; null for all.</param>
    public static async Task<List<Pair>> PairsAsync(IReadOnlyList<Seed> seeds, int sample, int jobs, string? only = null)
    {
        var wanted = seeds.SelectMany((seed, row) => RewriteList.All.Select((rewrite, column) => (seed, rewrite, At: (row * RewriteList.All.Count) + column)))
            .Where(one => one.At % sample == 0 && (only is null || only.Split(';').Contains(one.rewrite.Name)));
        var pairs = new ConcurrentBag<(int At, Pair Pair)>();
        await Parallel.ForEachAsync(wanted, new ParallelOptions { MaxDegreeOfParallelism = jobs }, (one, _) =>
        {
            if (Apply(one.seed, one.rewrite) is { } pair)
            {
                pairs.Add((one.At, pair));
            }

            return ValueTask.CompletedTask;
        });
        return [.. pairs.OrderBy(one => one.At).Select(one => one.Pair)];
    }

    private static Pair? Apply(Seed seed, (string Name, Func<Seed, Rewrite> Make) rewrite)
    {
        Rewritten? rewritten;
        try
        {
            rewritten = rewrite.Make(seed).Apply();
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException or InvalidCastException or NullReferenceException)
        {
            // A rewrite that cannot cope with a seed has nothing to score, and is counted with what does not compile.
            return new Pair(seed, rewrite.Name, error.Message, null);
        }

        return rewritten is null ? null : Pair.Score(seed, rewrite.Name, rewritten);
    }
}
