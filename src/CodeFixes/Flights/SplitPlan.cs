using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.CodeFixes.Keys;
using RefreshRace.CodeFixes.Sites;
using RefreshRace.CodeFixes.Syntax;

namespace RefreshRace.CodeFixes.Flights;

/// <summary>
/// How a method becomes a flight that reads its refresh token asynchronously, or refuses to go on without one, before it does anything
/// else: these statements stay, and the rest
/// moves into a core that takes the token.
/// </summary>
/// <param name="Token">The local or parameter that holds the token once the first statements have run.</param>
/// <param name="TokenType">Its type, without a nullable annotation.</param>
/// <param name="Prefix">How many statements stay.</param>
internal sealed record SplitPlan(RefreshCallSite Site, EnclosingFunction Function, ReturnShape Shape, ISymbol Token, ITypeSymbol TokenType,
    int Prefix, FunctionInputs Inputs, FlightType Flight, bool StaticField)
{
    /// <summary>Other locals of the statements that stay which the rest reads: further parameters of the core.</summary>
    public ImmutableArray<ILocalSymbol> Locals { get; init; } = ImmutableArray<ILocalSymbol>.Empty;

    /// <summary>The parts of the key: the token, and the inputs that change the answer.</summary>
    public ImmutableArray<KeyPart> KeyParts =>
        Inputs.Extra.Insert(0, new KeyPart("RefreshToken", Token.Name, TokenType, Token as IParameterSymbol));

    /// <summary>
    /// The test for a missing token that must be added behind the statements that stay: the code redeems what may be null, or tests it
    /// later.
    /// </summary>
    public EmptyTest Missing { get; init; }

    public string Title => $"Guard '{Function.Name}' with SingleFlight";

    private string KeyText =>
        KeyParts.Length == 1
            ? Site.Style.Text(TokenType)
            : "(" + string.Join(", ", KeyParts.Select(part => Site.Style.Text(part.Type) + " " + part.Name)) + ")";

    public MethodDeclarationSyntax Method => (MethodDeclarationSyntax)Function.Declaration;

    /// <summary>Whether the statements that stay end with a test that throws where the token is missing.</summary>
    public bool Refuses =>
        Method.Body!.Statements[Prefix - 1] is IfStatementSyntax branch && MissingToken.Last(branch.Statement) is ThrowStatementSyntax;

    /// <summary>Null where the token is not known after the first statements.</summary>
    public static SplitPlan? For(RefreshCallSite site, CancellationToken cancellationToken)
    {
        if (site is not { Function: { IsLocal: false, LambdaBetween: null } function, Type: { TypeKind: TypeKind.Class } type,
            TypeDeclaration: not null }
            || function is not { Declaration: MethodDeclarationSyntax { Body: { } body }, Symbol: { TypeParameters.Length: 0 } symbol }
            || !function.Modifiers.Any(SyntaxKind.AsyncKeyword)
            || !GuardPlan.CanMove(site, function)
            || SessionOwnership.IsRequestType(type)
            || body.ContainsDirectives
            || body.Statements.Any(statement => statement is LocalFunctionStatementSyntax or LabeledStatementSyntax)
            || ReturnShape.Of(symbol.ReturnType) is not { IsShareable: true, IsSequence: false, IsAsync: true } shape)
        {
            return null;
        }

        foreach (var candidate in new KeyFinder(site.Model, cancellationToken).Presented(site.Call, site.Tokens, function))
        {
            var token = site.Model.GetSymbolInfo(Expressions.Strip(candidate), cancellationToken).Symbol;
            if (token is (ILocalSymbol or IParameterSymbol) and var known
                && SymbolEqualityComparer.Default.Equals(known.ContainingSymbol, symbol)
                && (known as ILocalSymbol)?.Type is var local
                && (local ?? ((IParameterSymbol)known).Type) is { SpecialType: SpecialType.System_String } tokenType
                && PrefixOf(body, known, site.Call, site.Model, cancellationToken) is { } prefix
                && Needed(known, body, prefix, site.Model) is { } locals)
            {
                var key = new FlightKey(SyntaxFactory.IdentifierName(known.Name), tokenType.WithNullableAnnotation(NullableAnnotation.None),
                    known as IParameterSymbol, EmptyTest.None, ImmutableArray<IParameterSymbol>.Empty);
                if (FunctionInputs.Of(function, key, site.Call, site.Model, cancellationToken) is not { } inputs)
                {
                    return null;
                }

                var isStatic = symbol.IsStatic || !SessionOwnership.StoresInInstance(body, type, site.Model, cancellationToken);
                if (locals.Any(at => InputNames.IsScopeName(at.Name)
                    && at.Type.SpecialType != SpecialType.System_String
                    && at.Type.AllInterfaces.Any(held => held.SpecialType == SpecialType.System_Collections_IEnumerable)))
                {
                    return null;
                }

                inputs = isStatic ? inputs.WithInstance(function, site.Call, site.Model, cancellationToken) : inputs;
                var scopes = locals.Where(at => InputNames.IsScopeName(at.Name) && InputTypes.IsValueLike(at.Type))
                    .Select(at => new KeyPart(KeyPart.NameFor(at.Name), at.Name, at.Type, null));
                inputs = inputs with { Extra = KeyPart.Distinct(inputs.Extra.Concat(scopes)).ToImmutableArray() };
                var plan = new SplitPlan(site, function, shape, known, key.Type, prefix, inputs, null!, isStatic) { Locals = locals,
                    Missing = Test(candidate, body, prefix, known, site.Model, cancellationToken) };
                return FlightType.Of(plan.KeyText, shape, false, site.Style, site.Model.Compilation) is { } flight
                    ? plan with { Flight = flight }
                    : null;
            }
        }

        return null;
    }

    // The statements up to the one that declares the token, and the tests of it that follow. Null where another kind of statement is among
    // them.
    private static int? PrefixOf(BlockSyntax body, ISymbol token, ExpressionSyntax call, SemanticModel model,
        CancellationToken cancellationToken)
    {
        var count = 0;
        if (token is ILocalSymbol)
        {
            var index = body.Statements.IndexOf(
                statement =>
                    statement is LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0, Declaration.Variables: { Count: 1 } variables }
                && SymbolEqualityComparer.Default.Equals(model.GetDeclaredSymbol(variables[0], cancellationToken), token));
            if (index < 0
                || body.Statements.Take(index)
                    .Any(statement => statement is not (LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0 }
                        or ExpressionStatementSyntax or IfStatementSyntax)))
            {
                return null;
            }

            count = index + 1;
        }

        while (count < body.Statements.Count
            && body.Statements[count] is IfStatementSyntax { Else: null } branch
            && MissingToken.Last(branch.Statement) is ReturnStatementSyntax or ThrowStatementSyntax
            && branch.Condition.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().Any(name => name.Identifier.ValueText == token.Name)
            && branch.Condition.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>()
                .All(name => name.Identifier.ValueText == token.Name
                    || name.Identifier.ValueText is "string" or "String" or "IsNullOrEmpty" or "IsNullOrWhiteSpace"))
        {
            count++;
        }

        return count > 0
            && count < body.Statements.Count
            && !body.Statements.Take(count).Any(statement => statement.Span.Contains(call.Span)) ? count : null;
    }

    // What the rest reads of the statements that stay, besides the token; null where it cannot be handed over.
    private static ImmutableArray<ILocalSymbol>? Needed(ISymbol token, BlockSyntax body, int prefix, SemanticModel model)
    {
        var flow = model.AnalyzeDataFlow(body.Statements[prefix], body.Statements.Last());
        if (flow is not { Succeeded: true })
        {
            return null;
        }

        bool IsEarlier(ISymbol symbol) =>
            symbol is ILocalSymbol
                && !flow.VariablesDeclared.Contains(symbol, SymbolEqualityComparer.Default)
                && !SymbolEqualityComparer.Default.Equals(symbol, token);
        var locals = flow.ReadInside.Where(IsEarlier).Cast<ILocalSymbol>().OrderBy(local => local.Locations[0].SourceSpan.Start)
            .ToImmutableArray();
        return flow.WrittenInside.Any(IsEarlier) || flow.WrittenInside.Contains(token, SymbolEqualityComparer.Default)
            || locals.Any(local => local.IsRef
                || local.Type.IsRefLikeType
                || local.Type.IsAnonymousType
                || local.Type.TypeKind is TypeKind.Pointer or TypeKind.Error)
            ? null
            : locals;
    }

    // Where the compiler tracks null it must know that there is a token; elsewhere a test says whether there may be none.
    private static EmptyTest Test(ExpressionSyntax presented, BlockSyntax body, int prefix, ISymbol token, SemanticModel model,
        CancellationToken cancellationToken) =>
        body.Statements[prefix - 1] is IfStatementSyntax ? EmptyTest.None
        : EmptyTests.In(token.Name, body) is not EmptyTest.None and var test ? test
        : model.GetTypeInfo(Expressions.Strip(presented),
            cancellationToken).Nullability.FlowState == NullableFlowState.MaybeNull ? EmptyTest.Null
        : EmptyTest.None;
}
