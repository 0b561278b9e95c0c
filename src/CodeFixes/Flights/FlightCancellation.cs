using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.CodeFixes.Syntax;

namespace RefreshRace.CodeFixes.Flights;

/// <summary>
/// Code that becomes a flight's delegate as it stands: it runs on the flight's cancellation token, whatever token it ran on before.
/// </summary>
/// <param name="Given">Arguments that are a token already, or say that there is none.</param>
/// <param name="Open">Calls that could take one.</param>
internal sealed record FlightCancellation(ExpressionSyntax[] Given, (InvocationExpressionSyntax Call, ArgumentSyntax Argument)[] Open)
{
    public bool IsUsed => Given.Length > 0 || Open.Length > 0;

    /// <param name="body">The expression or block of the delegate.</param>
    public static FlightCancellation Of(SyntaxNode body, SemanticModel model, CancellationToken cancellationToken)
    {
        var calls = body.DescendantNodesAndSelf().OfType<InvocationExpressionSyntax>().Where(call => !IsOutOfReach(call, body)).ToArray();
        var given = calls.SelectMany(call => call.ArgumentList.Arguments).Select(argument => argument.Expression)
            .Concat(Assigned(body).Where(expression => !IsOutOfReach(expression, body)))
            .Where(expression => CancellationTypes.IsCancellation(model.GetTypeInfo(expression, cancellationToken).ConvertedType)
                && !IsDeclaredIn(body, expression, model, cancellationToken))
            .ToArray();
        var open = calls
            .Where(call => !call.ArgumentList.Arguments.Any(
                argument => CancellationTypes.IsCancellation(model.GetTypeInfo(argument.Expression, cancellationToken).ConvertedType)))
            .Select(call => (call, Argument: Appended(call, model, cancellationToken)))
            .Where(call => call.Argument is not null)
            .Select(call => (call.call, call.Argument!))
            .ToArray();
        return new FlightCancellation(given, open);
    }

    /// <summary>What initialisers of objects in the code give to their members.</summary>
    public static IEnumerable<ExpressionSyntax> Assigned(SyntaxNode code) =>
        code.DescendantNodes().OfType<AssignmentExpressionSyntax>().Where(assignment => assignment.Parent is InitializerExpressionSyntax)
            .Select(assignment => assignment.Right);

    /// <summary>The flight's token for a method that has an optional parameter, or an overload, for one.</summary>
    public static ArgumentSyntax? Appended(InvocationExpressionSyntax call, SemanticModel model, CancellationToken cancellationToken)
    {
        if (model.GetSymbolInfo(call, cancellationToken).Symbol is not IMethodSymbol method)
        {
            return null;
        }

        var given = call.ArgumentList.Arguments;
        var optional = method.Parameters.FirstOrDefault(parameter => CancellationTypes.IsCancellation(parameter.Type));
        if (optional is not null)
        {
            var positional = given.All(argument => argument.NameColon is null) && given.Count == optional.Ordinal;
            return SyntaxFactory.Argument(positional
                ? null
                : SyntaxFactory.NameColon(optional.Name), default, SyntaxFactory.IdentifierName("_"));
        }

        if (given.Any(argument => argument.NameColon is not null)
            || given.Count != method.Parameters.Length
            || method.Parameters.Any(parameter => parameter.IsParams))
        {
            return null;
        }

        var overloads = method.ReducedFrom is null ? method.ContainingType.GetMembers(method.Name).OfType<IMethodSymbol>() : [];
        return overloads.Any(candidate =>
            candidate.IsStatic == method.IsStatic && candidate.Arity == method.Arity
            && candidate.Parameters.Length == method.Parameters.Length + 1
            && CancellationTypes.IsCancellation(candidate.Parameters[candidate.Parameters.Length - 1].Type)
            && SymbolEqualityComparer.Default.Equals(candidate.ReturnType, method.ReturnType)
            && method.Parameters.All(
                parameter => SymbolEqualityComparer.Default.Equals(parameter.Type, candidate.Parameters[parameter.Ordinal].Type))
            && model.IsAccessible(call.SpanStart, candidate))
            ? SyntaxFactory.Argument(SyntaxFactory.IdentifierName("_"))
            : null;
    }

    /// <summary>The body as the flight runs it, with other nodes of it replaced in the same go.</summary>
    public SyntaxNode Apply(SyntaxNode body, string flightToken, IReadOnlyDictionary<SyntaxNode, SyntaxNode> others)
    {
        var appended = Open.ToDictionary(open => (SyntaxNode)open.Call,
            open => open.Argument.WithExpression(SyntaxFactory.IdentifierName(flightToken)));
        return body.ReplaceNodes(Given.Concat(appended.Keys).Concat(others.Keys).Distinct(), (old, now) =>
            others.TryGetValue(old, out var other) ? other.WithTriviaFrom(now)
            : appended.TryGetValue(old, out var argument) ? ArgumentLists.Append((InvocationExpressionSyntax)now, argument)
            : SyntaxFactory.IdentifierName(flightToken).WithTriviaFrom(now));
    }

    // What is static in the code cannot take anything from around it.
    private static bool IsOutOfReach(SyntaxNode node, SyntaxNode body) => node.Ancestors().TakeWhile(at => at != body).Any(at => at switch
    {
        LocalFunctionStatementSyntax local => local.Modifiers.Any(SyntaxKind.StaticKeyword),
        AnonymousFunctionExpressionSyntax lambda => lambda.Modifiers.Any(SyntaxKind.StaticKeyword),
        _ => false,
    });

    // The token of a source that the delegate makes itself, for a time-out of its own.
    private static bool IsDeclaredIn(SyntaxNode body, ExpressionSyntax expression, SemanticModel model,
        CancellationToken cancellationToken) =>
        expression.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Any(name =>
            model.GetSymbolInfo(name, cancellationToken).Symbol is (ILocalSymbol or IParameterSymbol)
                and { DeclaringSyntaxReferences: var places }
                    && places.Any(place => place.SyntaxTree == body.SyntaxTree && body.Span.Contains(place.Span)));
}
