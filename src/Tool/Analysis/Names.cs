using Microsoft.CodeAnalysis;

namespace RefreshRace.Tool.Analysis;

/// <summary>How symbols are named in the reports.</summary>
internal static class Names
{
    /// <summary>Type and member, e.g. <c>SessionService.RefreshAsync</c>.</summary>
    public static string OfMember(ISymbol? member)
    {
        if (member is null)
        {
            return "top level";
        }

        var type = member.ContainingType is { } containing ? OfType(containing) : null;
        var name = member switch
        {
            IMethodSymbol { MethodKind: MethodKind.Constructor or MethodKind.StaticConstructor } => "new",
            { Name: "<Main>$" } => "Main",
            _ => member.Name[(member.Name.LastIndexOf('.') + 1)..],
        };
        return type is null ? name : $"{type}.{name}";
    }

    /// <summary>A type without its namespace, with the types around it.</summary>
    public static string OfType(INamedTypeSymbol type) =>
        type.ContainingType is { } outer ? $"{OfType(outer)}.{type.Name}" : type.Name;

    /// <summary>Namespace, types and member without parameters: what stays the same when a parameter is added.</summary>
    public static string Qualified(ISymbol member)
    {
        var type = member as INamedTypeSymbol ?? member.ContainingType;
        var space = type?.ContainingNamespace is { IsGlobalNamespace: false } found ? found.ToDisplayString() + "." : "";
        return member is INamedTypeSymbol ? space + OfType(type!) : space + OfMember(member);
    }
}
