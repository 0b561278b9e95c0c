using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using RefreshRace.CodeFixes.Flights;
using RefreshRace.CodeFixes.Locks;
using RefreshRace.CodeFixes.Sharing;
using RefreshRace.CodeFixes.Sites;
using RefreshRace.CodeFixes.Syntax;

namespace RefreshRace.CodeFixes;

/// <summary>
/// RR0006, RR0007 and RR0008: a task that is kept in a field for other callers gives way to a flight, which starts it once, forgets a
/// failure and runs on its own cancellation token.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SharedTaskFix))]
public sealed class SharedTaskFix : SiteFix
{
    /// <summary>What the key of the fix for a rule ends with.</summary>
    public const string KeySuffix = ".ReplaceTask";

    /// <summary>
    /// What the key ends with where the refresh is guarded and what was shared stays: a flag, an entry in a dictionary or a cache, a lazy
    /// value.
    /// </summary>
    public const string GuardSuffix = ".Guard";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("RR0006", "RR0007", "RR0008");

    private protected override string FirstKey => FixableDiagnosticIds[0] + KeySuffix;

    private protected override async Task<ImmutableArray<SiteOffer>> OffersAsync(MarkedSite mark, RefreshCallSite site, string rule,
        CancellationToken cancellationToken) =>
        await ReplaceAsync(mark, site, cancellationToken).ConfigureAwait(false) is var (title, _)
            ? One(title, rule + KeySuffix)
            : One(GuardPlan.For(site, cancellationToken) is { Key: not null } guard ? guard.Title : null, rule + GuardSuffix);

    // Of the two forms a site is offered one, so that all are fixed whichever was asked for. With a flight inside, keyed by the token,
    // what is shared outside no longer decides whether a token is redeemed twice.
    private protected override async Task<Document?> EditAsync(MarkedSite mark, RefreshCallSite site, bool variant,
        CancellationToken cancellationToken) =>
        await ReplaceAsync(mark, site, cancellationToken).ConfigureAwait(false) is var (_, document) ? document
        : GuardPlan.For(site, cancellationToken) is { Key: not null } guard ? GuardEdit.Apply(guard)
        : null;

    // What is shared takes one of four forms; the flight takes its place.
    private static async Task<(string Title, Document Document)?> ReplaceAsync(MarkedSite mark, RefreshCallSite site,
        CancellationToken cancellationToken)
    {
        if (SharedTask.Of(site, cancellationToken) is { } shared)
        {
            return await UnshareAsync(mark, site, shared, cancellationToken).ConfigureAwait(false) is { } unshared
                ? ($"Replace '{shared.Field.Name}' with a flight", unshared)
                : null;
        }

        if (SharedMapEntry.Of(site, cancellationToken) is { } entry)
        {
            return entry.Apply(site) is { } flown ? ($"Make '{entry.Field.Name}' a flight", flown) : null;
        }

        if (InFlightFlag.Remove(site, cancellationToken) is var (bare, flag, comments))
        {
            return await mark.InPlaceOf(flag).BindAsync(
                await UsingDirectives.FinishAsync(bare, cancellationToken).ConfigureAwait(false), cancellationToken)
                    .ConfigureAwait(false) is { } unmarked
                && FlightPlans.Of(unmarked, cancellationToken) is var plans
                && (plans.Guard is not null || plans.Segment is not null || plans.Wrap?.Key is not null)
                && plans.Apply(fieldComments: comments) is { } flown
                    ? ($"Replace the flag around '{unmarked.Function!.Name}' with a flight", flown)
                    : null;
        }

        return await CachedRefresh.PlanAsync(mark, site, cancellationToken).ConfigureAwait(false) is { } wrap
            ? ("Look into the cache in a flight", WrapEdit.Apply(wrap))
            : null;
    }

    private static async Task<Document?> UnshareAsync(MarkedSite mark, RefreshCallSite site, SharedTask shared,
        CancellationToken cancellationToken)
    {
        if (shared.Unshare(mark, site) is not { } unshared
            || await unshared.Mark.InPlaceOf(shared.Field).BindAsync(cancellationToken).ConfigureAwait(false) is not { } bare)
        {
            return null;
        }

        var comments = unshared.FieldComments;
        if (bare.Guard is not null)
        {
            // The lock was there for the field.
            if (LockRemoval.Of(bare, true, cancellationToken) is not { } removal
                || await unshared.Mark.InPlaceOf(shared.Field).BindAsync(removal.Document, cancellationToken).ConfigureAwait(false)
                    is not { } unlocked)
            {
                return null;
            }

            bare = unlocked;
            comments = comments.AddRange(removal.FieldComments);
        }

        return WrapPlan.For(bare, cancellationToken, storesInside: false) is { } wrap
            ? WrapEdit.Apply(wrap with { FieldComments = comments, ReturnsTask = wrap.IsWhole })
            : null;
    }
}
