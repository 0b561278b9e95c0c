using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace RefreshRace.CodeFixes.Sites;

/// <summary>
/// A Fix All that edits one file after the other, because the parts of a type in several files share their names, and each file once, for
/// all
/// projects that it stands in.
/// </summary>
/// <param name="apply">Fixes the diagnostics of one document.</param>
internal sealed class DocumentFixAll(Func<FixAllContext, Document, ImmutableArray<Diagnostic>, CancellationToken, Task<Document>> apply)
    : FixAllProvider
{
    public override Task<CodeAction?> GetFixAsync(FixAllContext context)
    {
        var title = $"Fix all {string.Join(", ", context.DiagnosticIds.OrderBy(id => id, StringComparer.Ordinal))}";
        return Task.FromResult<CodeAction?>(CodeAction.Create(title, token => FixAsync(context, token), context.CodeActionEquivalenceKey));
    }

    private async Task<Solution> FixAsync(FixAllContext context, CancellationToken cancellationToken)
    {
        var files = new Dictionary<string, (Document Document, Dictionary<(string, int, int), Diagnostic> Diagnostics)>(
            StringComparer.Ordinal);
        foreach (var project in Projects(context))
        {
            var diagnostics = context.Scope == FixAllScope.Document
                ? await context.GetDocumentDiagnosticsAsync(context.Document!).ConfigureAwait(false)
                : await context.GetAllDiagnosticsAsync(project).ConfigureAwait(false);
            foreach (var diagnostic in diagnostics.Where(diagnostic => diagnostic.Location.IsInSource))
            {
                if (project.GetDocument(diagnostic.Location.SourceTree!) is not { } document)
                {
                    continue;
                }

                var key = document.FilePath ?? document.Id.Id.ToString();
                if (!files.TryGetValue(key, out var file))
                {
                    files.Add(key, file = (document, []));
                }

                var span = diagnostic.Location.SourceSpan;
                file.Diagnostics[(diagnostic.Id, span.Start, span.Length)] = diagnostic;
            }
        }

        var solution = context.Solution;
        foreach (var file in files.OrderBy(file => file.Value.Document.FilePath ?? file.Value.Document.Name, StringComparer.Ordinal))
        {
            var oldest = await LinkedFile.OldestAsync(solution.GetDocument(file.Value.Document.Id)!, cancellationToken)
                .ConfigureAwait(false);
            var changed = await apply(context, oldest, file.Value.Diagnostics.Values.ToImmutableArray(), cancellationToken)
                .ConfigureAwait(false);
            solution = changed == oldest ? solution : await LinkedFile.WithSameTextAsync(changed, cancellationToken).ConfigureAwait(false);
        }

        return solution;
    }

    private static IEnumerable<Project> Projects(FixAllContext context) =>
        context.Scope == FixAllScope.Solution
            ? context.Solution.GetProjectDependencyGraph().GetTopologicallySortedProjects(context.CancellationToken)
                .Select(id => context.Solution.GetProject(id)!)
                .Where(project => project.Language == context.Project.Language)
            : [context.Project];
}
