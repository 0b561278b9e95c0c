using System.ComponentModel;
using Microsoft.CodeAnalysis;
using RefreshRace.Tool.Loading;
using Spectre.Console.Cli;

namespace RefreshRace.Tool.Commands;

/// <summary>The command line of <c>scan</c>.</summary>
internal sealed class ScanSettings : CommandSettings
{
    [CommandArgument(0, "[PATH]")]
    [Description("A solution (.slnx, .sln, .slnf), a project, or a folder. Default: the current folder.")]
    public string Path { get; init; } = ".";

    [CommandOption("--sarif <FILE>")]
    [Description("Write one SARIF 2.1.0 log for the whole solution.")]
    public string? Sarif { get; init; }

    [CommandOption("--html <FILE>")]
    [Description("Write a page to look at together: the collision at each site as a diagram, the code, the fix.")]
    public string? Html { get; init; }

    [CommandOption("--svg <FILE>")]
    [Description("Write the report as a picture, for a README or an issue.")]
    public string? Svg { get; init; }

    [CommandOption("--json")]
    [Description("Print the findings as JSON instead of the report.")]
    public bool Json { get; init; }

    [CommandOption("--github")]
    [Description("Print annotations for a GitHub workflow after the report.")]
    public bool GitHub { get; init; }

    [CommandOption("--min-severity <SEVERITY>")]
    [Description("info, warning (default) or error.")]
    public string MinSeverity { get; init; } = "warning";

    [CommandOption("--baseline <FILE>")]
    [Description("Findings that the file knows are shown as known and do not fail the command.")]
    public string? Baseline { get; init; }

    [CommandOption("--update-baseline")]
    [Description("Write the findings to the file of --baseline (default refreshrace.baseline.json) and succeed.")]
    public bool UpdateBaseline { get; init; }

    [CommandOption("--since <REV>")]
    [Description("Only what a branch brought: findings that the code at the common commit with REV has already do not fail the command.")]
    public string? Since { get; init; }

    [CommandOption("--exclude <GLOB>")]
    [Description("Files or projects to leave out, relative to the repository, e.g. 'tests/**'. Can be repeated.")]
    public string[] Exclude { get; init; } = [];

    [CommandOption("--verbose")]
    [Description("Say on standard error what is being done.")]
    public bool Verbose { get; init; }

    /// <exception cref="UsageException">Options that do not go together, a severity that is none, or nothing to load.</exception>
    public ScanOptions Read()
    {
        if (Since is not null && (Baseline is not null || UpdateBaseline))
        {
            throw new UsageException("--since and --baseline each say what is new; use one of them.");
        }

        if (Json && GitHub)
        {
            throw new UsageException(
                "--json and --github both print to standard output; use one of them, or --sarif FILE beside --github.");
        }

        return new ScanOptions
        {
            MinSeverity = Severity(MinSeverity),
            Exclude = [.. Exclude],
            Baseline = Baseline ?? (UpdateBaseline ? "refreshrace.baseline.json" : null),
            UpdateBaseline = UpdateBaseline,
            Since = Since,
            Edits = Sarif is not null || Html is not null || Json,
            Target = LoadTarget.Resolve(Path),
        };
    }

    private static DiagnosticSeverity Severity(string text) => text.ToLowerInvariant() switch
    {
        "info" or "suggestion" => DiagnosticSeverity.Info,
        "warning" => DiagnosticSeverity.Warning,
        "error" => DiagnosticSeverity.Error,
        _ => throw new UsageException($"--min-severity is info, warning or error, not '{text}'."),
    };
}
