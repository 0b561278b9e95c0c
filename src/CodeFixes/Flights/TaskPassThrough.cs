using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.CodeFixes.Syntax;

namespace RefreshRace.CodeFixes.Flights;

/// <summary>An async function that has nothing to await any more but a flight: it becomes one that returns the flight's task.</summary>
internal static class TaskPassThrough
{
    /// <summary>The function as it is and as it becomes; null where it is not async, or gives another type back.</summary>
    public static (SyntaxNode Old, SyntaxNode New)? Of(WrapPlan plan, ExpressionSyntax run)
    {
        if (plan.Site.Function is not { LambdaBetween: null } function || !function.Modifiers.Any(SyntaxKind.AsyncKeyword)
            || ReturnShape.Of(function.Symbol.ReturnType) is not { IsAsync: true } shape
            || shape.Result is { } result && !IsSame(result, plan.Shape.Result))
        {
            return null;
        }

        var value = shape.IsValueTask ? ValueTasks.Of(run, shape.Result, plan.Site.Style) : run;
        SyntaxNode? all = plan.Wrapped.FirstAncestorOrSelf<AwaitExpressionSyntax>();
        switch (all?.Parent)
        {
            case ReturnStatementSyntax or ArrowExpressionClauseSyntax:
                break;
            case ExpressionStatementSyntax statement:
                all = statement;
                break;
            default:
                return null;
        }

        SyntaxNode changed = all is ExpressionStatementSyntax
            ? SyntaxFactory.ReturnStatement(value)
                .WithReturnKeyword(SyntaxFactory.Token(SyntaxKind.ReturnKeyword).WithTrailingTrivia(SyntaxFactory.Space))
                .WithTriviaFrom(all)
            : value.WithTriviaFrom(all);
        return function.Declaration.ReplaceNode(all, changed) switch
        {
            MethodDeclarationSyntax method =>
                (function.Declaration, method.WithModifiers(Modifiers.WithoutAsync(method.Modifiers))
                    .WithLeadingTrivia(method.GetLeadingTrivia())),
            LocalFunctionStatementSyntax local =>
                (function.Declaration, local.WithModifiers(Modifiers.WithoutAsync(local.Modifiers))
                    .WithLeadingTrivia(local.GetLeadingTrivia())),
            _ => null,
        };
    }

    // A task of something is no task of something that may be null.
    private static bool IsSame(ITypeSymbol returned, ITypeSymbol? flown) =>
        SymbolEqualityComparer.Default.Equals(returned, flown)
            && returned.NullableAnnotation == NullableAnnotation.Annotated == (flown!.NullableAnnotation == NullableAnnotation.Annotated);
}
