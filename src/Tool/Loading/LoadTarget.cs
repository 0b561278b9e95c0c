using System.Collections.Immutable;

namespace RefreshRace.Tool.Loading;

/// <summary>What a path on the command line names: one solution, or some projects.</summary>
/// <param name="Name">What the user reads, e.g. <c>Shop.slnx</c>.</param>
/// <param name="Folder">The folder of the solution, of the project, or the folder itself.</param>
/// <param name="Solution">The solution file; null where projects are loaded one by one.</param>
/// <param name="Projects">The project files; empty where there is a solution.</param>
/// <param name="Note">Why this was chosen, where that is not plain; else null.</param>
internal sealed record LoadTarget(string Name, string Folder, string? Solution, ImmutableArray<string> Projects, string? Note = null)
{
    private static readonly string[] s_solutionEndings = [".slnx", ".sln", ".slnf"];
    private static readonly string[] s_projectEndings = [".csproj", ".vbproj"];
    private static readonly string[] s_skippedFolders = ["bin", "obj", "node_modules", "artifacts"];

    /// <summary>Reads a path: a solution, a project, or a folder that holds some.</summary>
    /// <exception cref="UsageException">There is nothing there that can be loaded.</exception>
    public static LoadTarget Resolve(string path)
    {
        var full = Path.GetFullPath(path);
        if (File.Exists(full))
        {
            return OfFile(full);
        }

        return Directory.Exists(full) ? OfFolder(full) : throw new UsageException($"There is no file or folder '{path}'.");
    }

    /// <summary>What holds a source file: the nearest solution above it, or the nearest projects.</summary>
    /// <exception cref="UsageException">There is neither.</exception>
    public static LoadTarget Around(string file)
    {
        LoadTarget? project = null;
        for (var folder = Path.GetDirectoryName(Path.GetFullPath(file)); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var solutions = SolutionsIn(folder);
            if (solutions.Length > 0)
            {
                return solutions.Length == 1 ? OfFile(solutions[0]) : project ?? OfFile(solutions[0]);
            }

            if (project is null && ProjectsIn(folder).ToImmutableArray() is { IsEmpty: false } found)
            {
                project = found.Length == 1 ? OfFile(found[0]) : new LoadTarget(new DirectoryInfo(folder).Name, folder, null, found);
            }

            // In a worktree and in a submodule it is a file.
            if (Path.Exists(Path.Combine(folder, ".git")))
            {
                break;
            }
        }

        return project ?? throw new UsageException($"There is no project or solution in a folder above '{file}'.");
    }

    private static LoadTarget OfFile(string file)
    {
        var folder = Path.GetDirectoryName(file)!;
        if (Has(file, s_solutionEndings))
        {
            return new LoadTarget(Path.GetFileName(file), folder, file, []);
        }

        return Has(file, s_projectEndings)
            ? new LoadTarget(Path.GetFileName(file), folder, null, [file])
            : throw new UsageException($"'{file}' is neither a solution (.slnx, .sln, .slnf) nor a project (.csproj).");
    }

    private static LoadTarget OfFolder(string folder)
    {
        var solutions = SolutionsIn(folder);
        if (solutions.Length == 1)
        {
            return OfFile(solutions[0]);
        }

        var projects = Walk(new DirectoryInfo(folder)).Order(StringComparer.Ordinal).ToImmutableArray();
        if (projects.IsEmpty)
        {
            throw new UsageException($"There is no solution and no C# project in '{folder}'.");
        }

        var note = solutions.Length == 0 ? null : $"{solutions.Length} solutions are here; every project below the folder is loaded";
        return new LoadTarget(new DirectoryInfo(folder).Name, folder, null, projects, note);
    }

    // A solution of both formats stands for one; the filter is somebody's view of it.
    private static string[] SolutionsIn(string folder)
    {
        var all = Directory.EnumerateFiles(folder).Where(file => Has(file, [".slnx", ".sln"])).Order(StringComparer.Ordinal);
        return [.. all.GroupBy(Path.GetFileNameWithoutExtension).Select(group => group.OrderByDescending(file => file.Length).First())];
    }

    private static IEnumerable<string> ProjectsIn(string folder) =>
        Directory.EnumerateFiles(folder).Where(file => Has(file, s_projectEndings)).Order(StringComparer.Ordinal);

    private static IEnumerable<string> Walk(DirectoryInfo folder)
    {
        var below = folder.EnumerateDirectories()
            .Where(child => child.LinkTarget is null && child.Name[0] != '.' && !s_skippedFolders.Contains(child.Name));
        return ProjectsIn(folder.FullName).Concat(below.SelectMany(Walk));
    }

    private static bool Has(string file, string[] endings) =>
        endings.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase);
}
