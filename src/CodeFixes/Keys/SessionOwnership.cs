using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.CodeFixes.Syntax;

namespace RefreshRace.CodeFixes.Keys;

/// <summary>Whose session a function renews: that of its object, or that of whoever happens to call.</summary>
internal static class SessionOwnership
{
    private static readonly string[] s_perCaller =
        ["HttpContext", "IHttpContextAccessor", "HttpRequest", "HttpResponse", "ClaimsPrincipal", "HttpContextBase",
            "CookieValidatePrincipalContext", "ServerCallContext", "HubCallerContext"];

    private static readonly string[] s_requestTypes = ["ControllerBase", "Controller", "ApiController", "PageModel", "Hub", "ViewComponent",
        "PageBase", "Page"];

    private static readonly string[] s_changes = ["Add", "TryAdd", "Set", "Put", "Insert", "Update", "TryUpdate", "Push", "Enqueue",
        "Replace"];

    // Helpers that store the new tokens are called by the refresh itself; deeper than this is another matter.
    private const int MaxDepth = 2;

    /// <summary>Whether the code works on the caller's request or principal.</summary>
    public static bool IsPerCaller(EnclosingFunction? function, SyntaxNode code, SemanticModel model,
        CancellationToken cancellationToken) =>
        function is not null && function.Symbol.Parameters.Any(parameter => s_perCaller.Contains(parameter.Type.Name))
        || code.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Any(name => model.GetTypeInfo(name, cancellationToken).Type is { } type && s_perCaller.Contains(type.Name));

    /// <summary>Types that the framework creates for one request: their methods answer that request.</summary>
    public static bool IsRequestType(INamedTypeSymbol type)
    {
        for (var at = type; at is not null; at = at.BaseType)
        {
            if (s_requestTypes.Contains(at.Name)
                || at.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "ApiControllerAttribute"))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Whether the function puts something into fields or properties of its own object, itself or through a method of the same type.
    /// </summary>
    public static bool StoresInInstance(SyntaxNode body, INamedTypeSymbol type, SemanticModel model,
        CancellationToken cancellationToken) => Stores(body, type, model, 0, cancellationToken);

    private static bool Stores(SyntaxNode body, INamedTypeSymbol type, SemanticModel model, int depth, CancellationToken cancellationToken)
    {
        foreach (var node in body.DescendantNodesAndSelf())
        {
            switch (node)
            {
                case AssignmentExpressionSyntax assignment when Targets(assignment.Left)
                    .Any(target => IsOwnState(target, model, cancellationToken)):
                    return true;
                case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax held } when IsOwnObject(held.Expression, model,
                    cancellationToken)
                    && s_changes.Any(word => held.Name.Identifier.ValueText.StartsWith(word, StringComparison.Ordinal)):
                    return true;
                case InvocationExpressionSyntax call when depth < MaxDepth
                    && call.Expression is IdentifierNameSyntax or MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax }
                    && model.GetSymbolInfo(call, cancellationToken).Symbol is IMethodSymbol { IsStatic: false } method
                    && SymbolEqualityComparer.Default.Equals(method.ContainingType, type):
                    foreach (var reference in method.DeclaringSyntaxReferences)
                    {
                        if (reference.SyntaxTree == model.SyntaxTree
                            && reference.GetSyntax(cancellationToken) is { } declaration
                            && !declaration.Span.Contains(body.Span)
                            && Stores(declaration, type, model, depth + 1, cancellationToken))
                        {
                            return true;
                        }
                    }

                    break;
            }
        }

        return false;
    }

    private static IEnumerable<ExpressionSyntax> Targets(ExpressionSyntax left) =>
        left is TupleExpressionSyntax tuple ? tuple.Arguments.Select(argument => argument.Expression) : [left];

    // field = … in an accessor is a member of the object that has no other name.
    private static bool IsOwnState(ExpressionSyntax target, SemanticModel model, CancellationToken cancellationToken) => target switch
    {
        IdentifierNameSyntax or MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } =>
            !target.Ancestors().Any(at => at is InitializerExpressionSyntax && IsMemberOf(at, target))
                && IsOwnMember(target, model, cancellationToken),
        MemberAccessExpressionSyntax access => IsOwnObject(access.Expression, model, cancellationToken),
        ElementAccessExpressionSyntax access => IsOwnObject(access.Expression, model, cancellationToken),
        _ => target.ToString() == "field",
    };

    private static bool IsOwnMember(ExpressionSyntax target, SemanticModel model, CancellationToken cancellationToken) =>
        model.GetSymbolInfo(target, cancellationToken).Symbol is { IsStatic: false }
            and (IFieldSymbol or IPropertySymbol
                or IParameterSymbol { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } });

    // private readonly Dictionary<string, Tokens> _tokens = new(): made by the object for itself.
    private static bool IsOwnObject(ExpressionSyntax expression, SemanticModel model, CancellationToken cancellationToken) =>
        expression is IdentifierNameSyntax or MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax }
        && IsOwnMember(expression, model, cancellationToken)
        && model.GetSymbolInfo(expression,
            cancellationToken).Symbol!.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellationToken)
            is VariableDeclaratorSyntax { Initializer.Value: not LiteralExpressionSyntax }
                or PropertyDeclarationSyntax { Initializer.Value: not LiteralExpressionSyntax };

    // The left side of an assignment in an object initialiser names a member of the new object.
    private static bool IsMemberOf(SyntaxNode initializer, ExpressionSyntax target) => target.Parent?.Parent == initializer;
}
