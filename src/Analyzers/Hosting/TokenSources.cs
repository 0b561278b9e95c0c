using Microsoft.CodeAnalysis;
using RefreshRace.Analyzers.Symbols;

namespace RefreshRace.Analyzers.Hosting;

/// <summary>
/// Implementations of <c>RefreshRace.Extensions.ITokenSource</c>, whose renewal is called inside a flight that is keyed by the refresh
/// token.
/// </summary>
internal static class TokenSources
{
    public static bool IsRenewal(IMethodSymbol member, WellKnownTypes symbols) =>
        symbols.Type("RefreshRace.Extensions.ITokenSource") is { } contract
        && contract.GetMembers("RenewAsync").Any(promise =>
            SymbolEqualityComparer.Default.Equals(member.ContainingType.FindImplementationForInterfaceMember(promise), member));
}
