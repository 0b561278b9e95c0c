using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RefreshRace.CodeFixes.Syntax;

/// <summary>The method, local function or getter around a call: what "guard the method" guards.</summary>
/// <param name="Declaration">The method, local function, accessor, or the property or indexer with an expression body.</param>
/// <param name="Body">The block or the arrow clause.</param>
/// <param name="LambdaBetween">The lambda that stands between the call and the body, the outermost one; null for none.</param>
internal sealed record EnclosingFunction(SyntaxNode Declaration, SyntaxNode Body, IMethodSymbol Symbol,
    AnonymousFunctionExpressionSyntax? LambdaBetween)
{
    public bool IsLocal => Declaration is LocalFunctionStatementSyntax;

    public bool IsGetter => Declaration is not (MethodDeclarationSyntax or LocalFunctionStatementSyntax);

    public SyntaxTokenList Modifiers => Declaration switch
    {
        MethodDeclarationSyntax method => method.Modifiers,
        LocalFunctionStatementSyntax local => local.Modifiers,
        _ => Property!.Modifiers,
    };

    /// <summary>The property or indexer of a getter.</summary>
    public BasePropertyDeclarationSyntax? Property => Declaration.FirstAncestorOrSelf<BasePropertyDeclarationSyntax>();

    /// <summary>The name that people call it by.</summary>
    public string Name =>
        Symbol.AssociatedSymbol is { } property
            ? (property is IPropertySymbol { IsIndexer: true } ? "Item" : Plain(property.Name))
            : Plain(Symbol.Name);

    public static EnclosingFunction? Of(SyntaxNode call, SemanticModel model, CancellationToken cancellationToken)
    {
        AnonymousFunctionExpressionSyntax? lambda = null;
        for (var at = call; at is not null; at = at.Parent)
        {
            switch (at)
            {
                case AnonymousFunctionExpressionSyntax function:
                    lambda = function;
                    break;
                case MethodDeclarationSyntax method:
                    return New(method, (SyntaxNode?)method.Body
                        ?? method.ExpressionBody, model.GetDeclaredSymbol(method, cancellationToken));
                case LocalFunctionStatementSyntax local:
                    return New(local, (SyntaxNode?)local.Body
                        ?? local.ExpressionBody, model.GetDeclaredSymbol(local, cancellationToken) as IMethodSymbol);
                case AccessorDeclarationSyntax accessor when accessor.IsKind(SyntaxKind.GetAccessorDeclaration):
                    return New(accessor, (SyntaxNode?)accessor.Body
                        ?? accessor.ExpressionBody, model.GetDeclaredSymbol(accessor, cancellationToken));
                case PropertyDeclarationSyntax { ExpressionBody: { } arrow } property when arrow.Span.Contains(call.Span):
                    return New(property, arrow, model.GetDeclaredSymbol(property, cancellationToken)?.GetMethod);
                case IndexerDeclarationSyntax { ExpressionBody: { } arrow } indexer when arrow.Span.Contains(call.Span):
                    return New(indexer, arrow, model.GetDeclaredSymbol(indexer, cancellationToken)?.GetMethod);
                case MemberDeclarationSyntax and not GlobalStatementSyntax:
                case AccessorDeclarationSyntax:
                    return null;
            }
        }

        return null;

        EnclosingFunction? New(SyntaxNode declaration, SyntaxNode? body, IMethodSymbol? symbol) =>
            body is not null && symbol is not null && body.Span.Contains(call.Span)
                ? new EnclosingFunction(declaration, body, symbol, lambda)
                : null;
    }

    /// <summary>The function's own code, without that of lambdas' and local functions' statements.</summary>
    public IEnumerable<SyntaxNode> OwnNodes() =>
        Body.DescendantNodesAndSelf(at => at is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax));

    private static string Plain(string name) => name.Substring(name.LastIndexOf('.') + 1);
}
