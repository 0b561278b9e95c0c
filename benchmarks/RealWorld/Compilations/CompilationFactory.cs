using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace RefreshRace.RealWorld.Compilations;

/// <summary>
/// Makes one compilation a project, with its own options, over the assemblies of .NET 10 and ASP.NET Core, with the projects it refers to, its packages or
/// stand-ins for them, and RefreshRace.dll, as a project has it that installed the package.
/// </summary>
internal sealed class CompilationFactory(Repository repository, IEnumerable<(ProjectFile Project, List<string> Sources)> projects, CompilationSettings settings, Action<string> log)
{
    private readonly Dictionary<string, (ProjectFile Project, List<string> Sources)> _projects = projects.ToDictionary(pair => pair.Project.FilePath);
    private readonly Dictionary<string, CSharpCompilation?> _made = [];

    /// <summary>The compilation of a project; null while it is being made, that is, when projects refer to each other in a circle.</summary>
    public CSharpCompilation? Get(string projectPath)
    {
        if (!_made.TryGetValue(projectPath, out var compilation))
        {
            _made[projectPath] = null;
            _made[projectPath] = compilation = Make(_projects[projectPath].Project, _projects[projectPath].Sources);
        }

        return compilation;
    }

    private CSharpCompilation Make(ProjectFile project, List<string> sources)
    {
        var build = settings.Newest ? BuildOptions.Newest(project) : BuildOptions.Of(project);
        var parse = new CSharpParseOptions(build.Language, DocumentationMode.None, SourceCodeKind.Regular, build.Symbols);
        repository.Load(sources);
        var trees = sources
            .AsParallel().AsOrdered()
            .Select(path => CSharpSyntaxTree.ParseText(SourceText.From(new MemoryStream(repository.Bytes(path)), Encoding.UTF8), parse, path))
            .ToList();
        var kind = trees.Any(tree => tree.GetCompilationUnitRoot().Members.Any(SyntaxKind.GlobalStatement)) ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary;
        trees.Add(CSharpSyntaxTree.ParseText(SourceText.From(ImpliedSource.Of(project), Encoding.UTF8), parse, $"{project.Directory}/obj/Implied.g.cs"));

        var references = new Dictionary<string, MetadataReference>(Framework.References, StringComparer.OrdinalIgnoreCase);
        foreach (var referenced in Closure(project).Skip(1).Select(one => Get(one.FilePath)).OfType<CSharpCompilation>())
        {
            references[referenced.AssemblyName!] = referenced.ToMetadataReference();
        }

        foreach (var assembly in settings.Restore?.Assemblies(repository, project) ?? [])
        {
            references.TryAdd(Path.GetFileNameWithoutExtension(assembly), MetadataReference.CreateFromFile(assembly));
        }

        references.TryAdd("RefreshRace", Framework.Runtime);
        var options = new CSharpCompilationOptions(kind, nullableContextOptions: build.Nullable, allowUnsafe: true, concurrentBuild: true);
        var compilation = AddStubs(CSharpCompilation.Create(project.AssemblyName, trees, references.Values, options));
        return SourceGenerators.Run(compilation, project, repository, parse, log);
    }

    /// <summary>Adds the stubs that declare nothing which the sources or the referenced projects declare.</summary>
    private CSharpCompilation AddStubs(CSharpCompilation compilation) =>
        settings.Stubs is null
        ? compilation
        : compilation.AddReferences(settings.Stubs.All
            .Where(stub => !stub.Types.Any(type => compilation.GetTypesByMetadataName(type).Length > 0))
            .Select(stub => stub.Reference));

    /// <summary>The project and all it refers to, as MSBuild does, through other projects too.</summary>
    private List<ProjectFile> Closure(ProjectFile project)
    {
        var closure = new List<ProjectFile> { project };
        for (var i = 0; i < closure.Count; i++)
        {
            closure.AddRange(closure[i].ProjectReferences.Where(_projects.ContainsKey).Select(path => _projects[path].Project).Except(closure).ToList());
        }

        return closure;
    }
}
