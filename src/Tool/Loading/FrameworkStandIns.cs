using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace RefreshRace.Tool.Loading;

/// <summary>
/// Reference assemblies for projects that have none: a target whose reference assemblies come from a package that was not restored, or from
/// a
/// developer pack that is not installed. The framework of the newest installed SDK stands in, so that most of the code binds.
/// </summary>
internal static class FrameworkStandIns
{
    private static readonly string[] s_packs = ["Microsoft.NETCore.App.Ref", "Microsoft.AspNetCore.App.Ref"];

    public static (Solution Solution, ImmutableDictionary<ProjectId, string> StandIns) Add(Solution solution)
    {
        var added = ImmutableDictionary.CreateBuilder<ProjectId, string>();
        Lazy<(ImmutableArray<MetadataReference> References, string Name)> framework = new(Find);
        var lacking = solution.Projects.Where(project => project.DocumentIds.Count > 0 && project.Language == LanguageNames.CSharp
            && !HasCore(project));
        foreach (var project in lacking.ToList())
        {
            if (!framework.Value.References.IsEmpty)
            {
                var references = framework.Value.References.Concat(project.MetadataReferences.Where(known => !IsFramework(known)));
                solution = solution.WithProjectMetadataReferences(project.Id, references);
                added.Add(project.Id, framework.Value.Name);
            }
        }

        return (solution, added.ToImmutable());
    }

    private static bool HasCore(Project project) => project.MetadataReferences.Any(IsFramework);

    private static bool IsFramework(MetadataReference reference) =>
        Path.GetFileName(reference.Display) is "mscorlib.dll" or "System.Runtime.dll" or "netstandard.dll" or "System.Private.CoreLib.dll";

    private static (ImmutableArray<MetadataReference> References, string Name) Find()
    {
        // The runtime that runs this lies in <root>/shared/Microsoft.NETCore.App/<version>; the packs lie in <root>/packs.
        var runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var packs = Path.GetFullPath(Path.Combine(runtime, "..", "..", "..", "packs"));
        var folders = s_packs.Select(pack => Newest(Path.Combine(packs, pack))).OfType<string>().ToList();
        var files = folders.Count == 0 ? OwnAssemblies(runtime) : folders.SelectMany(folder => Directory.EnumerateFiles(folder, "*.dll"));
        var references = files.Select(file => (MetadataReference)MetadataReference.CreateFromFile(file)).ToImmutableArray();
        return references.IsEmpty ? ([], "") : (references, $"the reference assemblies of .NET {Environment.Version.Major}");
    }

    // Without packs: what this process itself runs on.
    private static IEnumerable<string> OwnAssemblies(string runtime)
    {
        var trusted = (string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "";
        return trusted.Split(Path.PathSeparator).Where(file => Path.GetDirectoryName(file) == runtime);
    }

    /// <summary>The folder <c>ref/netX.0</c> of the newest version of a pack.</summary>
    private static string? Newest(string pack)
    {
        if (!Directory.Exists(pack))
        {
            return null;
        }

        var versions = Directory.EnumerateDirectories(pack)
            .Select(folder => (folder, version: Version.TryParse(Path.GetFileName(folder).Split('-')[0], out var parsed) ? parsed
                : new Version()));
        return versions.OrderByDescending(item => item.version)
            .Select(item => Path.Combine(item.folder, "ref"))
            .Where(Directory.Exists)
            .SelectMany(Directory.EnumerateDirectories)
            .FirstOrDefault();
    }
}
