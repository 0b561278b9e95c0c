using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using RefreshRace.CodeFixes.Flights;
using RefreshRace.CodeFixes.Sites;

namespace RefreshRace.CodeFixes;

/// <summary>
/// RR0013, in the two forms that have one safe answer: a flight that is created per call becomes a static field, and a delegate that
/// captured the caller's cancellation token takes the flight's.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MisusedFlightFix))]
public sealed class MisusedFlightFix : SiteFix
{
    /// <summary>Key of both forms.</summary>
    public const string Key = "RR0013.Correct";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("RR0013");

    private protected override string FirstKey => Key;

    private protected override Task<ImmutableArray<SiteOffer>> OffersAsync(MarkedSite mark, RefreshCallSite site, string rule,
        CancellationToken cancellationToken) =>
        Task.FromResult(One(Title(site, cancellationToken), Key));

    private static string? Title(RefreshCallSite site, CancellationToken cancellationToken) =>
        FlightPerCall.Of(site, cancellationToken) is not null ? "Make the flight a static field"
        : CapturedToken.Of(site, cancellationToken) is not null ? "Use the flight's cancellation token"
        : null;

    private protected override Task<Document?> EditAsync(MarkedSite mark, RefreshCallSite site, bool variant,
        CancellationToken cancellationToken) =>
        Task.FromResult(FlightPerCall.Of(site, cancellationToken)?.Apply(site) ?? CapturedToken.Of(site, cancellationToken)?.Apply(site));
}
