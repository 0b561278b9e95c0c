using System.Collections.Concurrent;

namespace RefreshRace.RealWorld.Findings;

/// <summary>Lists what the analyzer reports in every project that holds a labelled file, whether a label speaks about it or not, or those without a label and their verdicts.</summary>
internal static class FindingsCommand
{
    public static async Task<int> RunAsync(Arguments arguments)
    {
        var (rows, crashes, missing) = (new ConcurrentBag<FindingRow>(), new ConcurrentBag<string>(), new ConcurrentBag<string>());
        await LabelledProject.VisitAllAsync(
            arguments,
            async project =>
            {
                var (tree, places) = (project.Tree, project.PlacesIn(project.Compilation));
                var analysis = new Analysis(project.Compilation);
                foreach (var finding in await analysis.AllAsync())
                {
                    rows.Add(FindingRow.From(tree, finding, places));
                }

                foreach (var crash in analysis.Crashes)
                {
                    crashes.Add($"{tree.Repo}@{tree.ShortRev} {crash}");
                }
            },
            (label, why) => missing.Add($"{label.Id} {label.Repo} {why}"));

        var ordered = rows
            .Where(row => !arguments.UnlabelledOnly || row.Label.Length == 0)
            .OrderBy(row => row.Tree.Repo, StringComparer.OrdinalIgnoreCase)
            .ThenBy(row => row.Tree.Rev, StringComparer.Ordinal)
            .ThenBy(row => row.Path, StringComparer.Ordinal)
            .ThenBy(row => row.Line)
            .ThenBy(row => row.Rule, StringComparer.Ordinal)
            .ToList();
        var complete = true;
        if (arguments.Command == "judged")
        {
            var report = new JudgedReport(ordered, Verdict.Read(arguments.Verdicts));
            report.Write(Console.Out);
            complete = report.IsComplete;
        }
        else if (arguments.Tsv)
        {
            WriteTsv(ordered);
        }
        else
        {
            WriteMarkdown(ordered);
        }

        foreach (var line in missing.Order(StringComparer.Ordinal).Select(line => "unavailable: " + line).Concat(crashes.Order(StringComparer.Ordinal).Select(line => "crash: " + line)))
        {
            Console.Error.WriteLine(line);
        }

        return crashes.IsEmpty && complete ? 0 : 2;
    }

    private static void WriteTsv(List<FindingRow> rows)
    {
        Console.Out.WriteLine("repo\trev\tpath\tline\tmember\trule\tseverity\tlabel\tmessage");
        foreach (var row in rows)
        {
            Console.Out.WriteLine($"{row.Tree.Repo}\t{row.Tree.Rev}\t{row.Path}\t{row.Line}\t{row.Member}\t{row.Rule}\t{row.Severity}\t{row.Label}\t{row.Message}");
        }
    }

    private static void WriteMarkdown(List<FindingRow> rows)
    {
        foreach (var tree in rows.GroupBy(row => row.Tree))
        {
            Console.Out.WriteLine($"## {tree.Key.Repo} {tree.Key.ShortRev}\n");
            foreach (var row in tree)
            {
                Console.Out.WriteLine($"### {row.Rule} {row.Severity} [{row.Path}:{row.Line}]({tree.Key.LinkTo(row.Path, row.Line)}) {row.Member}\n");
                Console.Out.WriteLine($"{row.Message}{(row.Label.Length > 0 ? $" (label {row.Label})" : string.Empty)}\n\n```csharp\n{row.Code}\n```\n");
            }
        }

        Console.Out.WriteLine($"{rows.Count} findings: {string.Join(", ", rows.CountBy(row => $"{row.Rule} {row.Severity}").OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} {pair.Value}"))}");
    }
}
