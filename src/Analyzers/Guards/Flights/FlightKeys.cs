using Microsoft.CodeAnalysis;

namespace RefreshRace.Analyzers.Guards;

/// <summary>Whether two keys that say the same are equal: a flight finds its joiners by the equality of their keys.</summary>
internal static class FlightKeys
{
    // A record of records of records: what lies deeper is not looked at.
    private const int MaxDepth = 3;

    /// <summary>The type by which two equal tokens would be two keys; null where the key compares by value, or where that cannot be told.</summary>
    public static ITypeSymbol? WithoutValueEquality(ITypeSymbol key) => Find(key, 0);

    private static ITypeSymbol? Find(ITypeSymbol type, int depth)
    {
        if (depth > MaxDepth || type.TypeKind is TypeKind.Enum or TypeKind.TypeParameter or TypeKind.Error or TypeKind.Dynamic
            || type.SpecialType is not (SpecialType.None or SpecialType.System_Nullable_T) || IsCancellation(type))
        {
            return null;
        }

        if (type is IArrayTypeSymbol || IsMemory(type) || type.TypeKind == TypeKind.Delegate)
        {
            return type;
        }

        return type switch
        {
            INamedTypeSymbol { IsTupleType: true } tuple => tuple.TupleElements.Select(element => Find(element.Type, depth + 1)).FirstOrDefault(found => found is not null),
            INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable => Find(nullable.TypeArguments[0], depth + 1),
            INamedTypeSymbol { TypeKind: TypeKind.Interface } contract => IsCollection(contract) ? contract : null,
            INamedTypeSymbol { IsRecord: true } record => HasOwnEquality(record) ? null : OfState(record, depth),
            INamedTypeSymbol { TypeKind: TypeKind.Struct } value => HasOwnEquality(value) ? null : OfState(value, depth),
            INamedTypeSymbol { TypeKind: TypeKind.Class } reference => HasOwnEquality(reference) ? null : reference,
            _ => null,
        };
    }

    private static ITypeSymbol? OfState(INamedTypeSymbol type, int depth) => type.GetMembers().OfType<IFieldSymbol>()
        .Where(field => !field.IsStatic && type.DeclaringSyntaxReferences.Length > 0)
        .Select(field => Find(field.Type, depth + 1)).FirstOrDefault(found => found is not null);

    /// <summary>Whether somebody wrote an Equals for the type or one of its bases. What a record gets from the compiler is not written.</summary>
    private static bool HasOwnEquality(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? at = type; at is not null && at.SpecialType is not (SpecialType.System_Object or SpecialType.System_ValueType); at = at.BaseType)
        {
            if (at.GetMembers(nameof(Equals)).OfType<IMethodSymbol>().Any(method => !method.IsStatic && !method.IsImplicitlyDeclared && method.Parameters.Length == 1))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsCollection(INamedTypeSymbol contract) =>
        contract.Name is "IEnumerable" or "ICollection" or "IList" or "IReadOnlyCollection" or "IReadOnlyList" or "IDictionary" or "IReadOnlyDictionary" or "ISet";

    private static bool IsMemory(ITypeSymbol type) => type.Name is "Memory" or "ReadOnlyMemory" or "ArraySegment" or "ReadOnlySequence" && type.ContainingNamespace?.ToDisplayString() is "System" or "System.Buffers";

    private static bool IsCancellation(ITypeSymbol type) => type.Name is "CancellationToken";
}
