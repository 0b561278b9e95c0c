using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using RefreshRace.Tool.Analysis;
using RefreshRace.Tool.Findings;

namespace RefreshRace.Tool.Fixing;

/// <summary>The files that differ between two states of a solution, each once, however many projects hold it.</summary>
internal static class SolutionEdits
{
    public static async Task<ImmutableArray<FileEdit>> BetweenAsync(
        Solution before, Solution after, RootPaths paths, CancellationToken cancellationToken)
    {
        var edits = new SortedDictionary<string, FileEdit>(StringComparer.Ordinal);
        foreach (var id in after.GetChanges(before).GetProjectChanges()
            .SelectMany(project => project.GetChangedDocuments(onlyGetDocumentsWithTextChanges: true)))
        {
            var document = after.GetDocument(id)!;
            if (document.FilePath is not { } file || edits.ContainsKey(file))
            {
                continue;
            }

            var old = await before.GetDocument(id)!.GetTextAsync(cancellationToken);
            var changed = await document.GetTextAsync(cancellationToken);
            if (!old.ContentEquals(changed))
            {
                edits.Add(file, new FileEdit(paths.Of(file), file, old, changed));
            }
        }

        return [.. edits.Values];
    }
}
