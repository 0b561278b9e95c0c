using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using RefreshRace.CodeFixes.Sites;

namespace RefreshRace.CodeFixes;

/// <summary>A fix at a reported refresh: binds the site, and makes the same edit for one and for all of them.</summary>
public abstract class SiteFix : CodeFixProvider
{
    /// <inheritdoc/>
    public sealed override FixAllProvider GetFixAllProvider() => SiteFixAll.Create(VariantOf, EditAsync);

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var document = await LinkedFile.OldestAsync(context.Document, context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            if (BatchFormatters.Answers(context, diagnostic, FixableDiagnosticIds, FirstKey)
                || await MarkedSite.MarkAsync(document, diagnostic, context.CancellationToken).ConfigureAwait(false) is not { } mark
                || await mark.BindAsync(context.CancellationToken).ConfigureAwait(false) is not { } site
                || NeedsRuntime && !await LinkedFile.SeesRuntimeAsync(document, context.CancellationToken).ConfigureAwait(false))
            {
                continue;
            }

            foreach (var offer in await OffersAsync(mark, site, diagnostic.Id, context.CancellationToken).ConfigureAwait(false))
            {
                await RegisterAsync(context, document, diagnostic, offer).ConfigureAwait(false);
            }
        }
    }

    // An edit that would not compile in each project of the file, or brings a warning, is not offered.
    private async Task RegisterAsync(CodeFixContext context, Document document, Diagnostic diagnostic, SiteOffer offer)
    {
        var changed = await SiteFixAll.ApplyAsync(document, ImmutableArray.Create(diagnostic), offer.Variant, EditAsync,
            context.CancellationToken)
            .ConfigureAwait(false);
        if (changed != document)
        {
            var solution = await LinkedFile.WithSameTextAsync(changed, context.CancellationToken).ConfigureAwait(false);
            context.RegisterCodeFix(CodeAction.Create(offer.Title, _ => Task.FromResult(solution), offer.Key), diagnostic);
        }
    }

    /// <summary>Whether the fix writes flights.</summary>
    private protected virtual bool NeedsRuntime => true;

    /// <summary>The key of the first offer.</summary>
    private protected abstract string FirstKey { get; }

    /// <summary>What is offered at a site, the best first.</summary>
    private protected abstract Task<ImmutableArray<SiteOffer>> OffersAsync(MarkedSite mark, RefreshCallSite site, string rule,
        CancellationToken cancellationToken);

    /// <summary>The fixed document; null where the site is not to be fixed in this way.</summary>
    private protected abstract Task<Document?> EditAsync(MarkedSite mark, RefreshCallSite site, bool variant,
        CancellationToken cancellationToken);

    /// <summary>Which of two edits a Fix All means.</summary>
    private protected virtual bool VariantOf(FixAllContext context) => false;

    private protected static ImmutableArray<SiteOffer> One(string? title, string key, bool variant = false) =>
        title is null ? ImmutableArray<SiteOffer>.Empty : ImmutableArray.Create(new SiteOffer(title, key, variant));
}

/// <param name="Key">The equivalence key.</param>
/// <param name="Variant">Which of two edits it makes.</param>
internal readonly record struct SiteOffer(string Title, string Key, bool Variant);
