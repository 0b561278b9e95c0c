using Microsoft.CodeAnalysis;
using RefreshRace.Analyzers.Symbols;

namespace RefreshRace.Analyzers.Refreshes;

/// <summary>
/// Names of members that referenced assemblies mark with a <c>RefreshOperationAttribute</c>. Such a name need not speak of a refresh, so the test of a file's
/// text must look for it. Only assemblies that define the attribute, or reference one that does, are read.
/// </summary>
internal static class DeclaredNames
{
    private const string Attribute = "RefreshOperationAttribute";

    // Libraries that mark their methods are small; beyond this the rest of an assembly is not read.
    private const int MaxTypes = 20_000;

    public static IEnumerable<string> InReferences(Compilation compilation, CancellationToken cancellationToken)
    {
        var assemblies = compilation.SourceModule.ReferencedAssemblySymbols;
        var definers = assemblies.Where(assembly => !IsOfTheFramework(assembly) && assembly.TypeNames.Contains(Attribute)).ToList();
        if (definers.Count == 0)
        {
            yield break;
        }

        foreach (var assembly in assemblies)
        {
            if (IsOfTheFramework(assembly) || !definers.Contains(assembly, SymbolEqualityComparer.Default) && !References(assembly, definers))
            {
                continue;
            }

            foreach (var type in AssemblyTypes.Of(assembly, MaxTypes))
            {
                cancellationToken.ThrowIfCancellationRequested();
                foreach (var member in type.GetMembers())
                {
                    if (member is IMethodSymbol or IPropertySymbol && HasMark(member))
                    {
                        yield return member.Name;
                    }
                }
            }
        }
    }

    // The framework marks nothing, and its lists of types are long.
    private static bool IsOfTheFramework(IAssemblySymbol assembly) =>
        assembly.Name.StartsWith("System.", StringComparison.Ordinal) || assembly.Name.StartsWith("Microsoft.", StringComparison.Ordinal) || assembly.Name is "mscorlib" or "netstandard" or "System";

    private static bool References(IAssemblySymbol assembly, List<IAssemblySymbol> definers) =>
        assembly.Modules.Any(module => module.ReferencedAssemblies.Any(reference => definers.Any(definer => definer.Identity.Name == reference.Name)));

    public static bool HasMark(ISymbol symbol) => symbol.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == Attribute);
}
