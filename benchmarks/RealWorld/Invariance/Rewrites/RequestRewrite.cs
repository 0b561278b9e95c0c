using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.RealWorld.Invariance.Seeds;

namespace RefreshRace.RealWorld.Invariance.Rewrites;

/// <summary>Finds where a seed builds a request, its content or its form, and moves that somewhere else; what it reads is handed over.</summary>
internal abstract class RequestRewrite(Seed seed) : Rewrite(seed)
{
    private static readonly HashSet<string> Kinds = ["HttpRequestMessage", "HttpContent", "ByteArrayContent", "StringContent", "FormUrlEncodedContent", "JsonContent"];

    public override SyntaxNode? Visit(SyntaxNode? node)
    {
        if (node is not ExpressionSyntax expression || !IsInClass || !IsRequest(expression) || node.FirstAncestorOrSelf<MethodDeclarationSyntax>() is not { } method)
        {
            return base.Visit(node);
        }

        return Captures(expression) is { } captured && Type(expression) is { } type ? Moved(Make(expression, type, captured), method) ?? node : base.Visit(node);
    }

    /// <summary>What takes the place of the request's expression; null where it stays.</summary>
    protected abstract ExpressionSyntax? Moved(Request request, MethodDeclarationSyntax method);

    protected bool MayHaveInstance(MethodDeclarationSyntax method) => !method.Modifiers.Any(SyntaxKind.StaticKeyword) && method.Parent is ClassDeclarationSyntax;

    private bool IsRequest(ExpressionSyntax expression)
    {
        if (expression is not (ObjectCreationExpressionSyntax or InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Create" } }))
        {
            return false;
        }

        var type = Model.GetTypeInfo(expression).Type;
        return type is not null && (Kinds.Contains(type.Name) || type.ToDisplayString() is "System.Collections.Generic.Dictionary<string, string>")
            && !expression.DescendantNodes().Any(node => node is AwaitExpressionSyntax or AnonymousFunctionExpressionSyntax or DeclarationExpressionSyntax);
    }

    private string? Type(ExpressionSyntax expression) => Model.GetTypeInfo(expression).Type is { } type ? TypeText(type, expression) : null;

    /// <summary>The values that come from around the expression; null when it does more than read them.</summary>
    private Dictionary<ExpressionSyntax, ISymbol>? Captures(ExpressionSyntax expression)
    {
        var captured = new Dictionary<ExpressionSyntax, ISymbol>();
        foreach (var name in expression.DescendantNodes().OfType<SimpleNameSyntax>())
        {
            if (Model.GetSymbolInfo(name).Symbol is not { } symbol || name.Parent is MemberAccessExpressionSyntax access && access.Name == name || name.Parent is AssignmentExpressionSyntax { Parent: InitializerExpressionSyntax } set && set.Left == name)
            {
                continue;
            }

            if (symbol is IMethodSymbol { IsStatic: false, MethodKind: not MethodKind.Constructor })
            {
                return null;
            }

            if (symbol is ILocalSymbol or IParameterSymbol || symbol is (IFieldSymbol or IPropertySymbol) and { IsStatic: false })
            {
                captured[Whole(name)] = symbol;
            }
        }

        return captured;
    }

    // a.B.C of nothing but fields and properties is one value.
    private ExpressionSyntax Whole(ExpressionSyntax name)
    {
        while (name.Parent is MemberAccessExpressionSyntax access && access.Expression == name && Model.GetSymbolInfo(access).Symbol is IFieldSymbol or IPropertySymbol)
        {
            name = access;
        }

        return name;
    }

    private Request Make(ExpressionSyntax expression, string type, Dictionary<ExpressionSyntax, ISymbol> captured)
    {
        var names = new Dictionary<string, (string Name, string Type)>();
        foreach (var one in captured.Keys.Where(one => !names.ContainsKey(one.ToString())))
        {
            var stem = one.DescendantNodesAndSelf().OfType<SimpleNameSyntax>().Last().Identifier.ValueText.TrimStart('_');
            var name = char.ToLowerInvariant(stem[0]) + stem[1..];
            name = names.Values.Any(known => known.Name == name) || SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None ? name + "Value" : name;
            names[one.ToString()] = (name, Model.GetTypeInfo(one).Type is { } of ? TypeText(of, one) : "object");
        }

        var body = expression.ReplaceNodes(captured.Keys, (old, _) => SyntaxFactory.IdentifierName(names[old.ToString()].Name));
        return new Request(body.ToString(), type, [.. names.Values.Select(value => $"{value.Type} {value.Name}")], [.. names.Keys]);
    }

    /// <summary>A request that is to be built elsewhere.</summary>
    /// <param name="Body">The expression over its parameters.</param>
    /// <param name="Type">Its type.</param>
    /// <param name="Parameters">What it reads, as parameters.</param>
    /// <param name="Arguments">The same as it is read where the request was built.</param>
    protected sealed record Request(string Body, string Type, IReadOnlyList<string> Parameters, IReadOnlyList<string> Arguments)
    {
        public string ParameterList => string.Join(", ", Parameters);

        public string ArgumentList => string.Join(", ", Arguments);
    }
}
