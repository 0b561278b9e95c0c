namespace RefreshRace.RealWorld.Labels;

/// <summary>What a person expects of an analyzer at one place of one repository. README.md tells what the words mean.</summary>
/// <param name="Id">Unique in its file.</param>
/// <param name="Repo">owner/name on GitHub.</param>
/// <param name="Rev">The commit, 40 hex digits.</param>
/// <param name="Path">From the root of the repository, with forward slashes.</param>
/// <param name="Line">Counted from 1.</param>
/// <param name="Member">The member that holds the line, for a reader: matching goes by the line.</param>
/// <param name="Expect">A family, or silent, quiet or skip.</param>
/// <param name="Rule">The exact rule for a family; the silent family, or "all", for silent; may be "-".</param>
/// <param name="Grade">core or normal.</param>
/// <param name="Group">Where the row comes from: what the tables are broken down by.</param>
/// <param name="Why">One sentence.</param>
internal sealed record Label(string Id, string Repo, string Rev, string Path, int Line, string Member, string Expect, string Rule, string Grade, string Group, string Why)
{
    public const string Silent = "silent";
    public const string Quiet = "quiet";
    public const string Skip = "skip";

    private static readonly string[] Columns = ["id", "repo", "rev", "path", "line", "member", "expect", "rule", "grade", "group", "why"];

    public bool IsPositive => Families.All.Contains(Expect);

    public bool IsCore => Grade == "core";

    public string Place => $"{Path}:{Line}";

    /// <summary>Whether the row speaks about a family: a positive row about its own, a silent one about those that must be silent.</summary>
    public bool Covers(string family) => Expect switch
    {
        Silent => Rule == "all" || Rule == family,
        Quiet => family == Families.Race,
        Skip => Rule == "-" || Families.Of(Rule) == family,
        _ => Expect == family,
    };

    public static List<Label> Read(string file)
    {
        var lines = File.ReadAllLines(file);
        if (lines.Length == 0 || !lines[0].Split('\t').SequenceEqual(Columns))
        {
            throw new UsageException($"{file} does not start with the columns {string.Join(", ", Columns)}.");
        }

        var labels = lines.Skip(1).Where(line => line.Length > 0).Select((line, index) => Parse(line, $"{file}:{index + 2}")).ToList();
        return labels.GroupBy(label => label.Id).FirstOrDefault(group => group.Count() > 1) is { } twice ? throw new UsageException($"{file} has the id {twice.Key} twice.") : labels;
    }

    private static Label Parse(string line, string place)
    {
        if (line.Split('\t') is not [var id, var repo, var rev, var path, var number, var member, var expect, var rule, var grade, var group, var why])
        {
            throw new UsageException($"{place}: a row has {Columns.Length} columns.");
        }

        var label = new Label(id, repo, rev, path, int.TryParse(number, out var parsed) ? parsed : 0, member, expect, rule, grade, group, why);
        var problem = label switch
        {
            { Line: < 1 } => "the line is no number",
            { Rev.Length: not 40 } => "the rev is no commit id",
            { Grade: not ("core" or "normal") } => "the grade is neither core nor normal",
            { Expect: Silent } when rule != "all" && !Families.All.Contains(rule) => "a silent row names a family, or all",
            { IsPositive: true } when Families.Of(rule) != expect => "the rule is none of the expected family",
            { IsPositive: false, Expect: not (Silent or Quiet or Skip) } => "the expectation is unknown",
            _ => null,
        };
        return problem is null ? label : throw new UsageException($"{place}: {problem}.");
    }
}
