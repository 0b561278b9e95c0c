using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>A private method that one other method calls becomes a local function of it.</summary>
internal sealed class MethodsToLocalFunctions(Seed seed) : Rewrite(seed)
{
    private readonly Dictionary<MethodDeclarationSyntax, List<MethodDeclarationSyntax>> _moved = [];

    public override SyntaxNode? VisitClassDeclaration(ClassDeclarationSyntax node)
    {
        var taken = new HashSet<MethodDeclarationSyntax>();
        foreach (var method in node.Members.OfType<MethodDeclarationSyntax>())
        {
            if (taken.Contains(method) || Caller(method) is not { } caller || taken.Contains(caller) || _moved.Values.Any(moved => moved.Contains(caller)))
            {
                continue;
            }

            taken.Add(method);
            taken.Add(caller);
            _moved.TryAdd(caller, []);
            _moved[caller].Add(method);
            Merge(method, caller);
        }

        return base.VisitClassDeclaration(node);
    }

    public override SyntaxNode? VisitMethodDeclaration(MethodDeclarationSyntax node)
    {
        if (_moved.Values.Any(moved => moved.Contains(node)))
        {
            return null;
        }

        return _moved.TryGetValue(node, out var functions) ? node.WithBody(node.Body!.AddStatements([.. functions.Select(Function)])) : node;
    }

    private static StatementSyntax Function(MethodDeclarationSyntax method)
    {
        var modifiers = string.Join(' ', method.Modifiers.Where(modifier => modifier.Kind() is SyntaxKind.AsyncKeyword or SyntaxKind.StaticKeyword).Select(modifier => modifier.Text));
        var body = method.Body is null ? $"{method.ExpressionBody};" : method.Body.ToString();
        return Statement($"{modifiers} {method.ReturnType} {method.Identifier}{method.ParameterList} {body}").From(method);
    }

    private MethodDeclarationSyntax? Caller(MethodDeclarationSyntax method)
    {
        if (Model.GetDeclaredSymbol(method) is not { DeclaredAccessibility: Accessibility.Private, IsGenericMethod: false, IsExtern: false } symbol || method.AttributeLists.Count > 0)
        {
            return null;
        }

        var uses = Seed.Root.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Where(name => name.Identifier.ValueText == symbol.Name && SymbolEqualityComparer.Default.Equals(Model.GetSymbolInfo(name).Symbol, symbol))
            .ToList();
        var callers = uses.Select(use => use.FirstAncestorOrSelf<MethodDeclarationSyntax>()).Distinct().ToList();
        return uses.TrueForAll(use => use.Parent is InvocationExpressionSyntax) && callers is [{ Body: not null } caller] && caller != method && caller.Parent == method.Parent ? caller : null;
    }
}
