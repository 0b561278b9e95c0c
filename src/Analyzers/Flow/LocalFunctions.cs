using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RefreshRace.Analyzers.Flow;

/// <summary>Local functions stand in the member that calls them, so that their code is found from the call upwards.</summary>
internal static class LocalFunctions
{
    // Members with more operations than this are generated.
    private const int MaxOperations = 20_000;

    /// <summary>The code of the local function that is called, or null.</summary>
    public static IOperation? CodeOf(IInvocationOperation call)
    {
        if (call.TargetMethod.MethodKind != MethodKind.LocalFunction)
        {
            return null;
        }

        IOperation root = call;
        while (root.Parent is { } parent)
        {
            root = parent;
        }

        var method = call.TargetMethod.OriginalDefinition;
        return root.Descendants().Take(MaxOperations).OfType<ILocalFunctionOperation>()
            .FirstOrDefault(local => SymbolEqualityComparer.Default.Equals(local.Symbol.OriginalDefinition, method))?.Body;
    }
}
