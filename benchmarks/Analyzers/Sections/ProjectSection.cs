using RefreshRace.AnalyzerBenchmarks.Measuring;
using RefreshRace.AnalyzerBenchmarks.Subjects;

namespace RefreshRace.AnalyzerBenchmarks.Sections;

/// <summary>Builds of real projects: each set's own time beside what the compiler takes to bind the project.</summary>
internal static class ProjectSection
{
    public static void Run(Settings settings, Subject subject, double share)
    {
        var binding = new List<Sample>();
        var samples = settings.Sets.ToDictionary(set => set, _ => new List<Sample>());
        var actions = new List<Action> { () => Add(binding, Measure.Binding(subject.Fresh())) };
        actions.AddRange(settings.Sets.Select(set => (Action)(() => Add(samples[set], Measure.Analysis(subject.Fresh(), set, subject.Options)))));
        settings.Interleave(share, actions);

        var bound = Statistics.Median(binding.Select(sample => sample.Cpu));
        Console.WriteLine($"\n### {subject.Name}: {subject.FileCount} files, {subject.Lines} lines, binding {Statistics.Describe(binding.Select(sample => sample.Cpu))} ms of processor time\n");
        Console.WriteLine("| analyzers | own time, ms | share of binding | whole run, wall ms | processor ms | MB allocated | findings |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach (var (set, taken) in samples)
        {
            Console.WriteLine($"| {set.Name} | {Statistics.Describe(taken.Select(sample => sample.Own))} | {Statistics.Text(100 * Statistics.Median(taken.Select(sample => sample.Own)) / bound)} % "
                + $"| {Statistics.Describe(taken.Select(sample => sample.Wall))} | {Statistics.Describe(taken.Select(sample => sample.Cpu))} "
                + $"| {Statistics.Describe(taken.Select(sample => sample.Megabytes))} | {taken[^1].Found} |");
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
