using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using RefreshRace.RealWorld.Labels;

namespace RefreshRace.RealWorld.Fixing;

/// <summary>Applies each offered fix at each labelled race and swallow site, one at a time and always to the original project, and checks the result; with <c>--every</c> at every finding.</summary>
internal static class FixCommand
{
    private static readonly string[] FixedFamilies = [Families.Race, Families.Swallow];

    public static async Task<int> RunAsync(Arguments arguments)
    {
        var (sites, rows, notes) = (new ConcurrentBag<FixSite>(), new ConcurrentBag<FixRow>(), new ConcurrentBag<string>());
        await LabelledProject.VisitAllAsync(arguments, VisitAsync, (label, why) => notes.Add($"unavailable: {label.Id} {label.Repo} {why}"));

        var report = new FixReport([.. sites], [.. rows]);
        report.Write(Console.Out);
        foreach (var note in notes.Order(StringComparer.Ordinal))
        {
            Console.Error.WriteLine(note);
        }

        return report.IsClean && !notes.Any(note => note.StartsWith("crash", StringComparison.Ordinal)) ? 0 : 2;

        async Task VisitAsync(LabelledProject labelled)
        {
            var tree = labelled.Tree;
            if (!arguments.Every && !labelled.Labels.Any(label => FixedFamilies.Contains(label.Expect)))
            {
                return;
            }

            using var workspace = new AdhocWorkspace();
            var project = labelled.AddTo(workspace);
            var compilation = (await project.GetCompilationAsync())!;
            var wanted = labelled.PlacesIn(compilation).FindAll(place => FixedFamilies.Contains(place.Label.Expect));
            var before = await Snapshot.TakeAsync(project);
            if (before.Crash is { } crash)
            {
                notes.Add($"crash: {tree.Repo}@{tree.ShortRev} {crash}");
            }

            var offered = new HashSet<string>();
            foreach (var finding in before.Findings)
            {
                var hit = wanted.FindAll(place => place.IsHitBy(finding));
                if (hit.Count > 0 || arguments.Every)
                {
                    var site = await FixSite.TryAsync(tree, before, finding, hit);
                    sites.Add(site);
                    WriteDiffs(arguments.Diffs, site);
                    arguments.Log($"  {site.Rule} {site.Place}: {site.Trials.Count} fixes, {site.Trials.Count(trial => trial.Failures.Count == 0)} clean");
                    offered.UnionWith(site.Trials.Count > 0 ? site.Labels : []);
                }
            }

            foreach (var place in wanted)
            {
                rows.Add(new FixRow(place.Label, place.IsBound(compilation), before.Findings.Any(place.IsHitBy), offered.Contains(place.Label.Id)));
            }
        }
    }

    private static void WriteDiffs(string? folder, FixSite site)
    {
        if (folder is null)
        {
            return;
        }

        Directory.CreateDirectory(folder);
        for (var index = 0; index < site.Trials.Count; index++)
        {
            var (trial, name) = (site.Trials[index], $"{site.Labels.FirstOrDefault(site.Tree.ShortRev)}-{site.Rule}-{site.Place.Split(':')[^1]}-{index}.diff");
            var failures = string.Concat(trial.Failures.Select(failure => $"! {failure}\n"));
            File.WriteAllText(Path.Combine(folder, name), $"{site.Tree.Repo}@{site.Tree.ShortRev} {site.Rule} {site.Place} {site.Member}\n{trial.Offer.Action.Title}\n{failures}{trial.Diff}");
        }
    }
}

/// <summary>What became of a labelled row: whether its calls bind (null when its line has none), whether a finding hits it, and whether that one is offered a fix.</summary>
internal sealed record FixRow(Label Label, bool? Bound, bool Hit, bool Offered);
