using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace RefreshRace.CodeFixes.Sites;

/// <summary>
/// A file that stands in several projects: one that targets several frameworks is a project for each of them, and a linked file belongs to
/// all that link it. A fix is planned where language and framework are the oldest, and its one text is for all of them.
/// </summary>
internal static class LinkedFile
{
    /// <summary>The document of the file that allows the least; the document itself where the file stands in one project.</summary>
    public static async Task<Document> OldestAsync(Document document, CancellationToken cancellationToken)
    {
        var linked = document.GetLinkedDocumentIds();
        if (linked.IsEmpty)
        {
            return document;
        }

        var found = new List<(Document Document, LanguageVersion Version, int Members)>();
        foreach (var candidate in All(document))
        {
            if (candidate.Project.ParseOptions is CSharpParseOptions options
                && await candidate.Project.GetCompilationAsync(cancellationToken).ConfigureAwait(false) is { } compilation)
            {
                // An older framework has fewer members in the types that every framework has.
                var members = compilation.GetSpecialType(SpecialType.System_String).GetMembers().Length;
                found.Add((candidate, options.LanguageVersion.MapSpecifiedToEffectiveVersion(), members));
            }
        }

        return found.OrderBy(at => at.Version).ThenBy(at => at.Members).ThenBy(at => at.Document.Project.Name, StringComparer.Ordinal)
            .Select(at => at.Document)
            .FirstOrDefault() ?? document;
    }

    /// <summary>Whether the flight classes can be used from every project of the file.</summary>
    public static async Task<bool> SeesRuntimeAsync(Document document, CancellationToken cancellationToken)
    {
        foreach (var each in All(document))
        {
            if (await each.Project.GetCompilationAsync(cancellationToken).ConfigureAwait(false) is not { } compilation
                || !compilation.GetTypesByMetadataName("RefreshRace.SingleFlight`2")
                    .Any(type => compilation.IsSymbolAccessibleWithin(type, compilation.Assembly)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The solution in which all documents of the file have the text of the changed one.</summary>
    public static async Task<Solution> WithSameTextAsync(Document changed, CancellationToken cancellationToken)
    {
        var solution = changed.Project.Solution;
        var linked = changed.GetLinkedDocumentIds();
        if (linked.IsEmpty)
        {
            return solution;
        }

        var text = await changed.GetTextAsync(cancellationToken).ConfigureAwait(false);
        return linked.Aggregate(solution, (current, id) => current.WithDocumentText(id, text));
    }

    /// <summary>The document and those of the same file in other projects.</summary>
    public static ImmutableArray<Document> All(Document document) =>
        document.GetLinkedDocumentIds().Select(id => document.Project.Solution.GetDocument(id)).OfType<Document>()
            .ToImmutableArray()
            .Insert(0, document);
}
