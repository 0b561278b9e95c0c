using Microsoft.CodeAnalysis;

namespace RefreshRace.RealWorld.Findings;

/// <summary>The warnings that no label speaks about, each with its verdict, as docs/real-world.md prints them.</summary>
internal sealed class JudgedReport(IEnumerable<FindingRow> findings, IReadOnlyList<Verdict> verdicts)
{
    private readonly List<(FindingRow Finding, Verdict? Verdict)> _rows =
    [
        .. findings.Where(finding => finding.Severity == DiagnosticSeverity.Warning && finding.Label.Length == 0)
            .Select(finding => (finding, verdicts.FirstOrDefault(verdict => verdict.IsAbout(finding)))),
    ];

    /// <summary>Whether a person has judged every finding.</summary>
    public bool IsComplete => _rows.TrueForAll(row => row.Verdict is not null);

    public void Write(TextWriter output)
    {
        var right = _rows.Count(row => row.Verdict?.Word == Verdict.True);
        output.WriteLine($"{_rows.Count} warnings without a label: {right} true ({(_rows.Count == 0 ? 100 : 100 * right / _rows.Count)} %), "
            + $"{_rows.Count(row => row.Verdict?.Word == "wrong")} wrong, {_rows.Count(row => row.Verdict?.Word == "doubtful")} doubtful, {_rows.Count(row => row.Verdict is null)} not judged.\n");
        output.WriteLine("| repository | commit | place | rule | verdict | why |\n|---|---|---|---|---|---|");
        foreach (var (finding, verdict) in _rows)
        {
            output.WriteLine($"| {finding.Tree.Repo} | {finding.Tree.ShortRev} | [{Path.GetFileName(finding.Path)}:{finding.Line}]({finding.Tree.LinkTo(finding.Path, finding.Line)}) `{finding.Member}` "
                + $"| {finding.Rule} | {verdict?.Word ?? "not judged"} | {verdict?.Why ?? finding.Message} |");
        }
    }
}
