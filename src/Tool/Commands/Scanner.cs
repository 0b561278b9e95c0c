using System.Collections.Immutable;
using System.Diagnostics;
using Microsoft.CodeAnalysis;
using RefreshRace.Tool.Analysis;
using RefreshRace.Tool.Baselines;
using RefreshRace.Tool.Findings;
using RefreshRace.Tool.Fixing;
using RefreshRace.Tool.Loading;

namespace RefreshRace.Tool.Commands;

/// <summary>Loads, analyses, compares, and asks the fixes: everything but the reports.</summary>
internal sealed class Scanner(ScanOptions options, IProgressReport progress)
{
    private readonly Exclusion _exclusion = new(options.Exclude);

    public async Task<ScanResult> RunAsync(CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var target = options.Target;
        var git = new Git(target.Folder);
        var repository = await git.FactsAsync(cancellationToken);
        var paths = new RootPaths(repository?.Root ?? target.Folder);

        // Read before the long work, so that a wrong name is told at once.
        var known = options is { Baseline: { } file, UpdateBaseline: false } ? await Baseline.ReadAsync(file, cancellationToken) : null;
        var since = options.Since is null || repository is not null
            ? options.Since
            : throw new UsageException($"--since needs a git repository, and '{target.Folder}' is in none.");
        if (since is not null && !await git.KnowsAsync(since, cancellationToken))
        {
            throw new UsageException($"--since names no commit: git does not know '{since}'.");
        }

        using var loader = new SolutionLoader();
        var loaded = await loader.LoadAsync(target, project => progress.Step("Loading", project), cancellationToken);
        var included = loaded.Asked.Where(project => !_exclusion.Covers(paths.Of(project.FilePath!))).ToImmutableArray();
        var (analysis, raw) = await AnalyseAsync(included, paths, cancellationToken);
        var findings = new FindingReader(paths, analysis.Compilations).Read(raw);
        if (since is not null)
        {
            var (then, changed) = await new RevisionSnapshot(git, paths.Root).OfAsync(loaded.Solution, since, cancellationToken);
            var earlier = included.Where(project => changed.Contains(project.Id)).Select(project => then.GetProject(project.Id)!);
            var before = await AnalyseAsync([.. earlier], paths, cancellationToken);
            var untouched = findings.Zip(raw).Where(item => !item.Second.Projects.Any(project => changed.Contains(project.Id)));
            var found = new FindingReader(paths, before.Analysis.Compilations).Read(before.Raw);
            known = Baseline.Of([.. found, .. untouched.Select(item => item.First)]);
        }

        var shown = findings.Zip(raw).Where(item => item.First.Severity >= options.MinSeverity).ToList();
        var offers = new FixOffers(loaded.Solution, paths, options.Edits);
        var complete = new List<Finding>();
        foreach (var (finding, source) in shown)
        {
            progress.Step("Asking the fixes", finding.Place.ToString());
            var fix = await offers.ForAsync(source, cancellationToken);
            complete.Add(finding with { Fix = fix, IsNew = known?.Knows(finding) != true });
        }

        if (options is { Baseline: { } written, UpdateBaseline: true })
        {
            await Baseline.WriteAsync(written, complete, cancellationToken);
            complete = [.. complete.Select(finding => finding with { IsNew = false })];
        }

        var reports = new ProjectReports(loaded, analysis, paths);
        return new ScanResult
        {
            Name = target.Name,
            Root = paths.Root,
            Findings =
            [
                .. complete
                    .OrderBy(finding => finding.Owner.Type, StringComparer.Ordinal)
                    .ThenBy(finding => DiagnosticFacts.IsAboutFailure(finding.RuleId)),
            ],
            Projects = reports.All(),
            Failures = reports.Failures(),
            Notes = [.. Notes(target, findings.Length - shown.Count)],
            Rules = SolutionAnalysis.Rules,
            Repository = repository,
            ComparedWith = since is not null ? $"since {since}" : options.Baseline is { } name ? $"baseline {Path.GetFileName(name)}"
                : null,
            Elapsed = watch.Elapsed,
            PeakMemory = Process.GetCurrentProcess().PeakWorkingSet64,
        };
    }

    private async Task<(SolutionAnalysis Analysis, ImmutableArray<RawFinding> Raw)> AnalyseAsync(
        ImmutableArray<Project> projects, RootPaths paths, CancellationToken cancellationToken)
    {
        var analysis = new SolutionAnalysis();
        var raw = await analysis.RunAsync(projects, project => progress.Step("Analysing", project), cancellationToken);
        return (analysis, [.. raw.Where(finding => !_exclusion.Covers(paths.Of(finding.Tree.FilePath)))]);
    }

    private IEnumerable<string> Notes(LoadTarget target, int hidden)
    {
        if (target.Note is { } note)
        {
            yield return note;
        }

        if (hidden > 0)
        {
            yield return $"{Count.Of(hidden, "finding")} below --min-severity {options.MinSeverity.ToString().ToLowerInvariant()}";
        }
    }
}
