using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace RefreshRace.Tool.Fixing;

/// <summary>
/// Lets projects see <c>SingleFlight</c> that do not refer to the package yet. The fixes are planned against the dll that comes with the
/// command; the project file is not touched.
/// </summary>
internal static class RuntimeReference
{
    private const string MarkerType = "RefreshRace.SingleFlight`2";

    public static bool IsSeenBy(Compilation compilation) => !compilation.GetTypesByMetadataName(MarkerType).IsEmpty;

    /// <summary>The solution in which all of the projects see the runtime, and those that did not before.</summary>
    public static async Task<(Solution Solution, ImmutableHashSet<ProjectId> Lacking)> AddAsync(
        Solution solution, IEnumerable<ProjectId> projects, CancellationToken cancellationToken)
    {
        var lacking = ImmutableHashSet.CreateBuilder<ProjectId>();
        foreach (var id in projects.Distinct())
        {
            if (await solution.GetProject(id)!.GetCompilationAsync(cancellationToken) is { } compilation && !IsSeenBy(compilation))
            {
                lacking.Add(id);
            }
        }

        foreach (var id in lacking)
        {
            solution = solution.AddMetadataReference(id, MetadataReference.CreateFromFile(FileFor(solution.GetProject(id)!)));
        }

        return (solution, lacking.ToImmutable());
    }

    private static string FileFor(Project project)
    {
        var target = IsModern(project) ? "net8.0" : "netstandard2.0";
        return Path.Combine(AppContext.BaseDirectory, "runtime", target, "RefreshRace.dll");
    }

    // .NET 8 and later: System.Runtime says so by its version.
    private static bool IsModern(Project project)
    {
        var core = project.MetadataReferences.FirstOrDefault(reference => Path.GetFileName(reference.Display) == "System.Runtime.dll");
        if (core?.Display is not { } file || !File.Exists(file))
        {
            return false;
        }

        return System.Reflection.AssemblyName.GetAssemblyName(file).Version is { Major: >= 8 };
    }
}
