using System.Reflection;
using Microsoft.CodeAnalysis;

namespace RefreshRace.RealWorld.Compilations;

/// <summary>The reference assemblies of .NET and ASP.NET Core that come with the SDK, and RefreshRace.dll; read once a process.</summary>
internal static class Framework
{
    private static readonly string[] Packs = ["Microsoft.NETCore.App.Ref", "Microsoft.AspNetCore.App.Ref"];

    private static readonly Lazy<Dictionary<string, MetadataReference>> Loaded = new(() => Packs
        .SelectMany(PackFiles)
        .GroupBy(path => Path.GetFileNameWithoutExtension(path)!, StringComparer.OrdinalIgnoreCase)
        .ToDictionary(group => group.Key, group => (MetadataReference)MetadataReference.CreateFromFile(group.First()), StringComparer.OrdinalIgnoreCase));

    private static readonly Lazy<MetadataReference> LoadedRuntime = new(() => MetadataReference.CreateFromFile(Path.Combine(AppContext.BaseDirectory, "RefreshRace.dll")));

    /// <summary>Gets the references by assembly name.</summary>
    public static IReadOnlyDictionary<string, MetadataReference> References => Loaded.Value;

    public static MetadataReference Runtime => LoadedRuntime.Value;

    public static string SdkFolder => Metadata("SdkRoot");

    /// <summary>The places of an analyzer assembly that comes with the reference assemblies.</summary>
    public static IEnumerable<string> FindAnalyzer(string file) => Packs.Select(pack => Path.Combine(Newest(pack), "analyzers", "dotnet", "cs", file)).Where(File.Exists);

    private static string Metadata(string key) =>
        typeof(Framework).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;

    private static string Newest(string pack) =>
        Directory.GetDirectories(Path.Combine(Metadata("PackRoot"), pack)).OrderBy(path => Version.Parse(Path.GetFileName(path)!.Split('-')[0])).Last();

    private static IEnumerable<string> PackFiles(string pack) => Directory.GetFiles(Directory.GetDirectories(Path.Combine(Newest(pack), "ref")).Single(), "*.dll");
}
