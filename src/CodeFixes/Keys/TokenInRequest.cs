using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.CodeFixes.Syntax;

namespace RefreshRace.CodeFixes.Keys;

/// <summary>A refresh token that travels inside of an object.</summary>
internal static class TokenInRequest
{
    /// <summary>
    /// The refresh token of a request object that is handed over as a whole: <c>request.RefreshToken</c> for
    /// <c>api.RefreshAsync(request)</c>.
    /// </summary>
    public static IEnumerable<(MemberAccessExpressionSyntax Token, ISymbol Request, IPropertySymbol Property)> HandedOver(
        ExpressionSyntax call, SemanticModel model, CancellationToken cancellationToken)
    {
        if (call is not InvocationExpressionSyntax { ArgumentList.Arguments: var arguments })
        {
            yield break;
        }

        foreach (var name in arguments.Select(argument => argument.Expression).OfType<IdentifierNameSyntax>())
        {
            if (model.GetSymbolInfo(name, cancellationToken).Symbol is (IParameterSymbol or ILocalSymbol) and var request
                && model.GetTypeInfo(name, cancellationToken).Type is INamedTypeSymbol type && TokenPropertyOf(type) is { } property)
            {
                yield return (Member(name.Identifier.ValueText, property), request, property);
            }
        }
    }

    /// <summary>A parameter that is the token, as a library has taken it apart: its text is the key.</summary>
    public static IEnumerable<(MemberAccessExpressionSyntax Token, ISymbol Request, IPropertySymbol Property)> Parsed(
        EnclosingFunction function) =>
        from parameter in function.Symbol.Parameters
        where InputNames.IsTokenName(parameter.Name)
        let property = parameter.Type is INamedTypeSymbol type ? TokenPropertyOf(type) : null
        where property is not null
        select (Member(parameter.Name, property), (ISymbol)parameter, property);

    private static IPropertySymbol? TokenPropertyOf(INamedTypeSymbol type)
    {
        if (type.TypeKind is not (TypeKind.Class or TypeKind.Struct) || type.SpecialType != SpecialType.None)
        {
            return null;
        }

        var properties = type.GetMembers().OfType<IPropertySymbol>()
            .Where(property => property is { IsStatic: false, IsIndexer: false, GetMethod.DeclaredAccessibility: Accessibility.Public }
                && (InputNames.IsTokenName(property.Name) || InputNames.IsTokenText(property))
                && InputTypes.IsKey(property.Type))
            .ToArray();
        return properties.Length == 1 ? properties[0] : null;
    }

    private static MemberAccessExpressionSyntax Member(string name, IPropertySymbol property) =>
        SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, SyntaxFactory.IdentifierName(name),
            SyntaxFactory.IdentifierName(property.Name));
}
