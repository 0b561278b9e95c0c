using Microsoft.CodeAnalysis;

namespace RefreshRace.Analyzers.Knowledge;

/// <summary>One row of the catalogue: what is known about a method, or about all methods of a type, of a published package.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Type">The full metadata name of the type that declares it.</param>
/// <param name="Method">The method's name, which stands for all its overloads; empty where the row speaks of the whole type.</param>
/// <param name="Token">The ordinal of the argument that is the refresh token, or holds it; -1 where the client holds it or where the parameter's name tells.</param>
/// <param name="Overloads">Which of the overloads are meant.</param>
internal sealed record SdkRow(SdkKind Kind, string Type, string Method, int Token, Overloads Overloads)
{
    public bool Declares(INamedTypeSymbol type) =>
        Type.EndsWith(type.MetadataName, StringComparison.Ordinal) && FullName(type.OriginalDefinition) == Type;

    private static string FullName(INamedTypeSymbol type)
    {
        if (type.ContainingType is { } outer)
        {
            return FullName(outer) + "." + type.MetadataName;
        }

        return type.ContainingNamespace is { IsGlobalNamespace: false } space ? space.ToDisplayString() + "." + type.MetadataName : type.MetadataName;
    }
}
