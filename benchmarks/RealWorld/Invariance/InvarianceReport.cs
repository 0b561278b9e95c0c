using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance;

/// <summary>The pairs by rewrite, and those that disagree with both texts.</summary>
internal sealed class InvarianceReport(IReadOnlyList<Seed> seeds, IReadOnlyList<Pair> pairs)
{
    public void Write(TextWriter output)
    {
        output.WriteLine($"{seeds.Count} seeds, {seeds.Count(seed => !seed.Verdict.IsSilent)} of them with findings; {RewriteList.All.Count} rewrites\n");
        output.WriteLine("| rewrite | pairs | agree | share | with findings | agree | share | do not compile |\n|---|---|---|---|---|---|---|---|");
        foreach (var rewrite in RewriteList.All)
        {
            WriteRow(output, rewrite.Name, [.. pairs.Where(pair => pair.Rewrite == rewrite.Name)]);
        }

        WriteRow(output, "all", pairs);
        foreach (var group in pairs.Where(pair => pair.Verdict is not null && !pair.Agrees).GroupBy(pair => pair.Rewrite))
        {
            output.WriteLine($"\n## {group.Key}: {group.Count()}");
            foreach (var pair in group)
            {
                output.WriteLine($"\n### {pair.Seed.Place}: {pair.Seed.Verdict} -> {pair.Crash ?? pair.Verdict!.ToString()}\n\n```csharp\n{pair.Seed.Text}\n```\n\n```csharp\n{pair.Text}\n```");
            }
        }
    }

    /// <summary>Each scored pair without its texts.</summary>
    public IEnumerable<object> Rows() => pairs.Select(pair => new
    {
        pair.Rewrite,
        Seed = pair.Seed.Place,
        Before = pair.Seed.Verdict.ToString(),
        After = pair.Crash ?? pair.Verdict?.ToString() ?? "does not compile",
        pair.Agrees,
    });

    public static string Share(int part, int whole) => whole == 0 ? "-" : $"{100.0 * part / whole:F1} %";

    private static void WriteRow(TextWriter output, string name, IReadOnlyList<Pair> some)
    {
        var scored = some.Where(pair => pair.Verdict is not null).ToList();
        var found = scored.Where(pair => !pair.Seed.Verdict.IsSilent).ToList();
        var (agree, foundAgree) = (scored.Count(pair => pair.Agrees), found.Count(pair => pair.Agrees));
        output.WriteLine($"| {name} | {scored.Count} | {agree} | {Share(agree, scored.Count)} | {found.Count} | {foundAgree} | {Share(foundAgree, found.Count)} | {some.Count - scored.Count} |");
    }
}
