using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;

namespace RefreshRace.Verification;

/// <summary>The reference assemblies of the SDK that runs the tests, read from its targeting packs.</summary>
public static class Framework
{
    private static readonly Lazy<ImmutableArray<MetadataReference>> s_netCore = new(() => Pack("Microsoft.NETCore.App.Ref"));
    private static readonly Lazy<ImmutableArray<MetadataReference>> s_aspNetCore = new(() => Pack("Microsoft.AspNetCore.App.Ref"));
    private static readonly Lazy<MetadataReference> s_runtime = new(() => MetadataReference.CreateFromFile(Path.Combine(AppContext.BaseDirectory, "RefreshRace.dll")));

    /// <summary>The base class library.</summary>
    public static ImmutableArray<MetadataReference> NetCore => s_netCore.Value;

    /// <summary>ASP.NET Core and Microsoft.Extensions, without the base class library.</summary>
    public static ImmutableArray<MetadataReference> AspNetCore => s_aspNetCore.Value;

    /// <summary>RefreshRace.dll: <c>SingleFlight</c> and what belongs to it.</summary>
    public static MetadataReference Runtime => s_runtime.Value;

    private static ImmutableArray<MetadataReference> Pack(string name)
    {
        var versionFolder = Path.Combine(Metadata("ReferencePackRoot"), name, Metadata("ReferencePackVersion"), "ref");
        var folder = Directory.Exists(versionFolder) ? Directory.GetDirectories(versionFolder).SingleOrDefault() : null;
        return folder is null
            ? throw new DirectoryNotFoundException($"The SDK has no targeting pack in {versionFolder}.")
            : [.. Directory.GetFiles(folder, "*.dll").Order(StringComparer.Ordinal).Select(file => MetadataReference.CreateFromFile(file))];
    }

    private static string Metadata(string key) =>
        typeof(Framework).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value
        ?? throw new InvalidOperationException($"The build recorded no {key}.");
}
