using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace RefreshRace.RealWorld.Compilations;

/// <summary>Reads a project's XML, and that of the files which take part in it, into a <see cref="ProjectFile"/>. A condition that cannot be worked out counts as true, except on Compile Remove.</summary>
internal sealed partial class ProjectReader(Repository repository, ProjectFile project)
{
    private readonly HashSet<string> _read = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads a project as its newest target framework has it: that is the one which the reference assemblies fit best.</summary>
    public static ProjectFile Read(Repository repository, string path)
    {
        var project = Read(repository, path, null);
        return TargetFramework.Newest(project.Properties["TargetFrameworks"]) is { } chosen ? Read(repository, path, chosen) : project;
    }

    private static ProjectFile Read(Repository repository, string path, string? framework)
    {
        var project = new ProjectFile(repository, path);
        project.Properties.Fix("Configuration", "Release");
        project.Properties.Fix("Platform", "AnyCPU");
        if (framework is not null)
        {
            project.Properties.Fix("TargetFramework", framework);
        }

        project.Properties["MSBuildProjectName"] = Path.GetFileNameWithoutExtension(path);
        project.Properties["MSBuildProjectDirectory"] = project.Directory;
        var reader = new ProjectReader(repository, project);
        var above = RepositoryPaths.Ancestors(path).Reverse().ToList();
        reader.ReadAny(above, "Directory.Build.props", "Directory.Packages.props");
        reader.ReadXml(path);
        reader.ReadAny(above, "Directory.Build.targets");
        return project;
    }

    private void ReadAny(List<string> directories, params string[] names)
    {
        foreach (var path in directories.SelectMany(directory => names.Select(name => RepositoryPaths.Join(directory, name))).Where(repository.Contains))
        {
            ReadXml(path);
        }
    }

    private void ReadXml(string path)
    {
        if (!_read.Add(path))
        {
            return;
        }

        XElement root;
        try
        {
            root = XDocument.Parse(repository.Text(path)).Root!;
        }
        catch (System.Xml.XmlException)
        {
            return;
        }

        if (path == project.FilePath)
        {
            project.Sdk = (string?)root.Attribute("Sdk") ?? (string?)root.Elements().FirstOrDefault(child => child.Name.LocalName == "Sdk")?.Attribute("Name") ?? string.Empty;
        }

        ReadChildren(root, RepositoryPaths.Above(path));
    }

    private void ReadChildren(XElement parent, string directory)
    {
        project.Properties["MSBuildThisFileDirectory"] = directory + "/";
        foreach (var child in parent.Elements().Where(Counts))
        {
            switch (child.Name.LocalName)
            {
                case "PropertyGroup":
                    foreach (var property in child.Elements().Where(Counts))
                    {
                        project.Properties[property.Name.LocalName] = project.Properties.Expand(property.Value.Trim());
                    }

                    break;
                case "ItemGroup":
                    foreach (var item in child.Elements().Where(Counts))
                    {
                        ReadItem(item, directory, certain: project.Properties.Holds(item) == true && project.Properties.Holds(child) == true);
                    }

                    break;
                case "Import" when (string?)child.Attribute("Project") is { } import && Imported(import, directory) is { } path:
                    ReadXml(path);
                    project.Properties["MSBuildThisFileDirectory"] = directory + "/";
                    break;
                case "Choose" or "When" or "Otherwise" or "ImportGroup":
                    ReadChildren(child, directory);
                    break;
            }
        }
    }

    private bool Counts(XElement element) => project.Properties.Holds(element) != false;

    private void ReadItem(XElement item, string directory, bool certain)
    {
        string? Metadata(string name) => (string?)item.Attribute(name) ?? item.Elements().FirstOrDefault(child => child.Name.LocalName == name)?.Value;
        IEnumerable<string> Values(string attribute) =>
            project.Properties.Expand((string?)item.Attribute(attribute) ?? string.Empty).Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        IEnumerable<string> PathsOf(string attribute) => Values(attribute).Select(value => RepositoryPaths.Join(directory, Relative(value, directory)));

        switch (item.Name.LocalName)
        {
            case "Compile":
                project.CompileIncludes.AddRange(PathsOf("Include"));
                project.CompileRemoves.AddRange(certain ? PathsOf("Remove") : []);
                break;
            case "ProjectReference" when Metadata("OutputItemType") is not "Analyzer" && Metadata("ReferenceOutputAssembly") is not "false":
                project.ProjectReferences.AddRange(PathsOf("Include").Select(Existing).OfType<string>());
                break;
            case "Using":
                project.Usings.AddRange(Values("Include").Select(name => (name, Metadata("Alias"), Metadata("Static") is "true" or "True")));
                project.RemovedUsings.UnionWith(Values("Remove"));
                break;
            case "InternalsVisibleTo":
                project.Friends.AddRange(Values("Include"));
                break;
        }
    }

    private string? Existing(string path) => repository.Paths.FirstOrDefault(key => key.Equals(path, StringComparison.OrdinalIgnoreCase));

    /// <summary>The file that an Import names; one "in the folder above that holds some file" is looked for in every folder above.</summary>
    private string? Imported(string import, string directory)
    {
        if (FolderAbove().Match(import) is { Success: true } match)
        {
            var rest = import[(match.Index + match.Length)..];
            return RepositoryPaths.Ancestors(project.FilePath).Select(above => RepositoryPaths.Join(above, rest)).FirstOrDefault(repository.Contains);
        }

        return RepositoryPaths.Join(directory, Relative(import, directory)) is var path && repository.Contains(path) ? path : null;
    }

    /// <summary>A path that starts from the folder of the file being read, as MSBuild's $(MSBuildThisFileDirectory) does.</summary>
    private string Relative(string path, string directory)
    {
        var expanded = project.Properties.Expand(path).Replace('\\', '/');
        return directory.Length > 0 && expanded.StartsWith(directory + "/", StringComparison.Ordinal) ? expanded[(directory.Length + 1)..] : expanded;
    }

    [GeneratedRegex(@"\$\(\[MSBuild\]::GetDirectoryNameOfFileAbove\(.*\)\)")]
    private static partial Regex FolderAbove();
}
