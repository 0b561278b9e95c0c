using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RefreshRace.CodeFixes.Keys;
using RefreshRace.CodeFixes.Sites;
using RefreshRace.CodeFixes.Syntax;

namespace RefreshRace.CodeFixes.Flights;

/// <summary>
/// How the statements from an exchange to the last store of its answer become a flight where they stand. What comes before them, the
/// member's own tests, stays before the flight, and what each caller does with the answer stays behind it.
/// </summary>
/// <param name="Result">What the flight gives; null for nothing.</param>
internal sealed record SegmentPlan(
    RefreshCallSite Site,
    FunctionBody Function,
    Segment Segment,
    FlightKey Key,
    ImmutableArray<KeyPart> Extra,
    ITypeSymbol? Result,
    FlightType Flight,
    bool StaticField)
{
    public string Title => $"Guard the refresh in '{Site.Function?.Name}' with SingleFlight";

    /// <summary>Whether the flight's delegate is asynchronous.</summary>
    public bool IsAwaited { get; init; }

    /// <summary>
    /// The member that the one statement stores the answer in, where the code behind it reads the member and must know that it is not
    /// null: it reads the flight's result then. Null where it goes on to read the member.
    /// </summary>
    public ExpressionSyntax? ReadBehind { get; init; }

    /// <summary>Comments that go above the flight's field: those of the guard whose place it takes.</summary>
    public SyntaxTriviaList FieldComments { get; init; }

    /// <summary>The flight of another member that it joins; null where it has one of its own.</summary>
    public SharedFlight? Shared { get; init; }

    /// <summary>Null where it would not compile, would change what callers get, or would leave the race.</summary>
    /// <param name="declined">Takes the reason for null.</param>
    public static SegmentPlan? For(RefreshCallSite site, CancellationToken cancellationToken, Action<NoFixReason>? declined = null)
    {
        if (site is not { Function: not null, Type: { TypeKind: TypeKind.Class } type, TypeDeclaration: not null }
            || FunctionBody.Of(site.Call, site.Model, cancellationToken) is not { Body: var body } function)
        {
            return Decline(NoFixReason.Place);
        }

        if (Segment.Of(site.Call, body, site, cancellationToken, reason => declined?.Invoke(reason)) is not { } segment)
        {
            return Decline(NoFixReason.Block);
        }

        if (!CanMove(segment, site, cancellationToken))
        {
            return Decline(NoFixReason.Lambda);
        }

        if (new AnswerFlow(site.Call, site, cancellationToken) is var flow && segment.Statements.Any(flow.IsOfOneCaller))
        {
            return Decline(NoFixReason.Request);
        }

        if (KeyIn(segment, site, cancellationToken) is not { } key)
        {
            return Decline(NoFixReason.Token);
        }

        if (CallInputs.Of(site.Call, key, site, cancellationToken) is not { } extra)
        {
            return Decline(NoFixReason.Input);
        }

        var awaits = segment.Statements.Any(statement => AwaitStyle.In(statement).Any());
        if (awaits && !function.IsAsync)
        {
            return Decline(NoFixReason.NotAwaited);
        }

        var result = ResultOf(segment, function, site, cancellationToken);
        var shape = new ReturnShape(result is null ? ReturnKind.Void : ReturnKind.Value, result);
        if (!shape.IsShareable
            || shape.IsSequence
            || shape.Mentions(at => at is ITypeParameterSymbol { TypeParameterKind: TypeParameterKind.Method })
            || result is { IsAnonymousType: true } or { IsRefLikeType: true } or { TypeKind: TypeKind.Error or TypeKind.Dynamic })
        {
            return Decline(NoFixReason.Result);
        }

        var ownsState = segment.Statements.Any(statement =>
            SessionOwnership.StoresInInstance(statement, type, site.Model, cancellationToken));
        if (ownsState && site.IsShortLived)
        {
            return Decline(NoFixReason.ShortLived);
        }

        var isStatic = site.Model.GetEnclosingSymbol(site.Call.SpanStart, cancellationToken)?.IsStatic != false
            || !ownsState || site.NeedsStatic || type.IsRecord || FlightField.IsInStatic(site.Call);
        var plan = new SegmentPlan(site, function, segment, key, extra, result, null!, isStatic) { IsAwaited = awaits };
        plan = plan with { ReadBehind = StoredInNullable(segment, site, cancellationToken) };
        if (FlightType.Of(plan.KeyText, shape, HidesFailure(segment, result), site.Style, site.Model.Compilation) is not { } flight)
        {
            return Decline(NoFixReason.Package);
        }

        var shared = SharedFlight.For(key.Expression, site);
        return shared is null || shared.Fits(flight, isStatic)
            ? plan with { Flight = flight, Shared = shared }
            : Decline(NoFixReason.OtherFlight);

        SegmentPlan? Decline(NoFixReason reason)
        {
            declined?.Invoke(reason);
            return null;
        }
    }

    /// <summary>The parts of the key: the token, and the inputs that change the answer.</summary>
    public string KeyText => Extra.IsEmpty
        ? Site.Style.Text(Key.Type)
        : "(" + string.Join(", ", new[] { Site.Style.Text(Key.Type) + " RefreshToken" }
            .Concat(Extra.Select(part => Site.Style.Text(part.Type) + " " + part.Name))) + ")";

    // The token must be there, and be the same value, where the first statement begins.
    private static FlightKey? KeyIn(Segment segment, RefreshCallSite site, CancellationToken cancellationToken)
    {
        var finder = new KeyFinder(site.Model, cancellationToken);
        if (finder.AtCall(site.Call, site.Tokens, site.Function) is not { } key)
        {
            return null;
        }

        var isFirst = segment.First is ExpressionSyntax
            || segment.First == site.Call.FirstAncestorOrSelf<StatementSyntax>()
                && segment.First is not (WhileStatementSyntax or DoStatementSyntax);
        if (isFirst && site.Call.Span.Contains(key.Expression.Span))
        {
            return key;
        }

        var before = segment.Statements.SelectMany(statement => statement.DescendantNodesAndSelf())
            .Where(node => node.Span.End <= site.Call.SpanStart);
        return finder.IsInScope(Expressions.Strip(key.Expression), segment.First)
            && !Writes.Changes(before, Expressions.Strip(key.Expression))
            && (isFirst || CannotFail(key.Expression, site, cancellationToken))
                ? key
                : null;
    }

    // Read before a try that it stood in, it must not throw past the catch.
    private static bool CannotFail(ExpressionSyntax expression, RefreshCallSite site,
        CancellationToken cancellationToken) => expression switch
    {
        IdentifierNameSyntax or ThisExpressionSyntax or BaseExpressionSyntax => true,
        MemberAccessExpressionSyntax access => CannotFail(access.Expression, site, cancellationToken)
            && (access.Expression is ThisExpressionSyntax or BaseExpressionSyntax
                || site.Model.GetTypeInfo(access.Expression, cancellationToken) is var info
                    && (info.Type?.IsValueType == true || info.Nullability.FlowState == NullableFlowState.NotNull)),
        _ => false,
    };

    private static ITypeSymbol? ResultOf(Segment segment, FunctionBody function, RefreshCallSite site, CancellationToken cancellationToken)
    {
        if (segment.Leaves)
        {
            return function.Result;
        }

        if (segment.Output is { } output)
        {
            var type = Segment.TypeOf(output)!;
            return type.IsReferenceType && Given(segment, output) is { Length: > 0 } given && given.All(value =>
                site.Model.GetTypeInfo(value, cancellationToken).Nullability.FlowState == NullableFlowState.NotNull)
                    ? type.WithNullableAnnotation(NullableAnnotation.NotAnnotated)
                    : type;
        }

        return segment.Statements.Length == 1 && Stored(segment.First) is { } stored
            ? site.Model.GetTypeInfo(stored.Right, cancellationToken).Type?.WithNullableAnnotation(
                site.Model.GetTypeInfo(stored.Right, cancellationToken).Nullability.FlowState == NullableFlowState.MaybeNull
                    ? NullableAnnotation.Annotated
                    : NullableAnnotation.NotAnnotated)
            : null;
    }

    /// <summary>The assignment that a statement is: <c>_tokens = await …;</c>, or null.</summary>
    public static AssignmentExpressionSyntax? Stored(SyntaxNode statement) =>
        statement is ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax assignment }
        && assignment.IsKind(SyntaxKind.SimpleAssignmentExpression)
        && assignment.Left is not TupleExpressionSyntax and not IdentifierNameSyntax { Identifier.ValueText: "_" }
            ? assignment
            : null;

    // _tokens = await …; return _tokens.AccessToken; with a field that may be null: in a lambda the compiler does not see the assignment.
    private static ExpressionSyntax? StoredInNullable(Segment segment, RefreshCallSite site, CancellationToken cancellationToken)
    {
        if (segment is not { Statements.Length: 1, Leaves: false, Output: null } || Stored(segment.First) is not { Left: var target }
            || site.Model.GetSymbolInfo(target, cancellationToken).Symbol switch
            {
                IFieldSymbol field => field.NullableAnnotation,
                IPropertySymbol property => property.NullableAnnotation,
                _ => NullableAnnotation.None,
            } != NullableAnnotation.Annotated)
        {
            return null;
        }

        var behind = Behind(segment.First).SelectMany(statement => statement.DescendantNodesAndSelf()).ToArray();
        return !Writes.Changes(behind, target) && !behind.Any(node => node is AnonymousFunctionExpressionSyntax or AwaitExpressionSyntax)
            && behind.OfType<ExpressionSyntax>().Any(node => IsReadOf(node, target))
                ? target
                : null;
    }

    /// <summary>The statements behind one in its block.</summary>
    public static IEnumerable<StatementSyntax> Behind(SyntaxNode statement) => statement.Parent is BlockSyntax block
        ? block.Statements.SkipWhile(at => at != statement).Skip(1)
        : [];

    /// <summary>Whether a node is a read of a member by its text.</summary>
    public static bool IsReadOf(SyntaxNode node, ExpressionSyntax target) =>
        node is ExpressionSyntax && node.WithoutTrivia().ToString() == target.WithoutTrivia().ToString()
        && !(node.Parent is MemberAccessExpressionSyntax access && access.Name == node);

    // The expressions that give the output its value.
    private static ExpressionSyntax[] Given(Segment segment, ISymbol output) =>
        [.. segment.Statements.SelectMany(statement => statement.DescendantNodesAndSelf()).Select(node => node switch
        {
            VariableDeclaratorSyntax { Initializer: { } initializer } declarator when declarator.Identifier.ValueText == output.Name =>
                initializer.Value,
            AssignmentExpressionSyntax { Left: IdentifierNameSyntax name } assignment when name.Identifier.ValueText == output.Name =>
                assignment.Right,
            _ => null,
        }).OfType<ExpressionSyntax>()];

    private static bool CanMove(Segment segment, RefreshCallSite site, CancellationToken cancellationToken)
    {
        if (segment.Statements.Any(statement => statement.ContainsDiagnostics || statement.ContainsDirectives)
            || segment.Statements.Skip(1).Any(statement => statement.GetLeadingTrivia().Any(trivia => trivia.IsDirective)))
        {
            return false;
        }

        foreach (var node in segment.Statements.SelectMany(statement => statement.DescendantNodesAndSelf()))
        {
            switch (node)
            {
                case YieldStatementSyntax or LabeledStatementSyntax or UnsafeStatementSyntax or LocalFunctionStatementSyntax:
                    return false;
                case IdentifierNameSyntax name when site.Model.GetSymbolInfo(name, cancellationToken).Symbol
                        is IParameterSymbol { RefKind: not RefKind.None } or ILocalSymbol { IsRef: true }
                    || site.Model.GetTypeInfo(name, cancellationToken).Type is { IsRefLikeType: true }:
                    return false;
            }
        }

        return true;
    }

    // A failure that becomes a value which the flight takes for a success must not answer the callers that come later.
    private static bool HidesFailure(Segment segment, ITypeSymbol? result) =>
        (result is null
            || result.IsValueType && result.SpecialType != SpecialType.System_Boolean
            || result.SpecialType == SpecialType.System_String)
        && segment.Statements.SelectMany(statement => statement.DescendantNodesAndSelf()).Any(node => node switch
        {
            CatchClauseSyntax clause => clause.Block.Statements.LastOrDefault() is not ThrowStatementSyntax,
            ReturnStatementSyntax { Expression: var value } =>
                segment.Leaves && (value is null || value is LiteralExpressionSyntax or DefaultExpressionSyntax
                || Expressions.LastName(value) == "Empty"),
            _ => false,
        });
}
