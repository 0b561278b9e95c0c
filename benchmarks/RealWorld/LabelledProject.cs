using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using RefreshRace.RealWorld.Compilations;
using RefreshRace.RealWorld.Labels;

namespace RefreshRace.RealWorld;

/// <summary>A project that holds labelled files, at one commit.</summary>
/// <param name="Tree">The commit.</param>
/// <param name="Compilation">Its compilation, whose trees the places point into.</param>
/// <param name="Labels">The rows about its files.</param>
internal sealed record LabelledProject(Tree Tree, CSharpCompilation Compilation, IReadOnlyList<Label> Labels)
{
    /// <summary>What the labels point at, in a compilation of this project.</summary>
    public List<LabelledPlace> PlacesIn(Compilation compilation)
    {
        var trees = compilation.SyntaxTrees.ToLookup(tree => tree.FilePath, StringComparer.Ordinal);
        return [.. Labels.Select(label => trees[label.Path].FirstOrDefault() is { } tree ? LabelledPlace.Find(label, tree) : null).OfType<LabelledPlace>()];
    }

    /// <summary>The project as an editor has it: a document for each file, generated ones too.</summary>
    public Project AddTo(AdhocWorkspace workspace)
    {
        var id = ProjectId.CreateNewId();
        var documents = Compilation.SyntaxTrees.Select(tree => DocumentInfo.Create(
            DocumentId.CreateNewId(id),
            Path.GetFileName(tree.FilePath),
            loader: TextLoader.From(TextAndVersion.Create(tree.GetText(), VersionStamp.Default, tree.FilePath)),
            filePath: tree.FilePath));
        return workspace.AddProject(ProjectInfo.Create(
            id,
            VersionStamp.Default,
            Compilation.AssemblyName!,
            Compilation.AssemblyName!,
            LanguageNames.CSharp,
            compilationOptions: Compilation.Options,
            parseOptions: Compilation.SyntaxTrees[0].Options,
            documents: documents,
            metadataReferences: Compilation.References));
    }

    /// <summary>Goes through the labelled trees, and calls <paramref name="visit"/> for each project of each; one tree after the other unless more jobs are asked for.</summary>
    public static async Task VisitAllAsync(Arguments arguments, Func<LabelledProject, Task> visit, Action<Label, string> unavailable, CompilationSettings? settings = null)
    {
        var clones = new Clones(arguments.Clones);
        using var restore = settings is null && arguments.Restore ? new PackageRestore(arguments.Log) : null;
        settings ??= new CompilationSettings(StubLibrary.Load(arguments.Stubs), Restore: restore);
        await Parallel.ForEachAsync(arguments.Trees(), new ParallelOptions { MaxDegreeOfParallelism = arguments.Jobs }, async (labels, _) =>
        {
            var tree = new Tree(labels[0].Repo, labels[0].Rev);
            var missing = new HashSet<Label>();
            var opened = LabelledTree.Open(clones, labels, settings, arguments.Log, (label, why) =>
            {
                missing.Add(label);
                unavailable(label, why);
            });
            foreach (var (path, compilation, group) in opened?.Compilations(labels.Except(missing)) ?? [])
            {
                arguments.Log($"{tree.Repo} {tree.ShortRev} {path}");
                if (compilation is null)
                {
                    group.ForEach(label => unavailable(label, "no compilation"));
                    continue;
                }

                await visit(new LabelledProject(tree, compilation, group));
            }
        });
    }
}

/// <summary>One commit of one repository.</summary>
/// <param name="Repo">owner/name on GitHub.</param>
/// <param name="Rev">The commit, 40 hex digits.</param>
internal sealed record Tree(string Repo, string Rev)
{
    public string ShortRev => Rev[..8];

    public string LinkTo(string path, int line) => $"https://github.com/{Repo}/blob/{Rev}/{path}#L{line}";
}
