using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace RefreshRace.Tool.Findings;

/// <summary>All that a scan has to say; every report is made from it.</summary>
internal sealed record ScanResult
{
    /// <summary>What was scanned, e.g. <c>Shop.slnx</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The folder that all paths are relative to.</summary>
    public required string Root { get; init; }

    /// <summary>In the order of owners, paths and lines.</summary>
    public required ImmutableArray<Finding> Findings { get; init; }

    public required ImmutableArray<ProjectReport> Projects { get; init; }

    /// <summary>What could not be analysed at all.</summary>
    public required ImmutableArray<string> Failures { get; init; }

    /// <summary>What the user should know beside, e.g. how many findings lie below the asked severity.</summary>
    public required ImmutableArray<string> Notes { get; init; }

    /// <summary>Every rule of the analyzer, also those without a finding.</summary>
    public required ImmutableArray<DiagnosticDescriptor> Rules { get; init; }

    public required RepositoryFacts? Repository { get; init; }

    /// <summary>What new means: "baseline refreshrace.json", "since main"; null where everything counts.</summary>
    public required string? ComparedWith { get; init; }

    public required TimeSpan Elapsed { get; init; }

    /// <summary>The largest working set of this process and of the process that ran MSBuild, in bytes, as far as known.</summary>
    public required long PeakMemory { get; init; }

    public IEnumerable<Finding> New => Findings.Where(finding => finding.IsNew);

    public int ExitCode => !Failures.IsEmpty ? ExitCodes.Incomplete : New.Any() ? ExitCodes.Findings : ExitCodes.Clean;
}
