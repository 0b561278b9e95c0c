using Microsoft.CodeAnalysis;

namespace RefreshRace.Tool.Fixing;

/// <summary>Compile errors that a change brings, in whichever target.</summary>
internal static class NewErrors
{
    /// <summary>The first of them with the project that has it; null where there is none.</summary>
    public static async Task<string?> OfAsync(Solution before, Solution after, CancellationToken cancellationToken)
    {
        foreach (var change in after.GetChanges(before).GetProjectChanges())
        {
            var documents = change.GetChangedDocuments().ToList();
            var known = await ErrorsAsync(change.OldProject, documents, cancellationToken);
            var now = await ErrorsAsync(change.NewProject, documents, cancellationToken);
            foreach (var (error, count) in now)
            {
                if (count > known.GetValueOrDefault(error))
                {
                    return $"{error} ({change.NewProject.Name})";
                }
            }
        }

        return null;
    }

    // Counted by text: lines move.
    private static async Task<Dictionary<string, int>> ErrorsAsync(Project project, List<DocumentId> documents,
        CancellationToken cancellationToken)
    {
        var errors = new List<string>();
        foreach (var id in documents)
        {
            if (await project.GetDocument(id)!.GetSemanticModelAsync(cancellationToken) is { } model)
            {
                errors.AddRange(model.GetDiagnostics(cancellationToken: cancellationToken)
                    .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
                    .Select(diagnostic => $"{diagnostic.Id} {diagnostic.GetMessage()}"));
            }
        }

        return errors.CountBy(error => error).ToDictionary();
    }
}
