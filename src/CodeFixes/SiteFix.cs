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
        foreach (var diagnostic in context.Diagnostics)
        {
            if (BatchFormatters.Answers(context, diagnostic, FixableDiagnosticIds, FirstKey)
                || await MarkedSite.MarkAsync(context.Document, diagnostic, context.CancellationToken).ConfigureAwait(false) is not { } mark
                || await mark.BindAsync(context.CancellationToken).ConfigureAwait(false) is not { } site)
            {
                continue;
            }

            foreach (var (title, key, variant) in await OffersAsync(mark, site, diagnostic.Id, context.CancellationToken)
                .ConfigureAwait(false))
            {
                context.RegisterCodeFix(
                    CodeAction.Create(title,
                        token =>
                            SiteFixAll.ApplyAsync(context.Document, ImmutableArray.Create(diagnostic), variant, EditAsync, token), key),
                                diagnostic);
            }
        }
    }

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
