using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using RefreshRace.CodeFixes.Flights;
using RefreshRace.CodeFixes.Sites;

namespace RefreshRace.CodeFixes;

/// <summary>RR0009: a flight that all users share under one constant is keyed by the refresh token that it presents.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(WrongKeyFix))]
public sealed class WrongKeyFix : SiteFix
{
    /// <summary>Key of the fix.</summary>
    public const string Key = "RR0009.KeyByToken";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("RR0009");

    private protected override string FirstKey => Key;

    private protected override Task<ImmutableArray<SiteOffer>> OffersAsync(MarkedSite mark, RefreshCallSite site, string rule,
        CancellationToken cancellationToken) =>
        Task.FromResult(One(ConstantKey.Of(site, cancellationToken) is { } wrong ? $"Key the flight by '{wrong.Token}'" : null, Key));

    private protected override Task<Document?> EditAsync(MarkedSite mark, RefreshCallSite site, bool variant,
        CancellationToken cancellationToken) =>
        Task.FromResult(ConstantKey.Of(site, cancellationToken)?.Apply(site));
}
