using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.Analyzers.Knowledge;

namespace RefreshRace.Analyzers.Refreshes;

/// <summary>Request types that say <c>refresh_token</c> by themselves: a property's default or getter, a constructor's assignment, an argument to the base's constructor.</summary>
internal static class DefaultGrant
{
    // A request model has few bases.
    private const int MaxBases = 4;

    // Nor is it long.
    private const int MaxNodes = 2_000;

    public static bool IsRefresh(ITypeSymbol type)
    {
        if (type.Name.Has("refresh") && type.DeclaringSyntaxReferences.Any(reference => WritesGrant(reference.GetSyntax())))
        {
            return true;
        }

        ITypeSymbol? at = type;
        for (var depth = 0; at is not null && depth < MaxBases && at.SpecialType == SpecialType.None; depth++, at = at.BaseType)
        {
            foreach (var member in at.GetMembers())
            {
                if (member switch
                {
                    IPropertySymbol or IFieldSymbol => PayloadTexts.IsGrantKey(member.Name) && ConstantText.LiteralOf(member) is { } literal && PayloadTexts.IsRefreshGrant(literal),
                    IMethodSymbol { MethodKind: MethodKind.Constructor } constructor => constructor.DeclaringSyntaxReferences.Any(reference => SetsGrant(reference.GetSyntax())),
                    _ => false,
                })
                {
                    return true;
                }
            }
        }

        return false;
    }

    // A request that is named for a refresh and writes itself into a form: [GrantType] = GrantTypes.RefreshToken.
    private static bool WritesGrant(SyntaxNode declaration)
    {
        var key = false;
        var value = false;
        foreach (var node in declaration.DescendantNodes().Take(MaxNodes))
        {
            // What awaits is no message; it sends by itself, and speaks for itself.
            if (node is AwaitExpressionSyntax)
            {
                return false;
            }

            if (node is ExpressionSyntax expression)
            {
                value |= IsRefreshText(expression);
                key |= expression is LiteralExpressionSyntax { Token.ValueText: "grant_type" } || (NameOf(expression) is { } name && PayloadTexts.IsGrantKey(name));
            }
        }

        return key && value;
    }

    private static bool SetsGrant(SyntaxNode declaration) => declaration switch
    {
        ConstructorDeclarationSyntax constructor =>
            (constructor.Initializer?.ArgumentList.Arguments.Any(argument => IsRefreshText(argument.Expression)) ?? false)
            || constructor.DescendantNodes().OfType<AssignmentExpressionSyntax>().Any(assignment => NameOf(assignment.Left) is { } name && PayloadTexts.IsGrantKey(name) && IsRefreshText(assignment.Right)),
        TypeDeclarationSyntax { BaseList.Types: { Count: > 0 } bases } =>
            bases.OfType<PrimaryConstructorBaseTypeSyntax>().Any(primary => primary.ArgumentList.Arguments.Any(argument => IsRefreshText(argument.Expression))),
        _ => false,
    };

    private static string? NameOf(ExpressionSyntax expression) => expression switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        _ => null,
    };

    private static bool IsRefreshText(ExpressionSyntax expression) => expression switch
    {
        LiteralExpressionSyntax { RawKind: (int)SyntaxKind.StringLiteralExpression } literal => Vocabulary.Plain(literal.Token.ValueText) == "refreshtoken",
        MemberAccessExpressionSyntax access => Vocabulary.Plain(access.Name.Identifier.ValueText) == "refreshtoken" && access.Expression.ToString().IndexOf("grant", StringComparison.OrdinalIgnoreCase) >= 0,
        _ => false,
    };
}
