using Microsoft.CodeAnalysis;

namespace RefreshRace.Tool.Fixing;

/// <summary>Carries a change to the other projects that hold the same file: targets of one project, and linked files.</summary>
internal static class LinkedDocuments
{
    public static async Task<Solution> FollowAsync(Solution before, Solution after, CancellationToken cancellationToken)
    {
        var whole = before;
        foreach (var id in after.GetChanges(before).GetProjectChanges()
            .SelectMany(project => project.GetChangedDocuments(onlyGetDocumentsWithTextChanges: true)))
        {
            var document = after.GetDocument(id)!;
            var text = await document.GetTextAsync(cancellationToken);
            var all = document.FilePath is { } file ? before.GetDocumentIdsWithFilePath(file) : [id];
            foreach (var linked in all)
            {
                whole = whole.WithDocumentText(linked, text);
            }
        }

        return whole;
    }
}
