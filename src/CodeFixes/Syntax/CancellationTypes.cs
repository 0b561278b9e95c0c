using Microsoft.CodeAnalysis;

namespace RefreshRace.CodeFixes.Syntax;

/// <summary>The types that carry a request for cancellation.</summary>
internal static class CancellationTypes
{
    public static bool IsCancellationToken(ITypeSymbol? type) =>
        type is { Name: "CancellationToken",
            ContainingNamespace: { Name: "Threading",
                ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } };

    /// <summary>A cancellation token, or one that may be missing: <c>CancellationToken?</c>.</summary>
    public static bool IsCancellation(ITypeSymbol? type) => IsCancellationToken(type) || IsOptionalCancellation(type);

    /// <summary>An expression of such a type where a token is expected: one that may be missing is asked for its value.</summary>
    public static string AsCancellationToken(string expression, ITypeSymbol? type) =>
        IsOptionalCancellation(type) ? expression + ".GetValueOrDefault()" : expression;

    /// <summary>Whether it must be asked for its value where a token is expected.</summary>
    public static bool IsOptionalCancellation(ITypeSymbol? type) =>
        type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } optional
            && IsCancellationToken(optional.TypeArguments[0]);
}
