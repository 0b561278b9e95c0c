using System.Collections.Immutable;
using RefreshRace.Tool.Findings;

namespace RefreshRace.Tool.Fixing;

/// <summary>What a run of the fixes did, or would do.</summary>
internal sealed record FixReport
{
    public required ImmutableArray<FileEdit> Edits { get; init; }

    /// <summary>How many findings are gone.</summary>
    public required int Fixed { get; init; }

    /// <summary>Findings that are still there, and why.</summary>
    public required ImmutableArray<string> Left { get; init; }

    /// <summary>Files whose fix was not applied because it would not compile.</summary>
    public required ImmutableArray<string> Refused { get; init; }

    /// <summary>What is to be done by hand before the code compiles.</summary>
    public required ImmutableArray<string> ToAdd { get; init; }

    /// <summary>Projects that could not be loaded.</summary>
    public required ImmutableArray<string> Failures { get; init; }
}
