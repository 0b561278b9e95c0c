namespace RefreshRace.RealWorld.Findings;

/// <summary>What a reviewer of the repository says to a finding that no label speaks about. The member stands for the place, so that a verdict outlives a change of the line that is reported.</summary>
/// <param name="Repo">owner/name on GitHub.</param>
/// <param name="Rev">The commit, 40 hex digits.</param>
/// <param name="Path">From the root of the repository.</param>
/// <param name="Member">Type and member.</param>
/// <param name="Rule">The rule's id.</param>
/// <param name="Word">true, wrong or doubtful.</param>
/// <param name="Why">One sentence.</param>
internal sealed record Verdict(string Repo, string Rev, string Path, string Member, string Rule, string Word, string Why)
{
    public const string True = "true";

    private static readonly string[] Columns = ["repo", "rev", "path", "member", "rule", "verdict", "why"];

    public static List<Verdict> Read(string file)
    {
        var lines = File.ReadAllLines(file);
        if (lines.Length == 0 || !lines[0].Split('\t').SequenceEqual(Columns))
        {
            throw new UsageException($"{file} does not start with the columns {string.Join(", ", Columns)}.");
        }

        return [.. lines.Skip(1).Where(line => line.Length > 0).Select((line, index) => line.Split('\t') is [var repo, var rev, var path, var member, var rule, var word, var why] && word is True or "wrong" or "doubtful"
            ? new Verdict(repo, rev, path, member, rule, word, why)
            : throw new UsageException($"{file}:{index + 2}: a row has {Columns.Length} columns, and its verdict is true, wrong or doubtful."))];
    }

    public bool IsAbout(FindingRow finding) =>
        Repo == finding.Tree.Repo && Rev == finding.Tree.Rev && Path == finding.Path && Member == finding.Member && Rule == finding.Rule;
}
