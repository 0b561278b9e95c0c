using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.CodeFixes.Flights;
using RefreshRace.CodeFixes.Sites;
using RefreshRace.CodeFixes.Syntax;

namespace RefreshRace.CodeFixes.Sharing;

/// <summary>What the factory of an entry does, as the delegate of a flight: the same key, and the flight's cancellation token.</summary>
/// <param name="Body">The expression or block that makes the task; the called method, where the factory is a method group.</param>
/// <param name="Key">The factory's parameter; null where it ignores the key.</param>
/// <param name="Group">The parameters of the method that the body names: the key, or none; null where the body is code.</param>
internal sealed record FactoryBody(SyntaxNode Body, string? Key, bool IsAsync, int? Group, FlightCancellation Cancellation, bool TakesToken)
{
    /// <param name="factory">The second argument of <c>GetOrAdd</c>.</param>
    /// <param name="isLazy">Whether it makes a lazy of the task.</param>
    public static FactoryBody? Of(ExpressionSyntax factory, bool isLazy, SemanticModel model, CancellationToken cancellationToken)
    {
        string? key = null;
        if (factory is LambdaExpressionSyntax outer && (!isLazy || outer.ExpressionBody is not null))
        {
            var parameter = outer switch
            {
                SimpleLambdaExpressionSyntax simple => simple.Parameter,
                ParenthesizedLambdaExpressionSyntax { ParameterList.Parameters: { Count: 1 } single } => single[0],
                _ => null,
            };
            if (parameter is null)
            {
                return null;
            }

            key = parameter.Identifier.ValueText;
            if (!isLazy)
            {
                return New(outer.Body, key, outer.AsyncKeyword.RawKind != 0);
            }

            factory = outer.ExpressionBody!;
        }

        if (!isLazy)
        {
            return OfMethod(factory, 1);
        }

        // Only a lazy that runs its factory once is one: the default, or said.
        if (factory is not BaseObjectCreationExpressionSyntax { ArgumentList.Arguments: { Count: 1 or 2 } arguments, Initializer: null }
            || arguments.Count == 2
                && !(arguments[1].Expression is LiteralExpressionSyntax { RawKind: (int)SyntaxKind.TrueLiteralExpression }
                    || Expressions.LastName(arguments[1].Expression) == "ExecutionAndPublication"))
        {
            return null;
        }

        return arguments[0].Expression is LambdaExpressionSyntax inner
            ? New(inner.Body, key, inner.AsyncKeyword.RawKind != 0)
            : OfMethod(arguments[0].Expression, 0);

        FactoryBody New(SyntaxNode body, string? name, bool isAsync) =>
            new(body, name is not null
                && body.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Any(at => at.Identifier.ValueText == name)
                    ? name
                    : null, isAsync, null, FlightCancellation.Of(body, model, cancellationToken), false);

        FactoryBody? OfMethod(ExpressionSyntax group, int parameters)
        {
            if (model.GetSymbolInfo(group, cancellationToken).Symbol is not IMethodSymbol { ReturnType.Name: "Task" } method
                || method.Parameters.Length != parameters)
            {
                return null;
            }

            var takesToken = parameters == 1 && model.GetMemberGroup(group, cancellationToken).OfType<IMethodSymbol>().Any(other =>
                other.Parameters.Length == 2
                    && SymbolEqualityComparer.Default.Equals(other.Parameters[0].Type, method.Parameters[0].Type)
                    && CancellationTypes.IsCancellationToken(other.Parameters[1].Type)
                && SymbolEqualityComparer.Default.Equals(other.ReturnType, method.ReturnType));
            return new FactoryBody(group, null, false, parameters, new FlightCancellation([], []), takesToken);
        }
    }

    /// <summary>The arguments of the flight's call.</summary>
    /// <param name="removals">Statements that remove the entry: those that the factory itself makes are marked to go.</param>
    public ArgumentListSyntax Arguments(ArgumentListSyntax old, StatementSyntax[] removals, RefreshCallSite site)
    {
        var arguments = new List<ArgumentSyntax> { old.Arguments[0],
            old.Arguments[1].WithExpression(Delegate(old.Arguments[1].Expression, removals, site)) };
        if (site.Model.GetEnclosingSymbol(old.SpanStart) is IMethodSymbol around && CallersToken(around) is { } callers)
        {
            arguments.Add(SyntaxFactory.Argument(SyntaxFactory.IdentifierName(callers.Name)));
        }

        var separators = old.Arguments.GetSeparators()
            .Concat(Enumerable.Repeat(SyntaxFactory.Token(default, SyntaxKind.CommaToken, SyntaxFactory.TriviaList(SyntaxFactory.Space)),
                arguments.Count - 2));
        return old.WithArguments(SyntaxFactory.SeparatedList(arguments, separators));
    }

    private ExpressionSyntax Delegate(ExpressionSyntax old, StatementSyntax[] removals, RefreshCallSite site)
    {
        if (TakesToken)
        {
            return ((ExpressionSyntax)Body).WithTriviaFrom(old);
        }

        var flightToken = UniqueNames.Local("flightToken", old);
        var isNamed = UniqueNames.HasDiscard(Body);
        var key = Group == 1 ? UniqueNames.Local("token", old) : Key ?? (isNamed ? UniqueNames.Local("key", old) : "_");
        var token = Cancellation.IsUsed || isNamed ? flightToken : key == "_" && !site.Style.ManyDiscards ? "__" : "_";
        var isStatic = (old as LambdaExpressionSyntax)?.Modifiers.Any(SyntaxKind.StaticKeyword) == true;
        var lambda = (LambdaExpressionSyntax)SyntaxFactory.ParseExpression(
            $"{(isStatic ? "static " : "")}{(IsAsync ? "async " : "")}({key}, {token}) => x");
        var body = Group is { } parameters
            ? SyntaxFactory.ParseExpression(parameters == 1 ? $"{Body}({key})" : $"{Body}()")
            : Cancellation.Apply(Body, flightToken, removals.Where(removal => Body.Span.Contains(removal.Span))
                .ToDictionary(removal => (SyntaxNode)removal,
                    removal => (SyntaxNode)removal.WithAdditionalAnnotations(StatementRemover.Mark)));
        lambda = body is BlockSyntax block
            ? lambda.WithExpressionBody(null).WithBlock(block.WithoutTrailingTrivia())
            : lambda.WithExpressionBody(((ExpressionSyntax)body).WithoutTrivia());
        if (body is BlockSyntax && old is LambdaExpressionSyntax { ArrowToken: var arrow })
        {
            lambda = lambda.WithArrowToken(arrow);
        }

        return lambda.WithTriviaFrom(old);
    }

    private static IParameterSymbol? CallersToken(IMethodSymbol around)
    {
        for (ISymbol? at = around; at is IMethodSymbol method; at = method.IsStatic && method.MethodKind == MethodKind.LocalFunction
            ? null
            : method.ContainingSymbol)
        {
            if (method.Parameters.FirstOrDefault(parameter => CancellationTypes.IsCancellationToken(parameter.Type)) is { } token)
            {
                return token;
            }
        }

        return null;
    }
}
