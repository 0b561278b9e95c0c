using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using RefreshRace.CodeFixes.Syntax;

namespace RefreshRace.CodeFixes.Sites;

/// <summary>
/// Fixes many sites of a document in one pass, each on what the ones before have left, so that names never collide, a directive is added
/// once, and the result is
/// that of fixing one by one. Merging independent changes instead loses those that touch the same place.
/// </summary>
internal static class SiteFixAll
{
    /// <summary>Fixes one bound site; null where it is not to be fixed in this way.</summary>
    public delegate Task<Document?> SiteEdit(MarkedSite mark, RefreshCallSite site, bool variant, CancellationToken cancellationToken);

    /// <param name="variantOf">Which of two edits is meant, by the context of a Fix All.</param>
    public static FixAllProvider Create(Func<FixAllContext, bool> variantOf, SiteEdit edit) =>
        new DocumentFixAll((context, document, diagnostics, token) => ApplyAsync(document, diagnostics, variantOf(context), edit, token));

    public static async Task<Document> ApplyAsync(Document document, ImmutableArray<Diagnostic> diagnostics, bool variant, SiteEdit edit,
        CancellationToken cancellationToken)
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
                && !site.Call.Ancestors().Any(at => at.HasAnnotation(CoreMark.Annotation))
                && await edit(mark, site, variant, cancellationToken).ConfigureAwait(false) is { } next
                && await CompileCheck.IsCleanAsync(site.Document, site.Call, next, cancellationToken).ConfigureAwait(false))
            {
                current = next;
                changed = true;
            }
        }

        return changed ? await UsingDirectives.FinishAsync(current, cancellationToken).ConfigureAwait(false) : document;
    }
}
