using Microsoft.CodeAnalysis.CSharp;
using RefreshRace.RealWorld.Compilations;

namespace RefreshRace.RealWorld.Labels;

/// <summary>One commit of one repository, and the compilations that hold its labelled files.</summary>
internal sealed class LabelledTree
{
    private readonly List<(ProjectFile Project, List<string> Sources)> _projects;
    private readonly CompilationFactory _factory;

    private LabelledTree(Repository repository, List<Label> labels, CompilationSettings settings, Action<string> log)
    {
        _projects = ProjectFile.ReadAll(repository);
        var compiled = _projects.SelectMany(pair => pair.Sources).ToHashSet(StringComparer.Ordinal);
        if (labels.Exists(label => !compiled.Contains(label.Path)))
        {
            _projects.AddRange(ProjectFile.Loose(repository, _projects));
        }

        _factory = new CompilationFactory(repository, _projects, settings, log);
    }

    /// <summary>Opens a tree; the labels whose file it lacks go to <paramref name="unavailable"/>.</summary>
    public static LabelledTree? Open(Clones clones, List<Label> labels, CompilationSettings settings, Action<string> log, Action<Label, string> unavailable)
    {
        void AllUnavailable(string why) => labels.ForEach(label => unavailable(label, why));
        if (clones.Find(labels[0].Repo) is not { } clone)
        {
            AllUnavailable("no clone");
            return null;
        }

        Repository repository;
        try
        {
            repository = Repository.FromGit(clone, labels[0].Rev);
        }
        catch (UsageException)
        {
            AllUnavailable("the clone lacks the commit");
            return null;
        }

        var there = labels.Where(label => repository.Contains(label.Path)).ToList();
        foreach (var label in labels.Except(there))
        {
            unavailable(label, "no such file");
        }

        return there.Count == 0 ? null : new LabelledTree(repository, there, settings, log);
    }

    /// <summary>Each labelled file goes to one compilation: that of the project whose folder is nearest above it.</summary>
    public IEnumerable<(string Project, CSharpCompilation? Compilation, List<Label> Labels)> Compilations(IEnumerable<Label> labels)
    {
        var byProject = labels.GroupBy(label => _projects
            .Where(pair => pair.Sources.Contains(label.Path))
            .OrderByDescending(pair => label.Path.StartsWith(pair.Project.Directory + "/", StringComparison.Ordinal) ? pair.Project.Directory.Length : -1)
            .ThenByDescending(pair => pair.Sources.Count)
            .ThenBy(pair => pair.Project.FilePath, StringComparer.Ordinal)
            .Select(pair => pair.Project.FilePath)
            .FirstOrDefault());
        foreach (var group in byProject)
        {
            yield return (group.Key ?? string.Empty, group.Key is null ? null : _factory.Get(group.Key), [.. group]);
        }
    }
}
