using Microsoft.CodeAnalysis;

namespace RefreshRace.Analyzers.Hosting;

/// <summary>Implementations of <c>RefreshRace.Extensions.ITokenSource</c>, whose renewal is called inside a flight that is keyed by the refresh token.</summary>
internal static class TokenSources
{
    public static bool IsRenewal(IMethodSymbol member) => member.ContainingType.AllInterfaces.Any(contract =>
        contract is { Name: "ITokenSource", ContainingNamespace: { Name: "Extensions", ContainingNamespace: { Name: "RefreshRace", ContainingNamespace.IsGlobalNamespace: true } } }
        && contract.GetMembers("RenewAsync").Any(promise => SymbolEqualityComparer.Default.Equals(member.ContainingType.FindImplementationForInterfaceMember(promise), member)));
}
