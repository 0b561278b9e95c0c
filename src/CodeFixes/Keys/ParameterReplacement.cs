using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.CodeFixes.Syntax;

namespace RefreshRace.CodeFixes.Keys;

/// <summary>
/// An object that a private function updates and returns, while all its callers put what it returns in the object's place: whoever joins
/// another's run gets the updated one.
/// </summary>
internal static class ParameterReplacement
{
    public static bool Is(IParameterSymbol parameter, EnclosingFunction function, SemanticModel model, CancellationToken cancellationToken)
    {
        var symbol = function.Symbol;
        if (symbol is not { DeclaredAccessibility: Accessibility.Private, MethodKind: MethodKind.Ordinary,
            ContainingType.DeclaringSyntaxReferences.Length: 1 }
                || function.Declaration.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } type)
        {
            return false;
        }

        var returns = function.OwnNodes().OfType<ReturnStatementSyntax>().ToArray();
        var calls = type.DescendantNodes().OfType<SimpleNameSyntax>()
            .Where(name => name.Identifier.ValueText == symbol.Name
                && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name, cancellationToken).Symbol?.OriginalDefinition,
                    symbol.OriginalDefinition))
            .ToArray();
        return returns.Length > 0
            && returns.All(at => at.Expression is IdentifierNameSyntax name && name.Identifier.ValueText == parameter.Name)
            && calls.Length > 0 && calls.All(name => Replaces(name, parameter.Ordinal));
    }

    // x = await RefreshAsync(x, …)
    private static bool Replaces(SimpleNameSyntax name, int ordinal)
    {
        if ((name.Parent is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } own
            ? own.Parent
            : name.Parent) is not InvocationExpressionSyntax { ArgumentList.Arguments: var arguments } call
            || arguments.Count <= ordinal || arguments.Any(argument => argument.NameColon is not null))
        {
            return false;
        }

        ExpressionSyntax whole = call;
        while (whole.Parent is AwaitExpressionSyntax or ParenthesizedExpressionSyntax
            or MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" }
            or InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" } })
        {
            whole = (ExpressionSyntax)whole.Parent;
        }

        return whole.Parent is AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } assignment
            && assignment.Right == whole
            && assignment.Left.ToString() == arguments[ordinal].Expression.ToString();
    }
}
