using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using RefreshRace.CodeFixes.Editing;

namespace RefreshRace.CodeFixes;

/// <summary>
/// RR0001 and RR0101: makes the refresh a flight. The first offer guards the whole member around the call, so that the rotated token is stored inside the
/// flight, and where that cannot be done it wraps the call; the second offer wraps the call where both can be done.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SingleFlightFix))]
public sealed class SingleFlightFix : SiteFix
{
    /// <summary>Key of the first offer for RR0001: guard the member, or wrap the call where the member cannot be guarded.</summary>
    public const string GuardKey = "RR0001.SingleFlight";

    /// <summary>Key of the second offer for RR0001: wrap the call although the member could be guarded.</summary>
    public const string WrapKey = "RR0001.WrapCall";

    /// <summary>Key of the first offer for RR0101.</summary>
    public const string PossibleGuardKey = "RR0101.SingleFlight";

    /// <summary>Key of the second offer for RR0101.</summary>
    public const string PossibleWrapKey = "RR0101.WrapCall";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("RR0001", "RR0101");

    private protected override string FirstKey => GuardKey;

    private protected override Task<ImmutableArray<SiteOffer>> OffersAsync(MarkedSite mark, RefreshCallSite site, string rule, CancellationToken cancellationToken)
    {
        var plans = Plans.Of(site, cancellationToken);
        return Task.FromResult(One(plans.Title, rule + ".SingleFlight").AddRange(One(plans.HasSecond ? plans.Wrap!.Title : null, rule + ".WrapCall", variant: true)));
    }

    private protected override bool VariantOf(FixAllContext context) => context.CodeActionEquivalenceKey?.EndsWith(".WrapCall", StringComparison.Ordinal) == true;

    // Plans are made anew for every site of a pass, on the document as the sites before have left it.
    private protected override Task<Document?> EditAsync(MarkedSite mark, RefreshCallSite site, bool variant, CancellationToken cancellationToken) => Task.FromResult(Plans.Of(site, cancellationToken).Apply(variant));

    // Where the token is known after the first statements only, or they refuse to go on without one, these stay outside of the flight.
    private static SplitPlan? SplitOf(RefreshCallSite site, GuardPlan? guard, CancellationToken cancellationToken) =>
        guard is null ? SplitPlan.For(site, cancellationToken)
        : guard.Key is null ? SplitPlan.For(site, cancellationToken) is { StaticField: true, Token: ILocalSymbol } stored ? stored : null
        : guard.Key is { Empty: not EmptyTest.None } && SplitPlan.For(site, cancellationToken) is { Refuses: true } split ? split
        : null;

    /// <summary>The ways to make a site a flight, of which two are offered at most.</summary>
    /// <param name="IsWhole">Whether guarding the member and wrapping the call come to the same: then there is one offer, in the shorter form.</param>
    private sealed record Plans(GuardPlan? Guard, SplitPlan? Split, WrapPlan? Wrap, bool IsWhole)
    {
        public string? Title => IsWhole ? Guard!.Title : Split?.Title ?? Guard?.Title ?? Wrap?.Title;

        public bool HasSecond => !IsWhole && Wrap is not null && (Guard is not null || Split is not null);

        public static Plans Of(RefreshCallSite site, CancellationToken cancellationToken)
        {
            var guard = GuardPlan.For(site, cancellationToken);
            var wrap = WrapPlan.For(site, cancellationToken);
            var whole = wrap?.IsAllOf(guard) == true;
            return new Plans(guard, whole ? null : SplitOf(site, guard, cancellationToken), wrap, whole);
        }

        public Document? Apply(bool second) =>
            second ? HasSecond ? WrapEdit.Apply(Wrap!) : null
            : Split is not null ? SplitEdit.Apply(Split)
            : Guard is not null && !IsWhole ? GuardEdit.Apply(Guard)
            : Wrap is not null ? WrapEdit.Apply(Wrap)
            : null;
    }
}
