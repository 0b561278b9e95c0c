using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Knowledge;

namespace RefreshRace.Analyzers.Refreshes;

/// <summary>Evidence of the first kind: a call of a catalogued SDK method, of an override or an implementation of one.</summary>
internal static class CatalogueEvidence
{
    /// <summary>The entry that the call matches, or null. A method whose body is in this compilation is the SDK itself: its body speaks.</summary>
    public static SdkRow? Of(IInvocationOperation call, AnalysisScope scope)
    {
        var method = (call.TargetMethod.ReducedFrom ?? call.TargetMethod).OriginalDefinition;
        if (!scope.Catalogue.ByMethod.TryGetValue(method.Name, out var entries) || method.ContainingType is null
            || SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, scope.Compilation.Assembly) || NeverARefresh.IsOfAnotherTrade(method))
        {
            return null;
        }

        foreach (var entry in entries)
        {
            if (IsDeclaredBy(entry, method) && IsRefreshOverload(entry, call, method))
            {
                return entry;
            }
        }

        return null;
    }

    private static bool IsDeclaredBy(SdkRow entry, IMethodSymbol method)
    {
        for (var at = method; at is not null; at = at.OverriddenMethod?.OriginalDefinition)
        {
            if (entry.Declares(at.ContainingType))
            {
                return true;
            }
        }

        // The class that a client is declared as implements the interface that the catalogue names.
        foreach (var implemented in method.ContainingType.AllInterfaces)
        {
            if (entry.Declares(implemented))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsRefreshOverload(SdkRow entry, IInvocationOperation call, IMethodSymbol method) => entry.Overloads switch
    {
        Overloads.RefreshRequest => method.Parameters.Any(parameter => parameter.Type.Name.Has("Refresh")) || call.Arguments.Any(argument => argument.Value.Unwrap().Type?.Name.Has("Refresh") ?? false),
        Overloads.RefreshTokenParameter => method.Parameters.Any(parameter => Vocabulary.NamesRefreshToken(parameter.Name)),
        Overloads.GrantArgument => call.Arguments.Any(argument => argument.Parameter is { Name: var name } && PayloadTexts.IsGrantKey(name) && ConstantText.Of(argument.Value).Any(PayloadTexts.IsRefreshGrant)),
        _ => true,
    };

    /// <summary>The argument that the entry says is the refresh token, or holds it.</summary>
    public static IOperation? TokenOf(SdkRow entry, IInvocationOperation call)
    {
        // In the reduced call form of an extension method the operation still lists the receiver first.
        var argument = entry.Token < 0 ? null : call.Arguments.FirstOrDefault(candidate => candidate.Parameter?.Ordinal == entry.Token);
        return argument is null or { ArgumentKind: ArgumentKind.DefaultValue } ? null : argument.Value;
    }
}
