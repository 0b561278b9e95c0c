using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;

namespace RefreshRace.Analyzers.Symbols;

/// <summary>Types that the rules know by metadata name, looked up once per compilation.</summary>
internal sealed class WellKnownTypes(Compilation compilation)
{
    private readonly ConcurrentDictionary<string, INamedTypeSymbol?> _types = new(StringComparer.Ordinal);

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
