using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.CodeFixes.Syntax;

namespace RefreshRace.CodeFixes.Keys;

/// <summary>Finds the key of a flight: the refresh token that a call presents, as it can be read before the flight starts.</summary>
internal sealed class KeyFinder(SemanticModel model, CancellationToken cancellationToken)
{
    /// <summary>
    /// The key at the entry of the function: a parameter, or a cheap synchronous read that needs none of its locals. Null where there is
    /// none.
    /// </summary>
    public FlightKey? AtEntry(EnclosingFunction function, ExpressionSyntax call, ImmutableArray<ExpressionSyntax> tokens)
    {
        var hoist = new EntryRead(function, model, cancellationToken);
        var cautious = new NullSafeRead(function, model);
        foreach (var candidate in Candidates(call, tokens, function))
        {
            if (hoist.ToEntry(candidate) is { } expression
                && KeyOf(cautious.AtEntry(expression, candidate), candidate, function) is { } key
                && !IsLoadedLater(key, call, function))
            {
                return key;
            }
        }

        if (Candidates(call, tokens, function).Any(IsKey))
        {
            return null;
        }

        var named = function.Symbol.Parameters.Where(parameter => InputNames.IsTokenName(parameter.Name)
            && InputTypes.IsKey(parameter.Type)).ToArray();
        if (named.Length == 1)
        {
            return KeyOf(SyntaxFactory.IdentifierName(named[0].Name), null, function, named[0]);
        }

        // The whole request is a parameter, and the token is a property of it.
        return TokenInRequest.HandedOver(call, model, cancellationToken).Concat(TokenInRequest.Parsed(function))
            .FirstOrDefault() is (var token, var request, _) && token is not null
            && request is IParameterSymbol parameter && SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, function.Symbol)
            ? KeyOf(token, null, function)
            : null;
    }

    /// <summary>The key where the call stands: any token expression that is still in scope. Null where there is none.</summary>
    public FlightKey? AtCall(ExpressionSyntax call, ImmutableArray<ExpressionSyntax> tokens, EnclosingFunction? function)
    {
        foreach (var (token, _, property) in TokenInRequest.HandedOver(call, model, cancellationToken))
        {
            if (property.NullableAnnotation != NullableAnnotation.Annotated && !Candidates(call, tokens, function).Any(IsKey))
            {
                return new FlightKey(token, property.Type.WithNullableAnnotation(NullableAnnotation.None), null, EmptyTest.None,
                    ImmutableArray<IParameterSymbol>.Empty);
            }
        }

        foreach (var candidate in Candidates(call, tokens, function))
        {
            var stripped = Expressions.Strip(candidate);
            var inCall = call.Span.Contains(stripped.Span);
            if (!inCall && !IsInScope(stripped, call))
            {
                continue;
            }

            var type = model.GetTypeInfo(candidate, cancellationToken).Type;
            if (type is null
                || !InputTypes.IsKey(type)
                || stripped.DescendantNodesAndSelf()
                    .Any(at => at is AnonymousFunctionExpressionSyntax or AssignmentExpressionSyntax or DeclarationExpressionSyntax
                        or ThrowExpressionSyntax))
            {
                continue;
            }

            // Elsewhere than in the call an expression with effects would run twice.
            if (inCall || stripped is IdentifierNameSyntax or MemberAccessExpressionSyntax)
            {
                var maybeNull = candidate is not PostfixUnaryExpressionSyntax
                    && model.GetTypeInfo(candidate, cancellationToken).Nullability.FlowState == NullableFlowState.MaybeNull;
                return maybeNull
                    ? null
                    : new FlightKey(candidate, type.WithNullableAnnotation(NullableAnnotation.None),
                        model.GetSymbolInfo(stripped, cancellationToken).Symbol as IParameterSymbol, EmptyTest.None,
                            ImmutableArray<IParameterSymbol>.Empty);
            }
        }

        return null;
    }

    /// <summary>Whether a token can be seen at all, even where it is no key (read asynchronously, from a local).</summary>
    public bool HasVisibleToken(ExpressionSyntax call, ImmutableArray<ExpressionSyntax> tokens, EnclosingFunction? function) =>
        Candidates(call, tokens, function).Any();

    /// <summary>The expressions by which a token may reach the call, the most certain ones first.</summary>
    public IEnumerable<ExpressionSyntax> Presented(ExpressionSyntax call, ImmutableArray<ExpressionSyntax> tokens,
        EnclosingFunction? function) => Candidates(call, tokens, function);

    // What the analyzer saw comes first; what the names in the call say comes after it.
    private IEnumerable<ExpressionSyntax> Candidates(ExpressionSyntax call, ImmutableArray<ExpressionSyntax> tokens,
        EnclosingFunction? function)
    {
        var inCall = false;
        foreach (var token in tokens.Where(token => !IsFixed(token) && !ComesAfter(token, call, function)))
        {
            yield return WithElse(token);
        }

        foreach (var node in call.DescendantNodes(at => at is not AnonymousFunctionExpressionSyntax).OfType<ExpressionSyntax>())
        {
            if (node.Parent is not (MemberAccessExpressionSyntax or NameColonSyntax or InvocationExpressionSyntax
                or ConditionalAccessExpressionSyntax)
                && !(node.Parent is AssignmentExpressionSyntax assignment && assignment.Left == node)
                && node is IdentifierNameSyntax or MemberAccessExpressionSyntax or ElementAccessExpressionSyntax
                    or InvocationExpressionSyntax or PostfixUnaryExpressionSyntax or AwaitExpressionSyntax
                    or ConditionalAccessExpressionSyntax
                && Expressions.LastName(node) is { } name && InputNames.IsTokenName(name)
                && IsKey(node) && !IsFixed(node))
            {
                inCall = true;
                yield return WithElse(node);
            }
        }

        if (function is null || inCall || !tokens.IsEmpty)
        {
            yield break;
        }

        // A request that was built before the call: its parts are found by their names.
        foreach (var node in function.OwnNodes().OfType<ExpressionSyntax>().Where(at => at.SpanStart < call.SpanStart))
        {
            if (node.Parent is ArgumentSyntax or AssignmentExpressionSyntax or InterpolationSyntax or InitializerExpressionSyntax
                && !(node.Parent is AssignmentExpressionSyntax assignment && assignment.Left == node)
                && node is IdentifierNameSyntax or MemberAccessExpressionSyntax
                && Expressions.LastName(node) is { } name && InputNames.IsTokenName(name)
                && IsKey(node) && !IsFixed(node))
            {
                yield return node;
            }
        }
    }

    // What is read from the answer is the next token.
    private static bool ComesAfter(ExpressionSyntax token, ExpressionSyntax call, EnclosingFunction? function) =>
        function is not null && token.SpanStart > call.Span.End && function.Body.Span.Contains(token.Span);

    // refreshToken ?? store.RefreshToken: one value, whichever it comes from. _refreshToken!: one that the code knows to be there.
    private static ExpressionSyntax WithElse(ExpressionSyntax token)
    {
        while (true)
        {
            switch (token.Parent)
            {
                case ParenthesizedExpressionSyntax { Parent: BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } } inner:
                    token = inner;
                    break;
                case BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } either:
                    token = either;
                    break;
                case PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } sure:
                    token = sure;
                    break;
                default:
                    return token;
            }
        }
    }

    // TokenEndpoints.Refresh is an address, the same for every user; a static that is called a token may be one.
    private bool IsFixed(ExpressionSyntax expression) =>
        model.GetConstantValue(expression, cancellationToken).HasValue
        || model.GetSymbolInfo(Expressions.Strip(expression), cancellationToken).Symbol is (IFieldSymbol or IPropertySymbol)
            and { IsStatic: true, Name: var name } && name.IndexOf("token", StringComparison.OrdinalIgnoreCase) < 0;

    private bool IsKey(ExpressionSyntax expression) =>
        model.GetTypeInfo(expression, cancellationToken).Type is { } type && InputTypes.IsKey(type);

    private FlightKey? KeyOf(ExpressionSyntax expression, ExpressionSyntax? presented, EnclosingFunction function,
        IParameterSymbol? known = null)
    {
        var parameter = known ?? SymbolAtEntry(expression, function) as IParameterSymbol;
        if (parameter is not null && !SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, function.Symbol))
        {
            parameter = null;
        }

        var type = parameter?.Type ?? SpeculativeType(expression, function);
        if (type is null || !InputTypes.IsKey(type))
        {
            return null;
        }

        var roots = expression.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>()
            .Where(name => name.Parent is not MemberAccessExpressionSyntax access || access.Expression == name)
            .SelectMany(name => function.Symbol.Parameters.Where(candidate => candidate.Name == name.Identifier.ValueText))
            .ToImmutableArray();
        var empty = EmptyTests.In(function, expression, presented);
        if (empty == EmptyTest.None && type.NullableAnnotation == NullableAnnotation.Annotated)
        {
            empty = EmptyTest.Null;
        }

        if (type.IsValueType)
        {
            empty = EmptyTest.None;
        }

        return new FlightKey(expression, type.WithNullableAnnotation(NullableAnnotation.None), parameter, empty, roots);
    }

    // A token that may be missing when the function starts, and is loaded before the call, would be redeemed without a flight.
    private static bool IsLoadedLater(FlightKey key, ExpressionSyntax call, EnclosingFunction function) =>
        key is { Parameter: null, Empty: not EmptyTest.None }
            && function.OwnNodes().OfType<AwaitExpressionSyntax>().Any(awaited => awaited.Span.End <= call.SpanStart);

    private ISymbol? SymbolAtEntry(ExpressionSyntax expression, EnclosingFunction function) =>
        model.GetSpeculativeSymbolInfo(Entry(function), Expressions.Strip(expression), SpeculativeBindingOption.BindAsExpression).Symbol;

    private ITypeSymbol? SpeculativeType(ExpressionSyntax expression, EnclosingFunction function)
    {
        var info = model.GetSpeculativeTypeInfo(Entry(function), expression, SpeculativeBindingOption.BindAsExpression);
        if (info.Type is not { TypeKind: not TypeKind.Error } type)
        {
            return null;
        }

        // Flow analysis does not reach a speculative place: the declaration says whether the value may be missing.
        var declared = SymbolAtEntry(expression, function) switch
        {
            IPropertySymbol property => property.NullableAnnotation,
            IFieldSymbol field => field.NullableAnnotation,
            IMethodSymbol method => method.ReturnNullableAnnotation,
            IParameterSymbol parameter => parameter.NullableAnnotation,
            _ when expression is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } either =>
                SpeculativeType(either.Right, function)?.NullableAnnotation ?? NullableAnnotation.Annotated,
            _ => expression is ConditionalAccessExpressionSyntax ? NullableAnnotation.Annotated : info.Nullability.Annotation,
        };
        return type.WithNullableAnnotation(expression is not BinaryExpressionSyntax
            && expression.DescendantNodesAndSelf().Any(at => at is ConditionalAccessExpressionSyntax)
                ? NullableAnnotation.Annotated
                : declared);
    }

    private static int Entry(EnclosingFunction function) =>
        function.Body is BlockSyntax block
            ? block.OpenBraceToken.Span.End
            : ((ArrowExpressionClauseSyntax)function.Body).Expression.SpanStart;

    /// <summary>Whether every name of an expression means the same where the call stands.</summary>
    public bool IsInScope(ExpressionSyntax expression, SyntaxNode call)
    {
        foreach (var name in expression.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>())
        {
            if (name.Parent is MemberAccessExpressionSyntax access && access.Name == name)
            {
                continue;
            }

            var here = model.GetSymbolInfo(name, cancellationToken).Symbol;
            var there = model.LookupSymbols(call.SpanStart, name: name.Identifier.ValueText).FirstOrDefault();
            if (here is null || !SymbolEqualityComparer.Default.Equals(here, there))
            {
                return false;
            }
        }

        return true;
    }
}
