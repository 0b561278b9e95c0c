using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;

namespace RefreshRace.Analyzers.Guards;

/// <summary>Whether a condition asks if a try-enter took its lock.</summary>
internal static class AcquireTests
{
    /// <summary>A condition without its negations and comparisons with <c>true</c> and <c>false</c>.</summary>
    public static (IOperation Core, bool Negated) Core(IOperation condition, FunctionFlow? flow)
    {
        var negated = false;
        while (true)
        {
            condition = flow is null ? condition : flow.Resolve(condition);
            switch (condition)
            {
                case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not:
                    (condition, negated) = (not.Operand, !negated);
                    break;
                case IConversionOperation conversion:
                    condition = conversion.Operand;
                    break;
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals, RightOperand.ConstantValue: { HasValue: true, Value: bool constant } } comparison:
                    (condition, negated) = (comparison.LeftOperand, negated ^ (constant != (comparison.OperatorKind == BinaryOperatorKind.Equals)));
                    break;
                case IIsPatternOperation { Pattern: IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: bool constant } } } test:
                    (condition, negated) = (test.Value, negated ^ !constant);
                    break;
                case IIsPatternOperation { Pattern: INegatedPatternOperation { Pattern: IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: bool constant } } } } test:
                    (condition, negated) = (test.Value, negated ^ constant);
                    break;
                case IAwaitOperation awaited:
                    condition = awaited.Operation;
                    break;
                default:
                    var unwrapped = condition.Unwrap();
                    if (unwrapped == condition)
                    {
                        return (condition, negated);
                    }

                    condition = unwrapped;
                    break;
            }
        }
    }

    /// <summary>Whether a value is the result of the acquire: the call itself, or the local that received it.</summary>
    public static bool IsResultOf(IOperation value, LockStep step, FunctionFlow flow)
    {
        if (value.Syntax.Span == step.Operation.Syntax.Span)
        {
            return true;
        }

        return StateMembers.SymbolOf(value) is ILocalSymbol local && ReceiverOf(step, flow.Body) is { } receiver && SymbolEqualityComparer.Default.Equals(local, receiver);
    }

    /// <summary>The local that receives the acquire's result; null where none does.</summary>
    public static ILocalSymbol? ReceiverOf(LockStep step, MemberBody body)
    {
        foreach (var argument in (step.Operation as IInvocationOperation)?.Arguments ?? ImmutableArray<IArgumentOperation>.Empty)
        {
            if (argument.Parameter?.RefKind is RefKind.Ref or RefKind.Out && argument.Value is ILocalReferenceOperation or IDeclarationExpressionOperation)
            {
                return argument.Value switch
                {
                    ILocalReferenceOperation taken => taken.Local,
                    IDeclarationExpressionOperation { Expression: ILocalReferenceOperation declared } => declared.Local,
                    _ => null,
                };
            }
        }

        // The steps come from the member's own operations, whose parents are intact.
        for (var at = step.Operation.Parent; at is not null; at = at.Parent)
        {
            switch (at)
            {
                case IVariableDeclaratorOperation declarator:
                    return declarator.Symbol;
                case IAssignmentOperation { Target: ILocalReferenceOperation target }:
                    return target.Local;
                case IBlockOperation or IExpressionStatementOperation or IAnonymousFunctionOperation or ILocalFunctionOperation:
                    return null;
            }
        }

        return null;
    }
}
