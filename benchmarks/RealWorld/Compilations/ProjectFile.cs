namespace RefreshRace.RealWorld.Compilations;

/// <summary>A project as far as its XML tells without MSBuild: enough to know its files, usings, references and constants. Nothing of the repository is run.</summary>
internal sealed class ProjectFile(Repository repository, string path)
{
    private const int MaxLooseFiles = 2000;

    public string FilePath => path;

    public string Directory => RepositoryPaths.Above(path);

    public string Sdk { get; set; } = string.Empty;

    public ProjectProperties Properties { get; } = new();

    public string AssemblyName => Properties["AssemblyName"] is { Length: > 0 } name && !name.Contains("$(") ? name : Path.GetFileNameWithoutExtension(path);

    public string RootNamespace => Properties["RootNamespace"] is { Length: > 0 } name && !name.Contains("$(") ? name : AssemblyName.Replace('-', '_').Replace(' ', '_');

    public IEnumerable<string> Constants => (Properties["DefineConstants"] ?? string.Empty)
        .Split([';', ',', ' '], StringSplitOptions.RemoveEmptyEntries)
        .Where(constant => !constant.Contains("$("));

    /// <summary>Gets the target framework, as the project names it; null where it does not.</summary>
    public string? Framework => Properties["TargetFramework"] is { Length: > 0 } one && !one.Contains("$(") ? one
        : Properties["TargetFrameworkVersion"] is { Length: > 1 } version && !version.Contains("$(") ? "net" + version.TrimStart('v').Replace(".", string.Empty)
        : null;

    public bool ImplicitUsings => Properties["ImplicitUsings"] is "enable" or "true";

    public List<(string Namespace, string? Alias, bool Static)> Usings { get; } = [];

    public HashSet<string> RemovedUsings { get; } = [];

    /// <summary>Gets the repository paths of the referenced projects that are there.</summary>
    public List<string> ProjectReferences { get; } = [];

    public List<string> Friends { get; } = [];

    public List<string> CompileIncludes { get; } = [];

    public List<string> CompileRemoves { get; } = [];

    /// <summary>Reads every project of the repository, and gives each .cs file to the projects that compile it.</summary>
    public static List<(ProjectFile Project, List<string> Sources)> ReadAll(Repository repository)
    {
        repository.Load(repository.Paths.Where(path => Path.GetExtension(path).ToLowerInvariant() is ".csproj" or ".props" or ".targets" or ".projitems"));
        var projects = repository.Paths.Where(path => path.EndsWith(".csproj", StringComparison.OrdinalIgnoreCase)).Select(path => ProjectReader.Read(repository, path)).ToList();
        var byDirectory = projects.GroupBy(project => project.Directory).ToDictionary(group => group.Key, group => group.ToList());
        var byNearest = Sources(repository).ToLookup(source => RepositoryPaths.Ancestors(source).FirstOrDefault(byDirectory.ContainsKey));
        return [.. projects.Select(project => (project, project.SelectSources(byNearest[project.Directory])))];
    }

    /// <summary>
    /// Groups the files that no project compiles: a game engine's packages, or samples whose project is of another kind.
    /// Files belong together when their folders are close: the widest folder that holds no more than <see cref="MaxLooseFiles"/> of them.
    /// </summary>
    public static List<(ProjectFile Project, List<string> Sources)> Loose(Repository repository, IEnumerable<(ProjectFile Project, List<string> Sources)> projects)
    {
        var loose = Sources(repository).Except(projects.SelectMany(pair => pair.Sources)).ToList();
        var sizes = loose.SelectMany(RepositoryPaths.Ancestors).CountBy(folder => folder).ToDictionary();
        return [.. loose
            .GroupBy(source => RepositoryPaths.Ancestors(source).TakeWhile(folder => sizes[folder] <= MaxLooseFiles).LastOrDefault() ?? RepositoryPaths.Above(source))
            .Select(group => (new ProjectFile(repository, group.Key + "/(no project).csproj"), group.ToList()))];
    }

    private static IEnumerable<string> Sources(Repository repository) => repository.Paths.Where(source => source.EndsWith(".cs", StringComparison.OrdinalIgnoreCase));

    private List<string> SelectSources(IEnumerable<string> near)
    {
        var defaults = Properties["EnableDefaultCompileItems"] is not "false" && Properties["EnableDefaultItems"] is not "false" && (Sdk.Length > 0 || CompileIncludes.Count == 0);
        var sources = new SortedSet<string>(defaults ? near : [], StringComparer.Ordinal);
        foreach (var include in CompileIncludes.Select(RepositoryPaths.Glob))
        {
            sources.UnionWith(repository.Paths.Where(source => include.IsMatch(source)));
        }

        foreach (var remove in CompileRemoves.Select(RepositoryPaths.Glob))
        {
            sources.RemoveWhere(source => remove.IsMatch(source));
        }

        return [.. sources.Where(source => source.EndsWith(".cs", StringComparison.OrdinalIgnoreCase))];
    }
}
