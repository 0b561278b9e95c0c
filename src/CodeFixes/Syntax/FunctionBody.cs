using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RefreshRace.CodeFixes.Syntax;

/// <summary>The innermost body around a piece of code: of a method, accessor, local function or lambda.</summary>
/// <param name="Body">The block, or the expression behind an arrow.</param>
/// <param name="IsAsync">Whether an await may stand in it.</param>
/// <param name="Result">What its <c>return</c> gives; null for nothing. Of an async function, what its task gives.</param>
internal sealed record FunctionBody(SyntaxNode Body, SyntaxNode Declaration, bool IsAsync, ITypeSymbol? Result)
{
    /// <summary>
    /// Null outside of functions, in constructors and finalizers, and where the return type is none that a caller waits for.
    /// </summary>
    public static FunctionBody? Of(SyntaxNode code, SemanticModel model, CancellationToken cancellationToken)
    {
        for (var at = code.Parent; at is not null; at = at.Parent)
        {
            switch (at)
            {
                case AnonymousFunctionExpressionSyntax lambda:
                    return New(lambda, lambda.Body, lambda.AsyncKeyword.RawKind != 0,
                        model.GetSymbolInfo(lambda, cancellationToken).Symbol);
                case LocalFunctionStatementSyntax local:
                    return New(local, (SyntaxNode?)local.Body
                        ?? local.ExpressionBody?.Expression, local.Modifiers.Any(SyntaxKind.AsyncKeyword),
                        model.GetDeclaredSymbol(local, cancellationToken));
                case MethodDeclarationSyntax method:
                    return New(method, (SyntaxNode?)method.Body ?? method.ExpressionBody?.Expression,
                        method.Modifiers.Any(SyntaxKind.AsyncKeyword), model.GetDeclaredSymbol(method, cancellationToken));
                case AccessorDeclarationSyntax accessor:
                    return New(accessor, (SyntaxNode?)accessor.Body ?? accessor.ExpressionBody?.Expression, false,
                        model.GetDeclaredSymbol(accessor, cancellationToken));
                case PropertyDeclarationSyntax { ExpressionBody: { } arrow } property:
                    return New(property, arrow.Expression, false, model.GetDeclaredSymbol(property, cancellationToken)?.GetMethod);
                case MemberDeclarationSyntax and not GlobalStatementSyntax:
                    return null;
            }
        }

        return null;

        FunctionBody? New(SyntaxNode declaration, SyntaxNode? body, bool isAsync, ISymbol? symbol) =>
            body is not null && body.Span.Contains(code.Span) && symbol is IMethodSymbol method
            && ReturnShape.Of(method.ReturnType) is { } shape && !method.ReturnsByRef && !method.ReturnsByRefReadonly
                ? new FunctionBody(body, declaration, isAsync, shape.Result)
                : null;
    }
}
