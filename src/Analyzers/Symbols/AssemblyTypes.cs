using Microsoft.CodeAnalysis;

namespace RefreshRace.Analyzers.Symbols;

/// <summary>All types of an assembly, nested ones among them.</summary>
internal static class AssemblyTypes
{
    /// <summary>At most <paramref name="max"/> types.</summary>
    public static IEnumerable<INamedTypeSymbol> Of(IAssemblySymbol assembly, int max)
    {
        var pending = new Stack<INamespaceOrTypeSymbol>();
        pending.Push(assembly.GlobalNamespace);
        var count = 0;
        while (pending.Count > 0)
        {
            foreach (var member in pending.Pop().GetMembers())
            {
                if (member is INamespaceOrTypeSymbol inner)
                {
                    pending.Push(inner);
                    if (inner is INamedTypeSymbol type)
                    {
                        if (++count > max)
                        {
                            yield break;
                        }

                        yield return type;
                    }
                }
            }
        }
    }
}
