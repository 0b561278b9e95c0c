using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.CodeFixes.Keys;
using RefreshRace.CodeFixes.Sites;
using RefreshRace.CodeFixes.Syntax;

namespace RefreshRace.CodeFixes.Flights;

/// <summary>How a function becomes a flight: its body moves into a core, and what remains is one call.</summary>
internal sealed record GuardPlan(
    RefreshCallSite Site,
    EnclosingFunction Function,
    ReturnShape Shape,
    FlightKey? Key,
    FunctionInputs Inputs,
    FlightType Flight,
    bool StaticField)
{
    /// <summary>Comments that go above the flight's field: those of the lock whose place it takes.</summary>
    public SyntaxTriviaList FieldComments { get; init; }

    public string Title => Key is not null
        ? $"Guard '{Function.Name}' with SingleFlight"
        : $"Guard '{Function.Name}' with SessionFlight (one session per {(StaticField ? "process" : "instance")})";

    /// <summary>Null where guarding the function would not compile, would change what callers get, or would leave the race.</summary>
    /// <param name="declined">Takes the reason for null.</param>
    public static GuardPlan? For(RefreshCallSite site, CancellationToken cancellationToken, Action<NoFixReason>? declined = null)
    {
        if (site is not { Function: { } function, Type: { } type })
        {
            return Decline(NoFixReason.Place);
        }

        if (SessionOwnership.IsRequestType(type))
        {
            return Decline(NoFixReason.Endpoint);
        }

        if (!CanMove(site, function))
        {
            return Decline(NoFixReason.Member);
        }

        if (!RunsInside(site.Call, function))
        {
            return Decline(NoFixReason.Later);
        }

        var shape = ReturnShape.Of(function.Symbol.ReturnType);
        if (shape is null || !IsAwaitedAsDeclared(function, shape))
        {
            return Decline(NoFixReason.Result);
        }

        if (!shape.IsShareable || shape.IsSequence)
        {
            return Decline(NoFixReason.Result);
        }

        if (shape.Mentions(at => at is ITypeParameterSymbol { TypeParameterKind: TypeParameterKind.Method }))
        {
            return Decline(NoFixReason.Result);
        }

        var ownsState = !function.Symbol.IsStatic
            && type.TypeKind == TypeKind.Class
            && SessionOwnership.StoresInInstance(function.Body, type, site.Model, cancellationToken);
        var key = new KeyFinder(site.Model, cancellationToken).AtEntry(function, site.Call, site.Tokens);
        if (key is null && new KeyFinder(site.Model, cancellationToken).HasVisibleToken(site.Call, site.Tokens, function))
        {
            // A flight without a key would answer whoever comes after another sign-in with the tokens of the one before.
            return Decline(NoFixReason.TokenAtStart);
        }

        if (key is not null && ownsState && site.IsShortLived)
        {
            return Decline(NoFixReason.ShortLived);
        }

        if (key is { Empty: not EmptyTest.None } && shape.Kind == ReturnKind.Void && function.Body is ArrowExpressionClauseSyntax)
        {
            return Decline(NoFixReason.Member);
        }

        var inputs = FunctionInputs.Of(function, key, site.Call, site.Model, cancellationToken);
        if (inputs is null)
        {
            return Decline(key is null ? NoFixReason.TokenBesideInput : NoFixReason.Input);
        }

        if (function.IsLocal && !CapturesOnlyServices(function, key, site.Model))
        {
            return Decline(NoFixReason.Locals);
        }

        var staticField = function.Symbol.IsStatic || site.TypeDeclaration is null || site.NeedsStatic || key is not null && !ownsState;
        if (staticField && key is not null)
        {
            inputs = inputs.WithInstance(function, site.Call, site.Model, cancellationToken);
        }

        if (key is null
            && (function.Symbol.TypeParameters.Length > 0
                || type.TypeKind == TypeKind.Struct
                || SessionOwnership.IsPerCaller(function, function.Body, site.Model, cancellationToken)))
        {
            return Decline(NoFixReason.CallersSession);
        }

        if (key is null && !staticField && site.IsShortLived)
        {
            return Decline(NoFixReason.TokenOfShortLived);
        }

        // A function that reads the token itself and looks first whether a refresh is needed must look again for every caller who comes
        // later.
        var keepsNothing = key is null || key.Parameter is null && ConditionalRefresh.Is(site.Call, function, key);
        var plan = new GuardPlan(site, function, shape, key, inputs, null!, staticField);
        if (FlightType.Of(key is null ? null : plan.KeyText, shape, keepsNothing, site.Style, site.Model.Compilation) is not { } flight)
        {
            return Decline(NoFixReason.Package);
        }

        plan = plan with { Flight = flight };
        return type.TypeKind == TypeKind.Struct && !plan.CoreIsStatic && !plan.PassesMethodGroup
            ? Decline(NoFixReason.Place)
            : plan;

        GuardPlan? Decline(NoFixReason reason)
        {
            declined?.Invoke(reason);
            return null;
        }
    }

    /// <summary>
    /// Whether the key can be read before all that the function does: a parameter, or a field or property of the object itself. Members of
    /// members belong behind the function's own tests of them.
    /// </summary>
    public bool KeepsOrder => Key is null || Key.Parameter is not null
        || Key.Expression is IdentifierNameSyntax or MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax };

    /// <summary>The parts of the key: the token, the inputs that change the answer, and the type arguments.</summary>
    public ImmutableArray<(string Name, string Expression, string Type)> KeyParts
    {
        get
        {
            var parts = ImmutableArray.CreateBuilder<(string, string, string)>();
            if (Key is not null)
            {
                parts.Add(("RefreshToken", Key.Expression.ToString(), Site.Style.Text(Key.Type)));
            }

            parts.AddRange(Inputs.Extra.Select(part => (part.Name, part.Expression, Site.Style.Text(part.Type))));
            parts.AddRange(
                Function.Symbol.TypeParameters.Select(parameter => (parameter.Name, $"typeof({parameter.Name})", "global::System.Type")));
            return parts.ToImmutable();
        }
    }

    public string KeyText =>
        KeyParts.Length == 1 ? KeyParts[0].Type : "(" + string.Join(", ", KeyParts.Select(part => part.Type + " " + part.Name)) + ")";

    /// <summary>
    /// The core's parameters. Its cancellation token is the last one: what may follow in the function, a default value or its caller's
    /// name, is not in the core.
    /// </summary>
    public ImmutableArray<IParameterSymbol> CoreParameters =>
        Inputs.Cancellation is { } cancellation
            ? Function.Symbol.Parameters.Remove(cancellation).Add(cancellation)
            : Function.Symbol.Parameters;

    /// <summary>Whether the core's parameters are those of a flight's delegate, so that it is passed as it is.</summary>
    public bool PassesMethodGroup
    {
        get
        {
            var parameters = CoreParameters;
            return Inputs.Cancellation is { } cancellation
                && !CancellationTypes.IsOptionalCancellation(cancellation.Type)
                && KeyParts.Length <= 1
                && !CoreIsValueTask
                && (Key is null ? parameters.Length == 1
                    : Key.Parameter is { } token && parameters.Length == 2 && SymbolEqualityComparer.Default.Equals(parameters[0], token))
                && SymbolEqualityComparer.Default.Equals(parameters[parameters.Length - 1], cancellation);
        }
    }

    /// <summary>An async core returns a task, which is what a flight takes; a core that is not async keeps its type.</summary>
    public ReturnKind CoreKind => !IsAsync ? Shape.Kind
        : Shape.Kind == ReturnKind.ValueTask ? ReturnKind.Task
        : Shape.Kind == ReturnKind.ValueTaskOfT ? ReturnKind.TaskOfT
        : Shape.Kind;

    /// <summary>Whether the core is static: the function is, or uses nothing of its object.</summary>
    public bool CoreIsStatic => Function.Symbol.IsStatic || !InstanceUse.In([Function.Body], Site.Model);

    public bool CoreIsValueTask => CoreKind is ReturnKind.ValueTask or ReturnKind.ValueTaskOfT;

    public bool IsAsync => Function.Modifiers.Any(SyntaxKind.AsyncKeyword) && !Function.IsGetter;

    public static bool CanMove(RefreshCallSite site, EnclosingFunction function)
    {
        var symbol = function.Symbol;
        var async = function.Modifiers.Any(SyntaxKind.AsyncKeyword);
        return symbol.ContainingType.TypeKind is TypeKind.Class or TypeKind.Struct
            && !symbol.ContainingType.IsRefLikeType
            && !(async && symbol.ReturnsVoid)
            && !symbol.ReturnsByRef && !symbol.ReturnsByRefReadonly
            && !symbol.IsVararg
            && !(symbol.TypeParameters.Length > 0 && (symbol.IsOverride || !symbol.ExplicitInterfaceImplementations.IsEmpty))
            && !SymbolEqualityComparer.Default.Equals(symbol, site.Model.Compilation.GetEntryPoint(default))
            && !(function.IsGetter && symbol.AssociatedSymbol is not IPropertySymbol { IsIndexer: false })
            && !(function.IsLocal && site.TypeDeclaration is null && symbol.IsStatic)
            && !function.OwnNodes().Any(node => node is YieldStatementSyntax)
            && !function.Body.ContainsDiagnostics;
    }

    // A lambda that is handed over for later (an event, a timer, an endpoint) does not run within the function.
    private static bool RunsInside(SyntaxNode call, EnclosingFunction function) =>
        function.LambdaBetween is not { } lambda
        || lambda.Parent is ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax receiver }
            && receiver.AncestorsAndSelf().TakeWhile(at => at != function.Body.Parent)
                .Any(at => at is AwaitExpressionSyntax or ReturnStatementSyntax or ArrowExpressionClauseSyntax);

    // An async method may declare another builder's type; only the known ones become flights.
    private static bool IsAwaitedAsDeclared(EnclosingFunction function, ReturnShape shape) =>
        !function.Modifiers.Any(SyntaxKind.AsyncKeyword) || function.IsGetter || shape.IsAsync;

    private static bool CapturesOnlyServices(EnclosingFunction function, FlightKey? key, SemanticModel model)
    {
        var flow = function.Body is BlockSyntax block
            ? model.AnalyzeDataFlow(block)
            : model.AnalyzeDataFlow(((ArrowExpressionClauseSyntax)function.Body).Expression);
        if (flow is not { Succeeded: true })
        {
            return false;
        }

        bool IsOuter(ISymbol symbol) => !SymbolEqualityComparer.Default.Equals(symbol.ContainingSymbol, function.Symbol)
            && !symbol.DeclaringSyntaxReferences.Any(reference => function.Body.Span.Contains(reference.Span))
            && symbol is not IParameterSymbol { IsThis: true };
        return !flow.WrittenInside.Any(IsOuter)
            && flow.ReadInside.Where(IsOuter).All(symbol =>
                key is not null
                    && key.Expression.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>()
                        .Any(name => name.Identifier.ValueText == symbol.Name)
                || (symbol is ILocalSymbol local ? local.Type : (symbol as IParameterSymbol)?.Type) is { } type
                    && InputTypes.IsServiceLike(type));
    }
}
