using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;

namespace RefreshRace.Analyzers.Symbols;

/// <summary>Types that the rules know by metadata name, looked up once per compilation.</summary>
internal sealed class WellKnownTypes(Compilation compilation)
{
    private readonly ConcurrentDictionary<string, INamedTypeSymbol?> _types = new(StringComparer.Ordinal);

    public INamedTypeSymbol? SingleFlight => Type("RefreshRace.SingleFlight`2");

    public INamedTypeSymbol? CancellationToken => Type("System.Threading.CancellationToken");

    public INamedTypeSymbol? Task => Type("System.Threading.Tasks.Task");

    public INamedTypeSymbol? TaskOfT => Type("System.Threading.Tasks.Task`1");

    public INamedTypeSymbol? ValueTask => Type("System.Threading.Tasks.ValueTask");

    public INamedTypeSymbol? ValueTaskOfT => Type("System.Threading.Tasks.ValueTask`1");

    public INamedTypeSymbol? IDisposable => Type("System.IDisposable");

    /// <summary>The type of that metadata name. Where several assemblies define it, the one of this compilation, else the first that is visible.</summary>
    public INamedTypeSymbol? Type(string metadataName) => _types.GetOrAdd(metadataName, Find);

    private INamedTypeSymbol? Find(string metadataName)
    {
        INamedTypeSymbol? best = null;
        foreach (var candidate in compilation.GetTypesByMetadataName(metadataName))
        {
            if (SymbolEqualityComparer.Default.Equals(candidate.ContainingAssembly, compilation.Assembly))
            {
                return candidate;
            }

            if (best is null && candidate.DeclaredAccessibility == Accessibility.Public)
            {
                best = candidate;
            }
        }

        return best;
    }
}
