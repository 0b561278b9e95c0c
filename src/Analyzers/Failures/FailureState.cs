using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;

namespace RefreshRace.Analyzers.Failures;

/// <summary>
/// What the locals of a member hold when a failure has passed through a handler: what the handler gave them, or what they had before a <c>try</c> that never came to setting them.
/// Only null, true, false and "something" are known; the rest is not.
/// </summary>
internal sealed class FailureState
{
    private const int MaxDepth = 12;

    private static readonly object Something = new();

    private readonly Dictionary<ISymbol, object?> _known = new(SymbolEqualityComparer.Default);

    private FailureState()
    {
    }

    /// <param name="clause">The handler that the failure has passed through.</param>
    /// <param name="call">The call that failed, somewhere in the body of <paramref name="attempt"/>.</param>
    public static FailureState Behind(ITryOperation attempt, ICatchClauseOperation clause, IOperation call, MemberBody body)
    {
        var state = new FailureState();
        foreach (var declarator in body.Root.Descendants().OfType<IVariableDeclaratorOperation>().Where(at => !attempt.Contains(at)))
        {
            if (InitialOf(declarator) is { Known: true, Value: var value } && IsSetOnlyInOrAfter(declarator, attempt, call, body))
            {
                state._known[declarator.Symbol] = value;
            }
        }

        foreach (var assignment in clause.Handler.Operations.OfType<IExpressionStatementOperation>().Select(at => at.Operation).OfType<ISimpleAssignmentOperation>())
        {
            if (assignment.Target is ILocalReferenceOperation { Local: var local } && ValueOf(assignment.Value, clause) is { Known: true, Value: var value })
            {
                state._known[local] = value;
            }
        }

        return state;
    }

    /// <summary>Whether the condition holds in this state; null where that depends on something else.</summary>
    public bool? Decide(IOperation condition) => Decide(condition, 0);

    private bool? Decide(IOperation condition, int depth)
    {
        condition = condition.Unwrap();
        return depth > MaxDepth ? null : condition switch
        {
            IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not => !Decide(not.Operand, depth + 1),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } and => And(Decide(and.LeftOperand, depth + 1), Decide(and.RightOperand, depth + 1)),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr } or => !And(!Decide(or.LeftOperand, depth + 1), !Decide(or.RightOperand, depth + 1)),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } equal => AreEqual(equal),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.NotEquals } different => !AreEqual(different),
            IIsPatternOperation { Pattern: var pattern, Value: var value } when Lookup(value) is { Known: true, Value: var known } => Matches(pattern, known),
            IInvocationOperation { TargetMethod: { Name: "IsNullOrEmpty" or "IsNullOrWhiteSpace", IsStatic: true }, Arguments.Length: 1 } empty when Lookup(empty.Arguments[0].Value) is { Known: true, Value: null } => true,
            IPropertyReferenceOperation { Property.Name: "HasValue", Instance: { } instance } when Lookup(instance) is { Known: true, Value: null } => false,
            _ => Lookup(condition) is { Known: true, Value: bool truth } ? truth : null,
        };
    }

    private static bool? And(bool? left, bool? right) => left == false || right == false ? false : left is null || right is null ? null : true;

    private bool? AreEqual(IBinaryOperation comparison)
    {
        var (left, right) = (Lookup(comparison.LeftOperand), Lookup(comparison.RightOperand));
        return left.Known && right.Known ? left.Value == Something || right.Value == Something ? (left.Value is null || right.Value is null ? false : null) : Equals(left.Value, right.Value) : null;
    }

    private static bool? Matches(IPatternOperation pattern, object? known) => pattern switch
    {
        INegatedPatternOperation not => !Matches(not.Pattern, known),
        IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: null } } => known is null,
        IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: bool value } } when known is bool truth => truth == value,
        IRecursivePatternOperation or IDeclarationPatternOperation or ITypePatternOperation when known is null => false,
        _ => null,
    };

    private (bool Known, object? Value) Lookup(IOperation operation)
    {
        operation = operation.Unwrap();
        return operation switch
        {
            { ConstantValue: { HasValue: true, Value: null or bool } constant } => (true, constant.Value),
            ILocalReferenceOperation local when _known.TryGetValue(local.Local, out var value) => (true, value),
            IConditionalAccessOperation access when Lookup(access.Operation) is { Known: true, Value: null } => (true, null),
            _ => (false, null),
        };
    }

    private static (bool Known, object? Value) InitialOf(IVariableDeclaratorOperation declarator) =>
        declarator.GetVariableInitializer()?.Value is { } value ? ValueOf(value, null)
        : declarator.Symbol.Type is { IsReferenceType: true } ? (true, null)
        : (false, null);

    private static (bool Known, object? Value) ValueOf(IOperation value, ICatchClauseOperation? clause)
    {
        value = value.Unwrap();
        return value switch
        {
            { ConstantValue: { HasValue: true, Value: null or bool } constant } => (true, constant.Value),
            IDefaultValueOperation { Type: { IsReferenceType: true } } => (true, null),
            IDefaultValueOperation { Type.SpecialType: SpecialType.System_Boolean } => (true, false),
            ILocalReferenceOperation local when clause is not null && SymbolEqualityComparer.Default.Equals(local.Local, SwallowingHandlers.Caught(clause)) => (true, Something),
            IObjectCreationOperation => (true, Something),
            _ => (false, null),
        };
    }

    /// <summary>Whether nothing sets the local before the call fails, or behind the try, which is another matter.</summary>
    private static bool IsSetOnlyInOrAfter(IVariableDeclaratorOperation declarator, ITryOperation attempt, IOperation call, MemberBody body) =>
        !body.Root.Descendants().Any(at => at is IAssignmentOperation { Target: ILocalReferenceOperation target } assignment
            && SymbolEqualityComparer.Default.Equals(target.Local, declarator.Symbol)
            && assignment.Syntax.SpanStart < attempt.Syntax.Span.End
            && !assignment.Syntax.Span.Contains(call.Syntax.Span)
            && (!attempt.Body.Syntax.Span.Contains(assignment.Syntax.Span) || assignment.Syntax.SpanStart < call.Syntax.SpanStart))
        && !body.Root.Descendants().Any(at => at is IArgumentOperation { Parameter.RefKind: RefKind.Out or RefKind.Ref, Value: ILocalReferenceOperation given } && SymbolEqualityComparer.Default.Equals(given.Local, declarator.Symbol));
}
