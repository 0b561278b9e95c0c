using Microsoft.CodeAnalysis.CSharp;
using RefreshRace.RealWorld.Compilations;

namespace RefreshRace.AnalyzerBenchmarks.Subjects;

/// <summary>Projects of repositories on this machine, over .NET and ASP.NET Core alone: packages are not restored, and nothing stands in for them.</summary>
internal static class RealProjects
{
    /// <param name="path">A working folder or a bare git directory, with <c>:Project.Name</c> behind it.</param>
    public static Subject Load(string path)
    {
        var split = path.LastIndexOf(':');
        var (folder, name) = split < 0 ? (path, "") : (path[..split], path[(split + 1)..]);
        var isGit = File.Exists(Path.Combine(folder, "HEAD")) && Directory.Exists(Path.Combine(folder, "objects"));
        var repository = isGit ? Repository.FromGit(folder, "HEAD") : Repository.FromFolder(folder);
        var projects = ProjectFile.ReadAll(repository);
        var project = projects.FirstOrDefault(pair => name.Length == 0 || pair.Project.AssemblyName == name || Path.GetFileNameWithoutExtension(pair.Project.FilePath) == name).Project
            ?? throw new ArgumentException($"{folder} has no project {name}.");
        var compilation = new CompilationFactory(repository, projects, NoStubs(), _ => { }).Get(project.FilePath)!;
        return Subject.Real(project.AssemblyName, compilation);
    }

    private static StubLibrary NoStubs()
    {
        var folder = Directory.CreateTempSubdirectory("no-stubs");
        try
        {
            return StubLibrary.Load(folder.FullName);
        }
        finally
        {
            folder.Delete();
        }
    }
}
