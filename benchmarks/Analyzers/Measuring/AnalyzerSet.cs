using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using RefreshRace.Analyzers;
using RefreshRace.RealWorld.Compilations;

namespace RefreshRace.AnalyzerBenchmarks.Measuring;

/// <summary>The analyzers of one package, as it turns them on by default.</summary>
/// <param name="Name">The package's name and version.</param>
internal sealed record AnalyzerSet(string Name, ImmutableArray<DiagnosticAnalyzer> Analyzers)
{
    public static AnalyzerSet Ours { get; } = new("RefreshRace", [new RefreshRaceAnalyzer()]);

    public static AnalyzerSet Floor { get; } = new("empty analyzer", [new EmptyAnalyzer()]);

    /// <summary>Another build of RefreshRace, to be compared with this one.</summary>
    public static AnalyzerSet Other(string path)
    {
        var assembly = new AssemblyLoadContext("other").LoadFromAssemblyPath(Path.GetFullPath(path));
        return new("RefreshRace, other", [(DiagnosticAnalyzer)Activator.CreateInstance(assembly.GetType("RefreshRace.Analyzers.RefreshRaceAnalyzer", throwOnError: true)!)!]);
    }

    /// <summary>The peers whose packages this project restored, and the SDK's own.</summary>
    public static IEnumerable<AnalyzerSet> Peers()
    {
        var packages = Metadata("PackageRoot").Single();
        foreach (var peer in Metadata("Peer"))
        {
            yield return new(peer, Load(Files(Path.Combine(packages, peer.ToLowerInvariant(), "analyzers"))));
        }

        yield return new("the SDK's", Load(Directory.GetFiles(Path.Combine(Framework.SdkFolder, "Sdks", "Microsoft.NET.Sdk", "analyzers"), "*NetAnalyzers.dll")));
    }

    // Packages that serve several compilers have a folder for each; the newest is taken, as the SDK does.
    private static IEnumerable<string> Files(string folder)
    {
        var files = Directory.EnumerateFiles(folder, "*.dll", SearchOption.AllDirectories)
            .Where(path => !path.EndsWith(".resources.dll", StringComparison.Ordinal) && !path.Contains("/vb/", StringComparison.Ordinal))
            .ToList();
        var newest = files.Select(RoslynOf).Max();
        return files.Where(path => RoslynOf(path) == newest);
    }

    private static Version? RoslynOf(string path) =>
        path.Split('/').FirstOrDefault(part => part.StartsWith("roslyn", StringComparison.Ordinal)) is { } part && Version.TryParse(part[6..], out var version) ? version : null;

    private static ImmutableArray<DiagnosticAnalyzer> Load(IEnumerable<string> files)
    {
        var paths = files.ToList();
        paths.ForEach(AssemblyLoader.Instance.AddDependencyLocation);
        return [.. paths.SelectMany(path => new AnalyzerFileReference(path, AssemblyLoader.Instance).GetAnalyzers(LanguageNames.CSharp))];
    }

    private static IEnumerable<string> Metadata(string key) =>
        typeof(AnalyzerSet).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Where(attribute => attribute.Key == key).Select(attribute => attribute.Value!);
}
