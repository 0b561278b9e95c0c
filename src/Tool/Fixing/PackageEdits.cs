using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis.Text;
using RefreshRace.Tool.Analysis;
using RefreshRace.Tool.Findings;

namespace RefreshRace.Tool.Fixing;

/// <summary>Adds the reference to the package to project files, with central package management where the repository uses it.</summary>
internal sealed class PackageEdits(RootPaths paths)
{
    public const string Package = "RefreshRace";

    private const string CentralFile = "Directory.Packages.props";
    private const string CentralSwitch = "ManagePackageVersionsCentrally";

    private readonly Dictionary<string, (SourceText Before, string After)> _files = new(StringComparer.Ordinal);

    /// <summary>What was changed, file by file.</summary>
    public ImmutableArray<FileEdit> Edits =>
    [
        .. _files.Where(file => file.Value.Before.ToString() != file.Value.After)
            .OrderBy(file => file.Key, StringComparer.Ordinal)
            .Select(file => EditOf(file.Key, file.Value.Before, file.Value.After)),
    ];

    /// <summary>Adds the reference; says why not where a person must do it.</summary>
    /// <param name="project">The full path of the project file.</param>
    public string? Add(string project)
    {
        if (File.Exists(Path.Combine(Path.GetDirectoryName(project)!, "packages.config")))
        {
            return $"{paths.Of(project)} uses packages.config: add the package {Package} by hand";
        }

        var central = CentralFileOf(project);
        if (!TryInsert(project, "PackageReference", central is null ? ToolVersion.Text : null))
        {
            return $"{paths.Of(project)} has no place for a PackageReference: add the package {Package} by hand";
        }

        return central is null || TryInsert(central, "PackageVersion", ToolVersion.Text)
            ? null
            : $"{paths.Of(central)} has no place for a PackageVersion: add the version of {Package} by hand";
    }

    private FileEdit EditOf(string file, SourceText before, string after) =>
        new(paths.Of(file), file, before, SourceText.From(after, before.Encoding));

    private bool TryInsert(string file, string item, string? version)
    {
        var before = _files.TryGetValue(file, out var known) ? known.Before : Read(file);
        var text = known.After ?? before.ToString();
        if (ProjectItems.Has(text, item, Package))
        {
            return true;
        }

        if (ProjectItems.Insert(text, item, Package, version) is not { } after)
        {
            return false;
        }

        _files[file] = (before, after);
        return true;
    }

    /// <summary>The file of versions that holds for a project; null where versions stand in the project.</summary>
    private static string? CentralFileOf(string project)
    {
        var above = FoldersAbove(project).ToList();
        var central = above.Select(folder => Path.Combine(folder, CentralFile)).FirstOrDefault(File.Exists);
        if (central is null)
        {
            return null;
        }

        var switches = above.Select(folder => Path.Combine(folder, "Directory.Build.props")).Where(File.Exists).Append(central)
            .Append(project);
        return switches.Any(file => ProjectItems.IsOn(File.ReadAllText(file), CentralSwitch)) ? central : null;
    }

    private static IEnumerable<string> FoldersAbove(string file)
    {
        for (var folder = Path.GetDirectoryName(file); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            yield return folder;
        }
    }

    private static SourceText Read(string file)
    {
        using var stream = File.OpenRead(file);
        return SourceText.From(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
    }
}
