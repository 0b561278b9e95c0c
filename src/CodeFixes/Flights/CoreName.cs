using Microsoft.CodeAnalysis;
using RefreshRace.CodeFixes.Sites;
using RefreshRace.CodeFixes.Syntax;

namespace RefreshRace.CodeFixes.Flights;

/// <summary>
/// The name of a core: RefreshAsync gives RefreshCoreAsync, Refresh gives RefreshCore, and the getter of Current gives GetCurrentCore or
/// GetCurrentCoreAsync.
/// </summary>
internal static class CoreName
{
    public static string For(EnclosingFunction function, ReturnShape shape, RefreshCallSite site)
    {
        var get = function.IsGetter ? "Get" : "";
        var async = shape.IsAsync && SaysAsync(function) ? "Async" : "";
        var wanted = get + Identifiers.WithoutAsync(function.Name) + "Core" + async;
        return site.TypeDeclaration is { } declaration
            ? UniqueNames.Member(wanted, site.Type!, declaration)
            : UniqueNames.Local(wanted, function.Declaration);
    }

    // A property, a base type or an interface dictates a name; the core's is free to say that it is awaited.
    private static bool SaysAsync(EnclosingFunction function) =>
        function.Name != Identifiers.WithoutAsync(function.Name)
            || function.IsGetter
            || function.Symbol.IsOverride
            || Implements(function.Symbol);

    private static bool Implements(IMethodSymbol method) =>
        !method.ExplicitInterfaceImplementations.IsEmpty
        || method.MethodKind == MethodKind.Ordinary && method.ContainingType.AllInterfaces.SelectMany(at => at.GetMembers(method.Name))
            .Any(member => SymbolEqualityComparer.Default.Equals(method.ContainingType.FindImplementationForInterfaceMember(member),
                method));
}
