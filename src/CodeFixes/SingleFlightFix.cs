using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using RefreshRace.CodeFixes.Flights;
using RefreshRace.CodeFixes.Sites;

namespace RefreshRace.CodeFixes;

/// <summary>
/// RR0001 and RR0101: makes the refresh a flight. The first offer guards the whole member around the call, so that the rotated token is
/// stored inside the
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

    private protected override Task<ImmutableArray<SiteOffer>> OffersAsync(MarkedSite mark, RefreshCallSite site, string rule,
        CancellationToken cancellationToken)
    {
        var plans = FlightPlans.Of(site, cancellationToken);
        return Task.FromResult(One(plans.Title, rule + ".SingleFlight")
            .AddRange(One(plans.HasSecond ? plans.Wrap!.Title : null, rule + ".WrapCall", variant: true)));
    }

    private protected override bool VariantOf(FixAllContext context) =>
        context.CodeActionEquivalenceKey?.EndsWith(".WrapCall", StringComparison.Ordinal) == true;

    /// <summary>
    /// Why nothing is offered at a diagnostic of this fix; null where something is. It makes the plan and compiles the edit, as an offer
    /// does, so the analyzer does not ask.
    /// </summary>
    public static async Task<NoFixReason?> WhyNotAsync(Document document, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        var oldest = await LinkedFile.OldestAsync(document, cancellationToken).ConfigureAwait(false);
        if (await MarkedSite.MarkAsync(oldest, diagnostic, cancellationToken).ConfigureAwait(false) is not { } mark
            || await mark.BindAsync(cancellationToken).ConfigureAwait(false) is not { } site)
        {
            return NoFixReason.Place;
        }

        if (!await LinkedFile.SeesRuntimeAsync(oldest, cancellationToken).ConfigureAwait(false))
        {
            return NoFixReason.Package;
        }

        var plans = FlightPlans.Of(site, cancellationToken);
        if (plans.Title is null)
        {
            return plans.Declined ?? NoFixReason.Place;
        }

        var changed = await SiteFixAll.ApplyAsync(oldest, ImmutableArray.Create(diagnostic), variant: false, Edit, cancellationToken)
            .ConfigureAwait(false);
        return changed == oldest ? NoFixReason.Compiles : null;
    }

    private protected override Task<Document?> EditAsync(MarkedSite mark, RefreshCallSite site, bool variant,
        CancellationToken cancellationToken) => Edit(mark, site, variant, cancellationToken);

    // Plans are made anew for every site of a pass, on the document as the sites before have left it.
    private static Task<Document?> Edit(MarkedSite mark, RefreshCallSite site, bool variant, CancellationToken cancellationToken) =>
        Task.FromResult(FlightPlans.Of(site, cancellationToken).Apply(variant));
}
