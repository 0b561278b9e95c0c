using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>A local function that reads nothing of what is around it becomes a private method.</summary>
internal sealed class LocalFunctionsToMethods(Seed seed) : Rewrite(seed)
{
    public override SyntaxNode? VisitLocalFunctionStatement(LocalFunctionStatementSyntax node)
    {
        if (!IsInClass || node.TypeParameterList is not null || node.FirstAncestorOrSelf<MethodDeclarationSyntax>() is not { } method || node.Parent is not BlockSyntax || ReadsAround(node))
        {
            return base.VisitLocalFunctionStatement(node);
        }

        var isStatic = method.Modifiers.Any(SyntaxKind.StaticKeyword) || node.Modifiers.Any(SyntaxKind.StaticKeyword) ? "static " : string.Empty;
        var isAsync = node.Modifiers.Any(SyntaxKind.AsyncKeyword) ? "async " : string.Empty;
        var body = node.Body is null ? $"{node.ExpressionBody};" : node.Body.ToString();
        AddMember($"private {isStatic}{isAsync}{node.ReturnType} {node.Identifier}{node.ParameterList} {body}", node);
        return null;
    }

    private bool ReadsAround(LocalFunctionStatementSyntax node) => node.DescendantNodes().OfType<IdentifierNameSyntax>()
        .Any(name => Model.GetSymbolInfo(name).Symbol is ILocalSymbol or IParameterSymbol or IMethodSymbol { MethodKind: MethodKind.LocalFunction }
            && Model.GetSymbolInfo(name).Symbol is { } symbol
            && symbol is not IParameterSymbol { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } }
            && symbol.DeclaringSyntaxReferences.Any(reference => !node.Span.Contains(reference.Span)));
}
