using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
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
    public static FixAllProvider Create(Func<FixAllContext, bool> variantOf, SiteEdit edit) => new Provider(variantOf, edit);

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
                && await edit(mark, site, variant, cancellationToken).ConfigureAwait(false) is { } next)
            {
                current = next;
                changed = true;
            }
        }

        return changed ? await UsingDirectives.FinishAsync(current, cancellationToken).ConfigureAwait(false) : document;
    }

    /// <summary>One document after the other, because the parts of a type in several documents share their names.</summary>
    private sealed class Provider(Func<FixAllContext, bool> variantOf, SiteEdit edit) : FixAllProvider
    {
        public override Task<CodeAction?> GetFixAsync(FixAllContext context)
        {
            var variant = variantOf(context);
            var title = $"Fix all {string.Join(", ", context.DiagnosticIds.OrderBy(id => id, StringComparer.Ordinal))}";
            return Task.FromResult<CodeAction?>(
                CodeAction.Create(title, token => FixAsync(context, variant, token), context.CodeActionEquivalenceKey));
        }

        private async Task<Solution> FixAsync(FixAllContext context, bool variant, CancellationToken cancellationToken)
        {
            var solution = context.Solution;
            foreach (var project in Projects(context))
            {
                var diagnostics = context.Scope == FixAllScope.Document
                    ? await context.GetDocumentDiagnosticsAsync(context.Document!).ConfigureAwait(false)
                    : await context.GetAllDiagnosticsAsync(project).ConfigureAwait(false);
                var byDocument = diagnostics
                    .Where(diagnostic => diagnostic.Location.IsInSource)
                    .GroupBy(diagnostic => project.GetDocument(diagnostic.Location.SourceTree!)?.Id)
                    .Where(group => group.Key is not null && solution.GetDocument(group.Key) is not null)
                    .OrderBy(group => solution.GetDocument(group.Key)!.FilePath
                        ?? solution.GetDocument(group.Key)!.Name, StringComparer.Ordinal)
                    .ToArray();
                foreach (var group in byDocument)
                {
                    solution = (
                        await ApplyAsync(solution.GetDocument(group.Key)!, group.ToImmutableArray(), variant, edit, cancellationToken)
                            .ConfigureAwait(false)).Project.Solution;
                }
            }

            return solution;
        }

        private static IEnumerable<Project> Projects(FixAllContext context) =>
            context.Scope == FixAllScope.Solution
                ? context.Solution.GetProjectDependencyGraph().GetTopologicallySortedProjects(context.CancellationToken)
                    .Select(id => context.Solution.GetProject(id)!).Where(project => project.Language == context.Project.Language)
                : new[] { context.Project };
    }
}
