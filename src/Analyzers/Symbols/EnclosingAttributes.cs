using Microsoft.CodeAnalysis;

namespace RefreshRace.Analyzers.Symbols;

/// <summary>Attributes that hold for a member because they stand on it or on a type around it.</summary>
internal static class EnclosingAttributes
{
    public static bool Cover(ISymbol member, Func<AttributeData, bool> isMeant)
    {
        for (ISymbol? at = member; at is not null and not INamespaceSymbol; at = at.ContainingSymbol)
        {
            if (at.GetAttributes().Any(isMeant))
            {
                return true;
            }
        }

        return false;
    }
}
