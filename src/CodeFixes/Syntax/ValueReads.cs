using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RefreshRace.CodeFixes.Syntax;

/// <summary>
/// Where code that becomes a flight's delegate reads the same value as the key: by its text, by what the names in it mean there, and by
/// the time at which it reads.
/// </summary>
internal static class ValueReads
{
    /// <param name="expression">The key, or a part of it.</param>
    /// <param name="code">The delegate's body.</param>
    /// <param name="call">The call in it that reads its arguments when the key is read: what runs later may find another value, but in a
    /// local that nothing there writes.</param>
    public static ExpressionSyntax[] Of(ExpressionSyntax expression, SyntaxNode code, ExpressionSyntax call, SemanticModel model,
        CancellationToken cancellationToken)
    {
        var text = expression.WithoutTrivia().ToString();
        var found = code.DescendantNodesAndSelf().OfType<ExpressionSyntax>()
            .Where(node => node.WithoutTrivia().ToString() == text
                && IsRead(node)
                && !ImpliedNames.IsNameOnly(node)
                && !IsOfItsOwn(node, code, model, cancellationToken))
            .ToArray();
        var isFixed = !Writes.Changes(code.DescendantNodesAndSelf(), expression)
            && found.All(node => IsFixed(node, model, cancellationToken));
        return isFixed ? found : [.. found.Where(node => RunsWith(node, call))];
    }

    private static bool IsRead(ExpressionSyntax node) => node.Parent switch
    {
        NameColonSyntax or NameEqualsSyntax or MemberBindingExpressionSyntax => false,
        MemberAccessExpressionSyntax access => access.Name != node,
        AssignmentExpressionSyntax assignment => assignment.Left != node,
        ArgumentSyntax argument => argument.RefKindKeyword.RawKind == 0,
        _ => true,
    };

    // The parameter of a lambda inside of the code, or a local there, that has the same name.
    private static bool IsOfItsOwn(ExpressionSyntax node, SyntaxNode code, SemanticModel model, CancellationToken cancellationToken) =>
        node.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Any(name =>
            model.GetSymbolInfo(name, cancellationToken).Symbol is (ILocalSymbol or IParameterSymbol or IRangeVariableSymbol
                or IMethodSymbol { MethodKind: MethodKind.LocalFunction }) and var symbol
            && symbol.DeclaringSyntaxReferences.Any(place => place.SyntaxTree == code.SyntaxTree && code.Span.Contains(place.Span)));

    private static bool IsFixed(ExpressionSyntax node, SemanticModel model, CancellationToken cancellationToken) =>
        node.DescendantNodesAndSelf()
            .All(part => part is not (MemberAccessExpressionSyntax or ConditionalAccessExpressionSyntax or InvocationExpressionSyntax
                or ElementAccessExpressionSyntax)
            && (part is not IdentifierNameSyntax
                || model.GetSymbolInfo(part, cancellationToken).Symbol is ILocalSymbol
                    or IParameterSymbol { ContainingSymbol: IMethodSymbol { MethodKind: not MethodKind.Constructor } }));

    private static bool RunsWith(ExpressionSyntax node, ExpressionSyntax call) =>
        call.Span.Contains(node.Span) && !node.Ancestors().TakeWhile(at => at != call).Any(at => at is AnonymousFunctionExpressionSyntax);
}
