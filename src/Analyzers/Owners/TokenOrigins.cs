using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using RefreshRace.Analyzers.Flow;

namespace RefreshRace.Analyzers.Owners;

/// <summary>Whether a member reads the refresh token that it presents from state, or merely passes on what its caller gave it.</summary>
internal static class TokenOrigins
{
    // Words in a parameter's name or type that say it carries the token, alone or among others.
    private static readonly string[] CarrierWords =
    [
        "token", "refresh", "credential", "session", "secret", "grant", "auth", "form", "payload", "request", "parameters", "content", "body", "model", "dto", "input", "command", "data",
    ];

    /// <summary>The origin, and the parameters through which the token comes in when it does.</summary>
    public static (TokenOrigin Origin, ImmutableArray<IParameterSymbol> Carriers) Of(ImmutableArray<IOperation> tokens, MemberBody body)
    {
        if (tokens.IsDefaultOrEmpty)
        {
            return (TokenOrigin.Invisible, ImmutableArray<IParameterSymbol>.Empty);
        }

        var sources = ValueSources.Of(tokens, body);
        var carriers = sources.Parameters.Where(IsCarrier).ToImmutableArray();
        if (!carriers.IsEmpty)
        {
            return (TokenOrigin.Parameter, carriers);
        }

        if (!sources.Reads.IsEmpty)
        {
            return (TokenOrigin.State, ImmutableArray<IParameterSymbol>.Empty);
        }

        return sources.Parameters.Count > 0
            ? (TokenOrigin.Parameter, sources.Parameters.ToImmutableArray())
            : (TokenOrigin.Invisible, ImmutableArray<IParameterSymbol>.Empty);
    }

    private static bool IsCarrier(IParameterSymbol parameter) =>
        parameter.Type.Name is not ("CancellationToken" or "HttpContext" or "HttpClient")
        && CarrierWords.Any(word => Holds(parameter.Name, word) || (parameter.Type.SpecialType == SpecialType.None && Holds(parameter.Type.Name, word)));

    private static bool Holds(string text, string word) => text.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0;
}
