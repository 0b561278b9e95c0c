using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace RefreshRace.CodeFixes.Editing;

/// <summary>
/// Fixes many sites of a document in one pass, each on what the ones before have left, so that names never collide, a directive is added once, and the result is
/// that of fixing one by one. Merging independent changes instead loses those that touch the same place.
/// </summary>
internal static class SiteFixAll
{
    /// <summary>Fixes one bound site; null where it is not to be fixed in this way.</summary>
    public delegate Task<Document?> SiteEdit(MarkedSite mark, RefreshCallSite site, bool variant, CancellationToken cancellationToken);

    public static FixAllProvider Create(Func<string?, bool> variantOf, SiteEdit edit) =>
        FixAllProvider.Create(async (context, document, diagnostics) =>
            await ApplyAsync(document, diagnostics, variantOf(context.CodeActionEquivalenceKey), edit, context.CancellationToken).ConfigureAwait(false));

    public static async Task<Document> ApplyAsync(Document document, ImmutableArray<Diagnostic> diagnostics, bool variant, SiteEdit edit, CancellationToken cancellationToken)
    {
        var marks = await MarkedSite.MarkAllAsync(document, diagnostics, cancellationToken).ConfigureAwait(false);
        if (marks.IsEmpty)
        {
            return document;
        }

        var current = marks[0].Document;
        var changed = false;
        foreach (var mark in marks)
        {
            if (await mark.BindAsync(current, cancellationToken).ConfigureAwait(false) is { } site
                && !site.Call.Ancestors().Any(at => at.HasAnnotation(GuardEdit.Guarded))
                && await edit(mark, site, variant, cancellationToken).ConfigureAwait(false) is { } next)
            {
                current = next;
                changed = true;
            }
        }

        return changed ? await Imports.FinishAsync(current, cancellationToken).ConfigureAwait(false) : document;
    }
}
