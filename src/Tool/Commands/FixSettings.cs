using System.ComponentModel;
using Microsoft.CodeAnalysis;
using Spectre.Console.Cli;

namespace RefreshRace.Tool.Commands;

/// <summary>The command line of <c>fix</c>.</summary>
internal sealed class FixSettings : CommandSettings
{
    [CommandArgument(0, "[PATH]")]
    [Description("A solution (.slnx, .sln, .slnf), a project, or a folder. Default: the current folder.")]
    public string Path { get; init; } = ".";

    [CommandOption("--rules <IDS>")]
    [Description("Only these rules, e.g. RR0001,RR0002. Default: all that are warnings or errors.")]
    public string? Rules { get; init; }

    [CommandOption("--dry-run")]
    [Description("Print what would be changed as a unified diff; change nothing.")]
    public bool DryRun { get; init; }

    [CommandOption("--add-package")]
    [Description("Add the reference to the package RefreshRace where it is needed, with central package management where it is used.")]
    public bool AddPackage { get; init; }

    [CommandOption("--exclude <GLOB>")]
    [Description("Files or projects to leave out, relative to the repository, e.g. 'tests/**'. Can be repeated.")]
    public string[] Exclude { get; init; } = [];

    [CommandOption("--verbose")]
    [Description("Say on standard error what is being done.")]
    public bool Verbose { get; init; }

    /// <summary>Whether a finding is to be fixed, by rule and severity.</summary>
    /// <exception cref="UsageException">A rule that does not exist.</exception>
    public Func<Diagnostic, bool> Wanted(IReadOnlyCollection<string> known)
    {
        if (Rules is null)
        {
            return diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning;
        }

        var rules = Rules.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var unknown = rules.FirstOrDefault(rule => !known.Contains(rule));
        return unknown is null ? diagnostic => rules.Contains(diagnostic.Id) : throw new UsageException($"There is no rule '{unknown}'.");
    }
}
