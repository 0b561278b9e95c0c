using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using RefreshRace.AnalyzerBenchmarks.Measuring;
using RefreshRace.AnalyzerBenchmarks.Subjects;

namespace RefreshRace.AnalyzerBenchmarks.Sections;

/// <summary>Edits of one file, as an editor makes them: the file is parsed from its change, the rest of the project is the same, and the analyzers are asked for that file.</summary>
internal static class KeystrokeSection
{
    public static void Run(Settings settings, Subject subject, double share)
    {
        var project = subject.Fresh();
        var files = project.SyntaxTrees.Where(tree => !tree.FilePath.EndsWith(".g.cs", StringComparison.Ordinal)).OrderByDescending(tree => tree.Length).ToList();
        var quiet = files.FirstOrDefault(tree => !Says(tree));
        var found = Measure.Findings(project, AnalyzerSet.Ours, subject.Options);
        var speaking = found.GroupBy(diagnostic => diagnostic.Location.SourceTree).OrderByDescending(group => group.Count()).FirstOrDefault()?.Key ?? files.FirstOrDefault(Says);
        Report(settings, subject, project, quiet, "without refreshes", share / 2);
        Report(settings, subject, project, speaking, "with refreshes", share);
    }

    private static bool Says(SyntaxTree tree) => tree.GetText().ToString().Contains("refresh", StringComparison.OrdinalIgnoreCase);

    private static void Report(Settings settings, Subject subject, Compilation project, SyntaxTree? file, string kind, double share)
    {
        if (file?.GetRoot().DescendantNodes().OfType<BlockSyntax>().FirstOrDefault() is not { } block)
        {
            return;
        }

        var samples = settings.Sets.ToDictionary(set => set, _ => new List<Sample>());
        var (tree, compilation, edits) = (file, project, 0);
        var actions = new List<Action>
        {
            () =>
            {
                var edited = tree.WithChangedText(tree.GetText().WithChanges(new TextChange(new TextSpan(block.OpenBraceToken.Span.End, 0), $" /*{++edits}*/ ")));
                (compilation, tree) = (compilation.ReplaceSyntaxTree(tree, edited), edited);
            },
        };
        actions.AddRange(settings.Sets.Select(set => (Action)(() =>
        {
            var sample = Measure.File(compilation.Clone(), tree, set, subject.Options);
            if (!settings.IsWarmUp)
            {
                samples[set].Add(sample);
            }
        })));
        settings.Interleave(share, actions);

        var floor = Statistics.Median(samples[AnalyzerSet.Floor].Select(sample => sample.Cpu));
        Console.WriteLine($"\n### A keystroke in {subject.Name}, a file {kind}: {Path.GetFileName(file.FilePath)}, {file.GetText().Lines.Count} lines\n");
        Console.WriteLine("| analyzers | wall, ms | processor ms | × the empty analyzer | MB allocated | findings |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (var (set, taken) in samples)
        {
            Console.WriteLine($"| {set.Name} | {Statistics.Describe(taken.Select(sample => sample.Wall))} | {Statistics.Describe(taken.Select(sample => sample.Cpu))} "
                + $"| {Statistics.Text(Statistics.Median(taken.Select(sample => sample.Cpu)) / floor)} | {Statistics.Describe(taken.Select(sample => sample.Megabytes))} | {taken[^1].Found} |");
        }
    }
}
