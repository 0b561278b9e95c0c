using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace RefreshRace.Tool.Baselines;

/// <summary>
/// The solution with its source files as they were at the point where a branch began. Project files, packages and options are today's: so
/// nothing has to be checked out, restored or loaded again.
/// </summary>
internal sealed class RevisionSnapshot(Git git, string root)
{
    /// <summary>The solution of then, and the projects in which something differs, those that refer to them included.</summary>
    /// <param name="solution">The solution as it is.</param>
    /// <param name="revision">A branch, tag or commit; what counts is the commit that it has in common with what is checked out.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="UsageException">git does not know the revision.</exception>
    public async Task<(Solution Then, ImmutableHashSet<ProjectId> Changed)> OfAsync(
        Solution solution, string revision, CancellationToken cancellationToken)
    {
        var bases = await git.LinesAsync(["merge-base", "HEAD", revision], cancellationToken);
        var start = bases[0].Trim();
        var changed = await git.LinesAsync(["diff", "--name-status", "--no-renames", start, "--", "*.cs"], cancellationToken);
        var untracked = await git.LinesAsync(["ls-files", "--others", "--exclude-standard", "--full-name", ":/*.cs"], cancellationToken);
        var touched = ImmutableHashSet.CreateBuilder<ProjectId>();
        var then = solution;
        foreach (var line in changed)
        {
            var path = line[(line.IndexOf('\t', StringComparison.Ordinal) + 1)..];
            var text = line[0] == 'A' ? null : await git.TextAsync(["show", $"{start}:{path}"], cancellationToken);
            then = line[0] == 'D' ? Restore(then, path, text!, touched) : Replace(then, path, text, touched);
        }

        foreach (var path in untracked)
        {
            then = Replace(then, path, null, touched);
        }

        var graph = solution.GetProjectDependencyGraph();
        var dependents = touched.ToList().SelectMany(graph.GetProjectsThatTransitivelyDependOnThisProject);
        return (then, touched.ToImmutable().Union(dependents));
    }

    // Null for a file that was not there.
    private Solution Replace(Solution solution, string path, string? text, ImmutableHashSet<ProjectId>.Builder touched)
    {
        foreach (var id in solution.GetDocumentIdsWithFilePath(Full(path)))
        {
            touched.Add(id.ProjectId);
            solution = text is null ? solution.RemoveDocument(id) : solution.WithDocumentText(id, SourceText.From(text, Encoding.UTF8));
        }

        return solution;
    }

    // A deleted file goes to every project whose folder is the nearest above it.
    private Solution Restore(Solution solution, string path, string text, ImmutableHashSet<ProjectId>.Builder touched)
    {
        var full = Full(path);
        var owners = solution.Projects
            .Where(project => project.Language == LanguageNames.CSharp && project.FilePath is { } file
                && IsBelow(full, Path.GetDirectoryName(file)!))
            .GroupBy(project => Path.GetDirectoryName(project.FilePath)!.Length)
            .OrderByDescending(group => group.Key)
            .FirstOrDefault();
        foreach (var project in owners ?? Enumerable.Empty<Project>())
        {
            touched.Add(project.Id);
            var id = DocumentId.CreateNewId(project.Id);
            solution = solution.AddDocument(id, Path.GetFileName(path), SourceText.From(text, Encoding.UTF8), filePath: full);
        }

        return solution;
    }

    private string Full(string path) => Path.GetFullPath(Path.Combine(root, path));

    private static bool IsBelow(string file, string folder) =>
        file.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
