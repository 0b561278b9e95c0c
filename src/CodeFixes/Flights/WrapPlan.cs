using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;
using RefreshRace.CodeFixes.Keys;
using RefreshRace.CodeFixes.Sites;
using RefreshRace.CodeFixes.Syntax;

namespace RefreshRace.CodeFixes.Flights;

/// <summary>How one call becomes a flight, where it stands.</summary>
/// <param name="Wrapped">The call, or the chain of calls on it that ends in something shareable (<c>….ReceiveJson&lt;T&gt;()</c>).</param>
/// <param name="Cancellation">Arguments that are the caller's token: the flight's takes their place.</param>
/// <param name="Appended">The argument by which the flight's token is handed on where the call has none; null where the method takes
/// none.</param>
internal sealed record WrapPlan(
    RefreshCallSite Site,
    InvocationExpressionSyntax Wrapped,
    ReturnShape Shape,
    FlightKey? Key,
    ImmutableArray<KeyPart> Extra,
    ImmutableArray<ExpressionSyntax> Cancellation,
    ArgumentSyntax? Appended,
    FlightType Flight,
    bool StaticField)
{
    /// <summary>The cancellation token with which the caller waits for the flight; null where none is in scope.</summary>
    public ExpressionSyntax? CallerToken
    {
        get
        {
            if (Cancellation.FirstOrDefault(at => at is not (DefaultExpressionSyntax or LiteralExpressionSyntax)
                && Expressions.LastName(at) != "None") is { } passed)
            {
                return SyntaxFactory.ParseExpression(
                    CancellationTypes.AsCancellationToken(passed.WithoutTrivia().ToString(), Site.Model.GetTypeInfo(passed).Type));
            }

            if (IsWhole
                && Site.Function!.Symbol.Parameters.FirstOrDefault(
                    parameter => CancellationTypes.IsCancellation(parameter.Type)) is { } own)
            {
                return SyntaxFactory.ParseExpression(CancellationTypes.AsCancellationToken(own.Name, own.Type));
            }

            // A caller who left would not do what follows the call, such as to store the tokens. The call could not be left before, and
            // still says so.
            return Site.Model.LookupSymbols(Wrapped.SpanStart)
                .Any(symbol => symbol is IParameterSymbol parameter && CancellationTypes.IsCancellation(parameter.Type))
                ? SyntaxFactory.ParseExpression("global::System.Threading.CancellationToken.None")
                    .WithAdditionalAnnotations(Simplifier.Annotation)
                : null;
        }
    }

    /// <summary>Whether the function around the call gives the flight's task back as it is: what it awaited for is gone.</summary>
    public bool ReturnsTask { get; init; }

    /// <summary>
    /// Whether guarding the function comes to the same: one that does nothing but make the call needs no core, the call is the core.
    /// </summary>
    public bool IsAllOf(GuardPlan? guard) =>
        guard is not null && IsWhole
        && guard.Key is null == Key is null && guard.Key is null or { Empty: EmptyTest.None }
        && guard.StaticField == StaticField && guard.Flight == Flight;

    /// <summary>Whether the function around the call does nothing else.</summary>
    public bool IsWhole => Site.Function is { LambdaBetween: null } function && Only(function.Body) == Wrapped;

    /// <summary>Comments that go above the flight's field: those of the guard whose place it takes.</summary>
    public SyntaxTriviaList FieldComments { get; init; }

    /// <summary>The flight of another member that the call joins; null where it has one of its own.</summary>
    public SharedFlight? Shared { get; init; }

    /// <summary>What the delegate calls its key.</summary>
    public string KeyName { get; init; } = Extra.IsEmpty ? "token" : "key";

    public string Title =>
        Key is not null
            ? "Wrap this call in SingleFlight"
            : $"Wrap this call in SessionFlight (one session per {(StaticField ? "process" : "instance")})";

    /// <summary>The name after which the field is called: that of the member around the call, or of the called method.</summary>
    public string Member => Site.Function?.Name ?? Expressions.LastName(Wrapped) ?? "Refresh";

    /// <summary>Null where the wrapped call would not compile, or would share what must not be shared.</summary>
    /// <param name="storesInside">Whether an answer that is stored behind the call makes it none to be wrapped.</param>
    public static WrapPlan? For(RefreshCallSite site, CancellationToken cancellationToken, bool endsAtOnce = false,
        bool storesInside = true)
    {
        var (wrapped, shape) = Shareable(site, cancellationToken);
        if (wrapped is null
            || shape is null
            || !CanStandInLambda(wrapped, site, cancellationToken)
            || storesInside && AnswerFlow.IsStoredAfter(wrapped, site, cancellationToken)
            || LeavesItsResultIn(wrapped, shape, site, cancellationToken))
        {
            return null;
        }

        var key = new KeyFinder(site.Model, cancellationToken).AtCall(wrapped, site.Tokens, site.Function);
        var remaining = wrapped.DescendantNodes().OfType<AwaitExpressionSyntax>()
            .Where(at => key is null || !key.Expression.Span.Contains(at.Span));
        if (remaining.Any() || CallInputs.Of(wrapped, key, site, cancellationToken) is not { } extra)
        {
            return null;
        }

        var isStatic = site.Model.GetEnclosingSymbol(wrapped.SpanStart, cancellationToken)?.IsStatic != false
            || site.TypeDeclaration is null
            || FlightField.IsInStatic(wrapped);
        var staticField = isStatic || site.NeedsStatic || key is not null;
        if (key is null && !MayBeKeyless(wrapped, site, extra, isStatic, cancellationToken))
        {
            return null;
        }

        var keyText = key is null ? null
            : extra.IsEmpty ? site.Style.Text(key.Type)
            : "(" + string.Join(", ",
                new[] { site.Style.Text(key.Type) + " RefreshToken" }.Concat(
                    extra.Select(part => site.Style.Text(part.Type) + " " + part.Name))) + ")";
        if (FlightType.Of(keyText, shape, key is null, site.Style, site.Model.Compilation) is not { } flight)
        {
            return null;
        }

        var shared = key is null ? null : SharedFlight.For(key.Expression, site);
        if (shared is not null && !shared.Fits(flight, staticField))
        {
            return null;
        }

        // With new() { CancellationToken = ct } the token travels inside of the request.
        var cancellation = CallInputs.Arguments(wrapped).Select(argument => argument.Expression)
            .Concat(FlightCancellation.Assigned(wrapped))
            .Where(expression => CancellationTypes.IsCancellation(site.Model.GetTypeInfo(expression, cancellationToken).ConvertedType))
            .ToImmutableArray();
        return new WrapPlan(site, wrapped, shape, key, extra, cancellation, cancellation.IsEmpty
            ? FlightCancellation.Appended(wrapped, site.Model, cancellationToken)
            : null, flight, staticField)
        { Shared = shared };
    }

    private static SyntaxNode? Only(SyntaxNode body)
    {
        var expression = body switch
        {
            ArrowExpressionClauseSyntax arrow => arrow.Expression,
            BlockSyntax { Statements.Count: 1 } block =>
                (block.Statements[0] as ReturnStatementSyntax)?.Expression
                    ?? (block.Statements[0] as ExpressionStatementSyntax)?.Expression,
            _ => null,
        };
        if (expression is AwaitExpressionSyntax awaited)
        {
            expression = awaited.Expression;
        }

        return expression is InvocationExpressionSyntax
        {
            Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait" } configured,
        }
            ? configured.Expression
            : expression;
    }

    // request.Perform(); token = request.Response: whoever joins another's flight finds nothing in an object of his own.
    private static bool LeavesItsResultIn(InvocationExpressionSyntax wrapped, ReturnShape shape, RefreshCallSite site,
        CancellationToken cancellationToken) =>
        shape.Result is null
        && wrapped.Expression is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax receiver }
        && site.Model.GetSymbolInfo(receiver, cancellationToken).Symbol is ILocalSymbol local && !InputTypes.IsServiceLike(local.Type);

    private static bool MayBeKeyless(InvocationExpressionSyntax wrapped, RefreshCallSite site, ImmutableArray<KeyPart> extra, bool isStatic,
        CancellationToken cancellationToken) =>
        extra.IsEmpty && !site.IsShortLived && site.Type is { TypeKind: TypeKind.Class } && site.TypeDeclaration is not null && !isStatic
        && !new KeyFinder(site.Model, cancellationToken).HasVisibleToken(wrapped, site.Tokens, site.Function)
        && !SessionOwnership.IsRequestType(site.Type)
        && !SessionOwnership.IsPerCaller(site.Function, site.Function?.Body ?? wrapped, site.Model, cancellationToken);

    // The call itself, or the chain of calls on it, whichever first gives something that several callers can hold.
    private static (InvocationExpressionSyntax?, ReturnShape?) Shareable(RefreshCallSite site, CancellationToken cancellationToken)
    {
        var call = site.Call;
        while (true)
        {
            var shape = ReturnShape.Of(site.Model.GetTypeInfo(call, cancellationToken).Type);
            if (shape is { IsShareable: true }
                && !shape.Mentions(at => at is ITypeParameterSymbol { TypeParameterKind: TypeParameterKind.Method }))
            {
                return (call, shape);
            }

            if (shape is { IsAsync: true }
                && call.Parent is MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax outer } access
                && access.Expression == call
                && ReturnShape.Of(site.Model.GetTypeInfo(outer, cancellationToken).Type) is { IsAsync: true })
            {
                call = outer;
                continue;
            }

            return (null, null);
        }
    }

    private static bool CanStandInLambda(InvocationExpressionSyntax call, RefreshCallSite site, CancellationToken cancellationToken)
    {
        if (call.ContainsDiagnostics
            || call.Expression is MemberBindingExpressionSyntax
            || call.Ancestors().TakeWhile(at => at is ExpressionSyntax)
                .Any(at => at is ConditionalAccessExpressionSyntax access && access.WhenNotNull.Span.Contains(call.Span))
            || call.FirstAncestorOrSelf<AttributeSyntax>() is not null
            || call.Ancestors().OfType<VariableDeclaratorSyntax>().Any(at => at.Parent?.Parent is BaseFieldDeclarationSyntax)
            || call.Ancestors().Any(at => at is EqualsValueClauseSyntax { Parent: PropertyDeclarationSyntax })
            || call.FirstAncestorOrSelf<ConstructorInitializerSyntax>() is not null
            || site.TypeDeclaration is InterfaceDeclarationSyntax
            || site.Type is { IsRefLikeType: true })
        {
            return false;
        }

        foreach (var node in call.DescendantNodesAndSelf())
        {
            switch (node)
            {
                case ArgumentSyntax argument when argument.RefKindKeyword.RawKind != 0:
                // What it writes by the way, also in a callback, it would write for one caller of several.
                case DeclarationExpressionSyntax or AssignmentExpressionSyntax and { Parent: not InitializerExpressionSyntax }
                    or PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreIncrementExpression
                        or (int)SyntaxKind.PreDecrementExpression }
                    or PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PostIncrementExpression
                        or (int)SyntaxKind.PostDecrementExpression }:
                case YieldStatementSyntax or StackAllocArrayCreationExpressionSyntax:
                case ThisExpressionSyntax or BaseExpressionSyntax when site.Type?.TypeKind == TypeKind.Struct:
                    return false;
                case IdentifierNameSyntax name:
                    var symbol = site.Model.GetSymbolInfo(name, cancellationToken).Symbol;
                    if (symbol is IParameterSymbol { RefKind: not RefKind.None } or ILocalSymbol { IsRef: true }
                        || site.Type?.TypeKind == TypeKind.Struct
                            && symbol is IParameterSymbol { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } }
                        || site.Model.GetTypeInfo(name, cancellationToken).Type is { IsRefLikeType: true }
                        || site.Type?.TypeKind == TypeKind.Struct
                            && symbol is IFieldSymbol { IsStatic: false } or IPropertySymbol { IsStatic: false }
                                or IMethodSymbol { IsStatic: false, MethodKind: MethodKind.Ordinary }
                            && !(name.Parent is MemberAccessExpressionSyntax access && access.Name == name)
                            && name.Parent is not AssignmentExpressionSyntax
                            && site.Type?.TypeKind == TypeKind.Struct)
                    {
                        return false;
                    }

                    break;
            }
        }

        // A local that has no value yet on some path cannot be captured, and neither can what a static local function has not.
        return call.Ancestors().OfType<LambdaExpressionSyntax>().All(lambda => !IsExpressionTree(lambda, site.Model, cancellationToken));
    }

    private static bool IsExpressionTree(LambdaExpressionSyntax lambda, SemanticModel model, CancellationToken cancellationToken) =>
        model.GetTypeInfo(lambda, cancellationToken).ConvertedType is { Name: "Expression", ContainingNamespace.Name: "Expressions" };
}
