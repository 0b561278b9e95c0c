using Microsoft.CodeAnalysis;
using RefreshRace.CodeFixes.Syntax;

namespace RefreshRace.CodeFixes.Keys;

/// <summary>What the types of inputs say about them.</summary>
internal static class InputTypes
{
    private static readonly string[] s_serviceSuffixes =
        ["Client", "Service", "Services", "Store", "Manager", "Repository", "Cache", "Factory", "Logger", "Provider", "Options",
            "Configuration", "Accessor", "Settings", "Config", "Storage", "Handler", "DbContext"];

    private static readonly string[] s_callerObjects = ["Context", "Request", "Response", "Message", "EventArgs", "Args", "Principal",
        "Identity", "Builder", "Scope"];

    /// <summary>Equal values are equal keys, in any two calls.</summary>
    public static bool IsValueLike(ITypeSymbol type) =>
        !CancellationTypes.IsCancellationToken(type) && IsComparable(type);

    private static bool IsComparable(ITypeSymbol type) =>
        type.SpecialType is SpecialType.System_String or (>= SpecialType.System_Boolean and <= SpecialType.System_Double)
            or SpecialType.System_DateTime
        || type.TypeKind == TypeKind.Enum
        || type is INamedTypeSymbol { IsRecord: true }
        || type is { Name: "Guid" or "Uri" or "DateTimeOffset" or "TimeSpan" or "StringValues", ContainingNamespace: not null }
        || type.IsValueType
            && type.AllInterfaces.Any(at => at.MetadataName == "IEquatable`1"
                && SymbolEqualityComparer.Default.Equals(at.TypeArguments[0], type));

    /// <summary>Types that do work for their user and carry no input of it.</summary>
    public static bool IsServiceLike(ITypeSymbol type) =>
        type.TypeKind == TypeKind.Interface
            && type.ContainingNamespace?.ToDisplayString() is not ("System.Collections.Generic" or "System.Collections"
                or "System.Collections.Immutable" or "System")
        || s_serviceSuffixes.Any(suffix => type.Name.EndsWith(suffix, StringComparison.Ordinal));

    /// <summary>Types that hold what one caller brought along.</summary>
    public static bool IsCallerObject(ITypeSymbol type) =>
        type.SpecialType != SpecialType.None
            || type.TypeKind is TypeKind.Delegate or TypeKind.Array or TypeKind.TypeParameter or TypeKind.Dynamic or TypeKind.Error
        || s_callerObjects.Any(suffix => type.Name.EndsWith(suffix, StringComparison.Ordinal))
        || type.AllInterfaces.Append(type)
            .Any(at => at.SpecialType == SpecialType.System_Collections_IEnumerable || at.Name == "IProgress");

    /// <summary>Whether equal values of a type are one session's token.</summary>
    public static bool IsKey(ITypeSymbol type) =>
        type.SpecialType != SpecialType.System_Boolean
            && InputTypes.IsValueLike(type)
            && type.OriginalDefinition.SpecialType != SpecialType.System_Nullable_T;
}
