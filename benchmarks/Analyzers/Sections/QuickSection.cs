using RefreshRace.AnalyzerBenchmarks.Measuring;
using RefreshRace.AnalyzerBenchmarks.Subjects;

namespace RefreshRace.AnalyzerBenchmarks.Sections;

/// <summary>One look at each generated case at its two smallest sizes, in processor time: for work on the analyzer, also on a machine that is not quiet.</summary>
internal static class QuickSection
{
    public static void Run(IReadOnlyList<GeneratedCase> cases)
    {
        Console.WriteLine("| case | size: processor ms of binding, of the analysis, MB of the analysis | findings |");
        foreach (var made in cases)
        {
            var (figures, found) = (new List<string>(), 0);
            foreach (var size in made.Sizes.Take(2))
            {
                var subject = Subject.Generated(made, size);
                var binding = Measure.Binding(subject.Fresh());
                var analysis = Measure.Analysis(subject.Fresh(), AnalyzerSet.Ours, subject.Options);
                figures.Add($"{size}: {Statistics.Text(binding.Cpu)}, {Statistics.Text(analysis.Cpu)}, {Statistics.Text(analysis.Megabytes)}");
                found = analysis.Found;
            }

            Console.WriteLine($"| {made.Name} | {string.Join("; ", figures)} | {found} |");
        }
    }
}
