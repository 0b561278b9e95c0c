namespace RefreshRace.RealWorld.Fixing;

/// <summary>The figures of a run of all fixes, the failures, and the sites that are offered nothing.</summary>
internal sealed class FixReport(IReadOnlyList<FixSite> sites, IReadOnlyList<FixRow> rows)
{
    private readonly IReadOnlyList<FixSite> _sites =
    [
        .. sites.OrderBy(site => site.Rule, StringComparer.Ordinal).ThenBy(site => site.Tree.Repo, StringComparer.OrdinalIgnoreCase)
            .ThenBy(site => site.Tree.Rev, StringComparer.Ordinal).ThenBy(site => site.Place, StringComparer.Ordinal),
    ];

    public bool IsClean => _sites.All(site => site.Trials.All(trial => trial.Failures.Count == 0));

    public void Write(TextWriter output)
    {
        WriteTable(output);
        WriteRows(output);
        WriteTitles(output);
        WriteReasons(output);
        WriteSection(output, "Fixes that are not clean", _sites.SelectMany(site => site.Trials.Where(trial => trial.Failures.Count > 0)
            .Select(trial => $"{Line(site)}: \"{trial.Offer.Action.Title}\": {string.Join("; ", trial.Failures)}")));
        WriteSection(output, "Sites that are offered nothing", _sites.Where(site => site.Trials.Count == 0).Select(site => $"{Line(site)}: {site.WhyNothing}"));
        WriteSection(output, "Labelled rows without a finding, so without a fix", rows.Where(row => !row.Hit).OrderBy(row => row.Label.Id, StringComparer.Ordinal)
            .Select(row => $"{row.Label.Id} {row.Label.Expect} {row.Label.Rule} {row.Label.Repo}@{row.Label.Rev[..8]} {row.Label.Place} [{row.Label.Member}]{(row.Bound == false ? " (the call does not bind)" : string.Empty)}"));
    }

    private static string Line(FixSite site) => $"{site.Rule} {site.Tree.Repo}@{site.Tree.ShortRev} {site.Place} [{site.Member}] ({string.Join(' ', site.Labels)})";

    private static void WriteSection(TextWriter output, string title, IEnumerable<string> lines)
    {
        var all = lines.ToList();
        output.WriteLine($"\n## {title}: {all.Count}\n");
        all.ForEach(line => output.WriteLine("- " + line));
    }

    private void WriteTable(TextWriter output)
    {
        output.WriteLine("| rule | sites | offered a fix | fixes applied | clean | not clean |\n|---|---|---|---|---|---|");
        void Row(string name, IReadOnlyCollection<FixSite> some)
        {
            var (offered, trials) = (some.Count(site => site.Trials.Count > 0), some.SelectMany(site => site.Trials).ToList());
            var clean = trials.Count(trial => trial.Failures.Count == 0);
            output.WriteLine($"| {name} | {some.Count} | {offered} ({Percent(offered, some.Count)}) | {trials.Count} | {clean} | {trials.Count - clean} |");
        }

        foreach (var rule in _sites.GroupBy(site => site.Rule))
        {
            Row(rule.Key, [.. rule]);
        }

        Row("all", _sites);
    }

    private void WriteRows(TextWriter output)
    {
        output.WriteLine("\n| labelled rows | rows | their calls bind | reported | offered a fix | of those reported |\n|---|---|---|---|---|---|");
        foreach (var family in rows.GroupBy(row => row.Label.Expect).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var (all, hit, offered) = (family.Count(), family.Count(row => row.Hit), family.Count(row => row.Offered));
            output.WriteLine($"| {family.Key} | {all} | {family.Count(row => row.Bound != false)} | {hit} | {offered} ({Percent(offered, all)}) | {Percent(offered, hit)} |");
        }
    }

    private void WriteTitles(TextWriter output)
    {
        output.WriteLine("\n| fix | applied | clean |\n|---|---|---|");
        foreach (var fix in _sites.SelectMany(site => site.Trials).GroupBy(trial => trial.Offer.Action.EquivalenceKey ?? trial.Offer.Provider).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            output.WriteLine($"| {fix.Key} | {fix.Count()} | {fix.Count(trial => trial.Failures.Count == 0)} |");
        }
    }

    private void WriteReasons(TextWriter output)
    {
        output.WriteLine("\n| why nothing is offered | sites |\n|---|---|");
        foreach (var reason in _sites.Where(site => site.Trials.Count == 0).GroupBy(site => site.WhyNothing).OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal))
        {
            output.WriteLine($"| {reason.Key} | {reason.Count()} |");
        }
    }

    private static string Percent(int part, int whole) => whole == 0 ? "-" : $"{100.0 * part / whole:F0} %";
}
