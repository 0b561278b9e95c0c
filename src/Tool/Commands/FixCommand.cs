using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using RefreshRace.Tool.Analysis;
using RefreshRace.Tool.Baselines;
using RefreshRace.Tool.Findings;
using RefreshRace.Tool.Fixing;
using RefreshRace.Tool.Loading;
using RefreshRace.Tool.Reports;
using Spectre.Console;
using Spectre.Console.Cli;

namespace RefreshRace.Tool.Commands;

/// <summary><c>refreshrace fix</c>: Fix All over a solution, applied or as a diff.</summary>
internal sealed class FixCommand : AsyncCommand<FixSettings>
{
    public override async Task<int> ExecuteAsync(CommandContext context, FixSettings settings, CancellationToken cancellationToken)
    {
        var wanted = settings.Wanted([.. SolutionAnalysis.Rules.Select(rule => rule.Id)]);
        var outcome = await ProgressDisplay.RunAsync(settings.Verbose, progress => RunAsync(settings, wanted, progress, cancellationToken));
        if (settings.DryRun)
        {
            DiffText.Write(UnifiedDiff.Of(outcome.Edits), AnsiConsole.Console);
        }
        else
        {
            await Task.WhenAll(outcome.Edits.Select(edit => EditedFile.WriteAsync(edit, cancellationToken)));
        }

        Report(outcome, settings.DryRun);
        return !outcome.Failures.IsEmpty ? ExitCodes.Incomplete : outcome.Left.IsEmpty ? ExitCodes.Clean : ExitCodes.Findings;
    }

    private static async Task<FixReport> RunAsync(
        FixSettings settings, Func<Diagnostic, bool> wanted, IProgressReport progress, CancellationToken cancellationToken)
    {
        var target = LoadTarget.Resolve(settings.Path);
        var repository = await new Git(target.Folder).FactsAsync(cancellationToken);
        var paths = new RootPaths(repository?.Root ?? target.Folder);
        var exclusion = new Exclusion([.. settings.Exclude]);
        using var loader = new SolutionLoader();
        var loaded = await loader.LoadAsync(target, project => progress.Step("Loading", project), cancellationToken);
        var projects = loaded.Asked.Where(project => !exclusion.Covers(paths.Of(project.FilePath!))).Select(project => project.Id).ToList();
        var (start, lacking) = await RuntimeReference.AddAsync(loaded.Solution, projects, cancellationToken);
        var run = new FixRun(
            start,
            projects,
            finding => wanted(finding.Diagnostic) && !exclusion.Covers(paths.Of(finding.Tree.FilePath)),
            step => progress.Step("Fixing", step));
        await run.RunAsync(cancellationToken);

        var edits = await SolutionEdits.BetweenAsync(start, run.Solution, paths, cancellationToken);
        var needing = run.Solution.Projects
            .Where(project => lacking.Contains(project.Id) && edits.Any(edit => UsesFlight(edit) && Holds(project, edit)))
            .Select(project => project.FilePath!)
            .Distinct()
            .ToImmutableArray();
        var packages = new PackageEdits(paths);
        ImmutableArray<string> toAdd = settings.AddPackage
            ? [.. needing.Select(packages.Add).OfType<string>()]
            : [.. needing.Select(project => $"dotnet add {paths.Of(project)} package {PackageEdits.Package} --version {ToolVersion.Text}")];
        var offered = new FixOffers(run.Solution, paths, withEdits: false);
        var left = ImmutableArray.CreateBuilder<string>();
        foreach (var finding in run.Left)
        {
            var fix = await offered.ForAsync(finding, cancellationToken);
            left.Add($"{finding.Diagnostic.Id} at {paths.Of(finding.Diagnostic.Location)}: {fix.WhyNot ?? fix.Title}");
        }

        return new FixReport
        {
            Edits = [.. edits, .. packages.Edits],
            Fixed = run.Fixed,
            Left = left.ToImmutable(),
            Refused = [.. run.Refused],
            ToAdd = toAdd,
            Failures =
            [
                .. loaded.Problems.Where(problem => IsFailure(problem, loaded))
                    .Select(problem => $"{paths.Of(problem.Project)}: {problem.Reason}"),
                .. run.Crashes.Select(crash => $"everything: the analyzer failed in {crash}"),
            ],
        };
    }

    private static bool IsFailure(LoadProblem problem, LoadedSolution loaded) =>
        loaded.CSharpProjects.All(project => project.FilePath != problem.Project);

    private static bool UsesFlight(FileEdit edit) => Flights(edit.After.ToString()) > Flights(edit.Before.ToString());

    private static int Flights(string text) => text.Split("SingleFlight").Length + text.Split("SessionFlight").Length;

    private static bool Holds(Project project, FileEdit edit) => project.Documents.Any(document => document.FilePath == edit.File);

    private static void Report(FixReport outcome, bool dryRun)
    {
        var verb = dryRun ? "would be fixed" : "fixed";
        var to = Console.Error;
        to.WriteLine($"{Count.Of(outcome.Fixed, "finding")} {verb} in {Count.Of(outcome.Edits.Length, "file")}");
        Lines("left: ", outcome.Left);
        Lines("not applied: ", outcome.Refused);
        Lines("to compile, the code needs: ", outcome.ToAdd);
        Lines("could not analyse ", outcome.Failures);

        void Lines(string head, ImmutableArray<string> lines)
        {
            foreach (var line in lines)
            {
                to.WriteLine(head + line);
            }
        }
    }
}
