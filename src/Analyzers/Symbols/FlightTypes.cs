using Microsoft.CodeAnalysis;

namespace RefreshRace.Analyzers.Symbols;

/// <summary>The flights that this project ships.</summary>
internal static class FlightTypes
{
    // ScopedSingleFlight is the form of the package RefreshRace.Extensions whose delegate also gets a service; its key and its token stand where those of the others stand.
    public static bool IsFlight(INamedTypeSymbol? type) =>
        type is { Name: "SingleFlight" or "SessionFlight", ContainingNamespace: { Name: "RefreshRace", ContainingNamespace.IsGlobalNamespace: true } }
            or { Name: "ScopedSingleFlight", ContainingNamespace: { Name: "Extensions", ContainingNamespace: { Name: "RefreshRace", ContainingNamespace.IsGlobalNamespace: true } } };
}
