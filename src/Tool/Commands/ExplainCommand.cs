using Microsoft.CodeAnalysis;
using RefreshRace.Tool.Findings;
using RefreshRace.Tool.Loading;
using RefreshRace.Tool.Reports;
using Spectre.Console.Cli;

namespace RefreshRace.Tool.Commands;

/// <summary><c>refreshrace explain</c>: everything that is known about the findings at a line.</summary>
internal sealed class ExplainCommand : AsyncCommand<ExplainSettings>
{
    public override async Task<int> ExecuteAsync(CommandContext context, ExplainSettings settings, CancellationToken cancellationToken)
    {
        var (file, line) = settings.Read();
        var target = settings.Path is { } path ? LoadTarget.Resolve(path) : LoadTarget.Around(file);
        var options = new ScanOptions { Target = target, MinSeverity = DiagnosticSeverity.Info, Edits = true };
        var result = await ProgressDisplay.RunAsync(
            settings.Verbose, progress => new Scanner(options, progress).RunAsync(cancellationToken));

        var relative = Path.GetRelativePath(result.Root, file).Replace('\\', '/');
        var inFile = result.Findings.Where(finding => Touches(finding, relative)).ToList();
        var exact = inFile.Where(finding => Covers(finding.Place, relative, line)).ToList();
        var here = exact.Count > 0 ? exact : inFile.Where(finding => PlacesOf(finding).Any(place => Covers(place, relative, line)))
            .ToList();
        foreach (var finding in here)
        {
            Explanation.Write(finding, ConsoleReport.Default);
        }

        if (here.Count > 0)
        {
            return ExitCodes.Clean;
        }

        Nothing(result, relative, line, inFile);
        return result.Failures.IsEmpty ? ExitCodes.Findings : ExitCodes.Incomplete;
    }

    private static bool Covers(Place place, string file, int line) => place.Path == file && place.Line <= line && line <= place.EndLine;

    private static bool Touches(Finding finding, string file) => PlacesOf(finding).Any(place => place.Path == file);

    private static IEnumerable<Place> PlacesOf(Finding finding) =>
        finding.Chains.SelectMany(chain => chain).Select(step => step.Place).Append(finding.Place).Append(finding.Site.Call);

    private static void Nothing(ScanResult result, string file, int line, List<Finding> inFile)
    {
        Console.Out.WriteLine($"There is no finding at {file}:{line}.");
        foreach (var finding in inFile)
        {
            Console.Out.WriteLine($"  {finding.RuleId} is at {finding.Place}");
        }

        foreach (var failure in result.Failures)
        {
            Console.Error.WriteLine($"could not analyse {failure}");
        }
    }
}
