using RefreshRace.AnalyzerBenchmarks.Measuring;
using RefreshRace.AnalyzerBenchmarks.Subjects;

namespace RefreshRace.AnalyzerBenchmarks.Sections;

/// <summary>Generated code at growing sizes: what RefreshRace costs over binding, and the exponent with which that grows.</summary>
internal static class GeneratedSection
{
    public static void Run(Settings settings, IReadOnlyList<GeneratedCase> cases, double share)
    {
        var sets = settings.Sets.Where(set => set.Name.StartsWith("RefreshRace", StringComparison.Ordinal)).ToList();
        Console.WriteLine("\n### Generated code\n");
        Console.WriteLine("Own time of RefreshRace in ms at each size, the last beside binding; growth is the exponent of the own time over the size (1 is linear).\n");
        Console.WriteLine("| case | analyzers | size: own ms | binding, ms | MB over binding | findings | growth |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        for (var index = 0; index < cases.Count; index++)
        {
            Report(settings, cases[index], sets, share / (cases.Count - index));
        }
    }

    private static void Report(Settings settings, GeneratedCase made, List<AnalyzerSet> sets, double share)
    {
        var subjects = made.Sizes.Select(size => (Size: size, Subject: Subject.Generated(made, size))).ToList();
        var binding = subjects.ToDictionary(subject => subject.Size, _ => new List<Sample>());
        var samples = sets.ToDictionary(set => set, _ => subjects.ToDictionary(subject => subject.Size, _ => new List<Sample>()));
        var actions = new List<Action>();
        foreach (var (size, subject) in subjects)
        {
            actions.Add(() => Add(binding[size], Measure.Binding(subject.Fresh())));
            actions.AddRange(sets.Select(set => (Action)(() => Add(samples[set][size], Measure.Analysis(subject.Fresh(), set, subject.Options)))));
        }

        settings.Interleave(share, actions);
        foreach (var set in sets)
        {
            var taken = samples[set];
            var (largest, bound) = (taken[made.Sizes[^1]], binding[made.Sizes[^1]]);
            var growth = Statistics.Growth(taken.Select(pair => ((double)pair.Key, Statistics.Median(pair.Value.Select(sample => sample.Own)))));
            Console.WriteLine($"| {made.Name} | {set.Name} | {string.Join("; ", taken.Select(pair => $"{pair.Key}: {Statistics.Describe(pair.Value.Select(sample => sample.Own))}"))} "
                + $"| {Statistics.Describe(bound.Select(sample => sample.Wall))} "
                + $"| {Statistics.Text(Statistics.Median(largest.Select(sample => sample.Megabytes)) - Statistics.Median(bound.Select(sample => sample.Megabytes)))} "
                + $"| {largest[^1].Found} | {Statistics.Text(growth)} |");
        }

        void Add(List<Sample> list, Sample sample)
        {
            if (!settings.IsWarmUp)
            {
                list.Add(sample);
            }
        }
    }
}
