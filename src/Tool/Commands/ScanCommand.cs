using RefreshRace.Tool.Reports;
using RefreshRace.Tool.Reports.Html;
using RefreshRace.Tool.Reports.Sarif;
using Spectre.Console.Cli;

namespace RefreshRace.Tool.Commands;

/// <summary><c>refreshrace scan</c>.</summary>
internal sealed class ScanCommand : AsyncCommand<ScanSettings>
{
    public override async Task<int> ExecuteAsync(CommandContext context, ScanSettings settings, CancellationToken cancellationToken)
    {
        var options = settings.Read();
        var result = await ProgressDisplay.RunAsync(
            settings.Verbose, progress => new Scanner(options, progress).RunAsync(cancellationToken));

        if (settings.Sarif is { } sarif)
        {
            await AtomicFile.WriteAsync(sarif, SarifReport.Of(result), cancellationToken);
        }

        if (settings.Html is { } html)
        {
            await AtomicFile.WriteAsync(html, HtmlReport.Of(result), cancellationToken);
        }

        if (settings.Svg is { } svg)
        {
            await AtomicFile.WriteAsync(svg, TerminalPicture.Of(result), cancellationToken);
        }

        if (settings.Json)
        {
            await Console.Out.WriteLineAsync(JsonReport.Of(result));
        }
        else
        {
            ConsoleReport.Write(result, ConsoleReport.Default);
        }

        if (settings.GitHub)
        {
            GitHubAnnotations.Write(result, Console.Out);
        }

        return result.ExitCode;
    }
}
