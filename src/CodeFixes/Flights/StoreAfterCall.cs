using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.CodeFixes.Sites;
using RefreshRace.CodeFixes.Syntax;

namespace RefreshRace.CodeFixes.Flights;

/// <summary>
/// A rotated token that is stored behind the call which brings it: <c>var tokens = await call; … _refreshToken = tokens.RefreshToken</c>.
/// Were the call alone a flight, a caller in between would
/// present the old one.
/// </summary>
internal static class StoreAfterCall
{
    public static bool Follows(InvocationExpressionSyntax wrapped, RefreshCallSite site, CancellationToken cancellationToken)
    {
        var whole = wrapped.Ancestors()
            .TakeWhile(at => at is ExpressionSyntax or EqualsValueClauseSyntax or ArgumentListSyntax or ArgumentSyntax).LastOrDefault()
            ?? wrapped;
        var local = whole.Parent is VariableDeclaratorSyntax declarator ? declarator.Identifier.ValueText
            : whole is AssignmentExpressionSyntax { Left: IdentifierNameSyntax target } ? target.Identifier.ValueText
            : null;
        if (local is null || site.Function is not { } function)
        {
            return false;
        }

        // And what is taken from it on the way: var token = response.Resource.
        var answers = new HashSet<string>(StringComparer.Ordinal) { local };
        foreach (var taken in function.Body.DescendantNodes().OfType<VariableDeclaratorSyntax>()
            .Where(taken => taken.SpanStart > wrapped.SpanStart && taken.Initializer is not null && Mentions(taken.Initializer.Value)))
        {
            answers.Add(taken.Identifier.ValueText);
        }

        return function.Body.DescendantNodes().OfType<AssignmentExpressionSyntax>().Any(store =>
            IsState(store.Left) && Expressions.LastName(store.Left) is { } name && InputNames.IsTokenName(name) && Mentions(store.Right));

        bool Mentions(ExpressionSyntax value) =>
            value.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Any(source => answers.Contains(source.Identifier.ValueText));

        // A member of the object, or of one that it has: an object of the caller's, or one made here, is nobody else's.
        bool IsState(ExpressionSyntax target) => target switch
        {
            MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } => true,
            MemberAccessExpressionSyntax access =>
                site.Model.GetSymbolInfo(access, cancellationToken).Symbol is { IsStatic: true } || IsState(access.Expression),
            IdentifierNameSyntax name =>
                site.Model.GetSymbolInfo(name, cancellationToken).Symbol is IFieldSymbol or IPropertySymbol
                    or IParameterSymbol { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } },
            _ => false,
        };
    }
}
