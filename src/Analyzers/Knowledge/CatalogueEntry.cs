using Microsoft.CodeAnalysis;

namespace RefreshRace.Analyzers.Knowledge;

/// <summary>A method of a known SDK that redeems a refresh token and does not merge concurrent calls.</summary>
/// <param name="Type">The full metadata name of the type that declares it, without its arity.</param>
/// <param name="Method">The method's name. Signatures differ between versions, so that they are compared only where <paramref name="Overloads"/> says so.</param>
/// <param name="Token">The ordinal of the argument that is the refresh token, or holds it; -1 where the client holds it or where the parameter's name tells.</param>
internal sealed record CatalogueEntry(string Type, string Method, Overloads Overloads = Overloads.All, int Token = -1)
{
    public bool Declares(INamedTypeSymbol type) =>
        Type.EndsWith(type.Name, StringComparison.Ordinal) && FullName(type.OriginalDefinition) == Type;

    private static string FullName(INamedTypeSymbol type)
    {
        if (type.ContainingType is { } outer)
        {
            return FullName(outer) + "." + type.Name;
        }

        return type.ContainingNamespace is { IsGlobalNamespace: false } space ? space.ToDisplayString() + "." + type.Name : type.Name;
    }
}
