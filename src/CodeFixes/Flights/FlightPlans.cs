using Microsoft.CodeAnalysis;
using RefreshRace.CodeFixes.Keys;
using RefreshRace.CodeFixes.Sites;

namespace RefreshRace.CodeFixes.Flights;

/// <summary>The ways to make a site a flight, the best one first.</summary>
/// <param name="IsWhole">Whether guarding the member and wrapping the call come to the same: then it takes the shorter form.</param>
internal sealed record FlightPlans(GuardPlan? Guard, SegmentPlan? Segment, WrapPlan? Wrap, bool IsWhole)
{
    /// <summary>What the first of them is called; null where there is none.</summary>
    public string? Title => Guard?.Title ?? Segment?.Title ?? Wrap?.Title;

    /// <summary>Whether wrapping the call is another way than the first.</summary>
    public bool HasSecond => !IsWhole && Wrap is not null && Guard is not null;

    /// <summary>What the first of them guards with.</summary>
    public bool IsKeyed => Guard is not null ? Guard.Key is not null : Segment is not null || Wrap?.Key is not null;

    /// <summary>Why there is none; null where there is one.</summary>
    public NoFixReason? Declined { get; private init; }

    public static FlightPlans Of(RefreshCallSite site, CancellationToken cancellationToken)
    {
        NoFixReason? ofMember = null;
        NoFixReason? ofStatements = null;
        var guard = GuardPlan.For(site, cancellationToken, reason => ofMember ??= reason) is { KeepsOrder: true } kept ? kept : null;
        var wrap = WrapPlan.For(site, cancellationToken);
        if (wrap?.IsAllOf(guard) == true)
        {
            return new FlightPlans(guard, null, wrap, true);
        }

        if (guard is { Key: null } or { Key: { Parameter: not null, Empty: EmptyTest.None } })
        {
            return new FlightPlans(guard, null, wrap, false);
        }

        // A token that the member tests, or reads from state, is the key behind its own tests.
        return SegmentPlan.For(site, cancellationToken, reason => ofStatements ??= reason) is { } segment
            ? new FlightPlans(null, segment, null, false)
            : wrap is { Key: not null } ? new FlightPlans(null, null, wrap, false)
            : new FlightPlans(guard, null, wrap, false)
            {
                Declined = guard is null && wrap is null ? Best(ofMember, ofStatements) : null,
            };
    }

    // A call whose answer is stored nowhere has no statements to be taken out: then the member's reason says more.
    private static NoFixReason? Best(NoFixReason? ofMember, NoFixReason? ofStatements) =>
        ofStatements is null || ofStatements == NoFixReason.Block ? ofMember ?? ofStatements : ofStatements;

    /// <param name="second">Whether to take the second way.</param>
    /// <param name="fieldComments">Comments that go above the flight's field: those of the guard whose place it takes.</param>
    /// <param name="returnsTask">Whether a function that awaits nothing but the flight gives the flight's task back as it is.</param>
    public Document? Apply(bool second = false, SyntaxTriviaList fieldComments = default, bool returnsTask = false) =>
        second ? HasSecond ? WrapEdit.Apply(Wrap!) : null
        : Guard is not null && !IsWhole ? GuardEdit.Apply(Guard with { FieldComments = fieldComments })
        : Segment is not null ? SegmentEdit.Apply(Segment with { FieldComments = fieldComments })
        : Wrap is not null ? WrapEdit.Apply(Wrap with { FieldComments = fieldComments, ReturnsTask = returnsTask && Wrap.IsWhole })
        : null;
}
