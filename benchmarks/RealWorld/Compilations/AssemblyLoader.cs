using System.Collections.Concurrent;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;

namespace RefreshRace.RealWorld.Compilations;

/// <summary>Loads source generators, and what lies beside them, into this process.</summary>
internal sealed class AssemblyLoader : IAnalyzerAssemblyLoader
{
    private readonly ConcurrentDictionary<string, bool> _folders = [];

    private AssemblyLoader() => AssemblyLoadContext.Default.Resolving += (context, name) =>
        _folders.Keys.Select(folder => Path.Combine(folder, name.Name + ".dll")).FirstOrDefault(File.Exists) is { } path ? context.LoadFromAssemblyPath(path) : null;

    public static AssemblyLoader Instance { get; } = new();

    public void AddDependencyLocation(string fullPath) => _folders.TryAdd(Path.GetDirectoryName(fullPath)!, true);

    public System.Reflection.Assembly LoadFromPath(string fullPath)
    {
        AddDependencyLocation(fullPath);
        return AssemblyLoadContext.Default.LoadFromAssemblyPath(fullPath);
    }
}
