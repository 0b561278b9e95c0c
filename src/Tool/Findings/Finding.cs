using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace RefreshRace.Tool.Findings;

/// <summary>One finding of a whole solution, whatever the number of targets and projects that have it.</summary>
internal sealed record Finding
{
    /// <summary>The rule.</summary>
    public required DiagnosticDescriptor Rule { get; init; }

    /// <summary>The severity that holds at this place.</summary>
    public required DiagnosticSeverity Severity { get; init; }

    public required string Message { get; init; }

    public required Place Place { get; init; }

    /// <summary>The member around the place, e.g. <c>SessionService.RefreshAsync</c>.</summary>
    public required string Member { get; init; }

    public required TokenOwner Owner { get; init; }

    /// <summary>The ways from entry points to the refresh, the shortest first. The last step of each is the refresh.</summary>
    public required ImmutableArray<ImmutableArray<ChainStep>> Chains { get; init; }

    /// <summary>How many more ways there are.</summary>
    public required int MoreChains { get; init; }

    public required ImmutableArray<GuardNote> Guards { get; init; }

    /// <summary>What tells it from all others and survives moved lines: see <see cref="Fingerprints"/>.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The projects that have it, with their targets where not all have it.</summary>
    public required ImmutableArray<string> Projects { get; init; }

    public required SiteFacts Site { get; init; }

    public FixOutcome Fix { get; init; } = FixOutcome.None("The fixes were not asked.");

    /// <summary>Whether the baseline, or the revision that was named, does not know it.</summary>
    public bool IsNew { get; init; } = true;

    public string RuleId => Rule.Id;
}
