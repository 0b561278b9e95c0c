using System.Collections.Immutable;

namespace RefreshRace.Tool.Findings;

/// <summary>What the package's fixes say about a finding.</summary>
/// <param name="Title">The first offer, e.g. "Guard 'RefreshAsync' with SingleFlight"; null where nothing is offered.</param>
/// <param name="WhyNot">Why nothing is offered; null where something is.</param>
/// <param name="NeedsPackage">Whether the project must refer to the package RefreshRace first.</param>
/// <param name="Edits">What the offer changes, file by file; empty where it was not asked for.</param>
internal sealed record FixOutcome(string? Title, string? WhyNot, bool NeedsPackage, ImmutableArray<FileEdit> Edits)
{
    public static FixOutcome None(string why) => new(null, why, false, []);
}
