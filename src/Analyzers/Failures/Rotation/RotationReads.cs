using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;

namespace RefreshRace.Analyzers.Failures;

/// <summary>What a read of the answer's refresh token is for.</summary>
internal static class RotationReads
{
    /// <summary>Whether the token is only asked for: is there one, is it empty, is it another.</summary>
    public static bool IsOnlyLookedAt(IOperation token)
    {
        for (IOperation at = token; at.Parent is { } parent; at = parent)
        {
            switch (parent)
            {
                case IConversionOperation or IParenthesizedOperation or IArgumentOperation or IConditionalAccessOperation:
                    continue;
                case IIsPatternOperation { Pattern: IConstantPatternOperation or INegatedPatternOperation }:
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals }:
                case IInvocationOperation { TargetMethod: { IsStatic: true, Name: "IsNullOrEmpty" or "IsNullOrWhiteSpace" } }:
                    return true;
                case IInvocationOperation call:
                    return CaughtExceptionUses.IsLog(call);
                default:
                    return false;
            }
        }

        return false;
    }

    /// <summary>Whether the condition says that the token is missing (true), or that it is there (false); null where it speaks of something else.</summary>
    public static bool? SaysMissing(IOperation condition, Func<IOperation, bool> isToken)
    {
        condition = condition.Unwrap();
        return condition switch
        {
            IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not => !SaysMissing(not.Operand, isToken),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } both => SaysMissing(both.LeftOperand, isToken) ?? SaysMissing(both.RightOperand, isToken),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison => Compared(comparison, isToken),
            IIsPatternOperation { Pattern: IConstantPatternOperation } test when Mentions(test.Value, isToken) => true,
            IIsPatternOperation { Pattern: INegatedPatternOperation or IRecursivePatternOperation or IDeclarationPatternOperation } test when Mentions(test.Value, isToken) => false,
            IInvocationOperation { TargetMethod: { IsStatic: true, Name: "IsNullOrEmpty" or "IsNullOrWhiteSpace" } } empty when Mentions(empty, isToken) => true,
            _ => null,
        };
    }

    private static bool? Compared(IBinaryOperation comparison, Func<IOperation, bool> isToken)
    {
        var isEmpty = EmptyValues.IsEmpty(comparison.RightOperand) || EmptyValues.IsEmpty(comparison.LeftOperand);
        return isEmpty && Mentions(comparison, isToken) ? comparison.OperatorKind == BinaryOperatorKind.Equals : null;
    }

    private static bool Mentions(IOperation operation, Func<IOperation, bool> isToken) => StatementOrder.Within(operation).Any(isToken);
}
