using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using RefreshRace.Tool.Loading;

namespace RefreshRace.Tool.Commands;

/// <summary>What a scan is asked for, read and checked.</summary>
internal sealed record ScanOptions
{
    public required LoadTarget Target { get; init; }

    public DiagnosticSeverity MinSeverity { get; init; } = DiagnosticSeverity.Warning;

    /// <summary>Globs, relative to the root of the scan.</summary>
    public ImmutableArray<string> Exclude { get; init; } = [];

    public string? Baseline { get; init; }

    public bool UpdateBaseline { get; init; }

    public string? Since { get; init; }

    /// <summary>Whether the edits of the fixes are wanted, not only their titles.</summary>
    public bool Edits { get; init; }
}
