using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>Private helpers of one expression are written where they are called.</summary>
internal sealed class InlinedBuilders(Seed seed) : Rewrite(seed)
{
    public override SyntaxNode? VisitInvocationExpression(InvocationExpressionSyntax node)
    {
        if (Model.GetSymbolInfo(node).Symbol is not IMethodSymbol { DeclaredAccessibility: Accessibility.Private, IsAsync: false, IsGenericMethod: false } method
            || node.Expression is not IdentifierNameSyntax
            || method.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is not MethodDeclarationSyntax { ExpressionBody.Expression: { } body }
            || node.ArgumentList.Arguments.Count != method.Parameters.Length
            || node.ArgumentList.Arguments.Any(argument => argument.NameColon is not null || !IsValue(argument.Expression))
            || body.DescendantNodesAndSelf().Any(inner => inner is AnonymousFunctionExpressionSyntax or ThrowExpressionSyntax))
        {
            return base.VisitInvocationExpression(node);
        }

        Merge(method.DeclaringSyntaxReferences[0].GetSyntax(), node);
        var uses = body.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Where(name => Model.GetSymbolInfo(name).Symbol is IParameterSymbol { ContainingSymbol: { } owner } && SymbolEqualityComparer.Default.Equals(owner, method)).ToList();
        var inlined = body.ReplaceNodes(uses, (name, _) => node.ArgumentList.Arguments[((IParameterSymbol)Model.GetSymbolInfo(name).Symbol!).Ordinal].Expression);
        return node.Parent is ArgumentSyntax or EqualsValueClauseSyntax or AwaitExpressionSyntax ? inlined.WithoutTrivia() : SyntaxFactory.ParenthesizedExpression(inlined.WithoutTrivia());
    }

    private bool IsValue(ExpressionSyntax expression) => expression is LiteralExpressionSyntax
        || (expression is IdentifierNameSyntax or MemberAccessExpressionSyntax && Model.GetSymbolInfo(expression).Symbol is IFieldSymbol or ILocalSymbol or IParameterSymbol or IPropertySymbol);
}
