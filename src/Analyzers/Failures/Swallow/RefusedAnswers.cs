using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;

namespace RefreshRace.Analyzers.Failures;

/// <summary>The answer that led to the refresh: a 401 that a handler got, looked at, and gives back where the renewal failed. Whoever sent the request is told by it.</summary>
internal static class RefusedAnswers
{
    /// <summary>Whether the value is a local or parameter that the member looked at to decide whether to make the call.</summary>
    public static bool IsOne(IOperation value, IOperation call)
    {
        var symbol = value.Unwrap() switch
        {
            ILocalReferenceOperation local => (ISymbol)local.Local,
            IParameterReferenceOperation parameter => parameter.Parameter,
            _ => null,
        };
        if (symbol is null)
        {
            return false;
        }

        for (IOperation at = call; at.Parent is { } parent and not (IAnonymousFunctionOperation or ILocalFunctionOperation); at = parent)
        {
            var decides = parent switch
            {
                IConditionalOperation choice when choice.Condition != at => Asks(choice.Condition, symbol),
                IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } both when both.RightOperand == at => Asks(both.LeftOperand, symbol),
                IBlockOperation block => block.Operations.TakeWhile(before => before != at).OfType<IConditionalOperation>().Any(choice => StatementOrder.LeavesBlock(choice.WhenTrue) && Asks(choice.Condition, symbol)),
                _ => false,
            };
            if (decides)
            {
                return true;
            }
        }

        return false;
    }

    // response.StatusCode == …, not a test of the local itself: a missing token is looked at in the same way.
    private static bool Asks(IOperation condition, ISymbol symbol) => StatementOrder.Within(condition).Any(at => at switch
    {
        IMemberReferenceOperation { Instance: { } instance } => SymbolEqualityComparer.Default.Equals(StateMembers.SymbolOf(instance), symbol),
        IInvocationOperation call => SymbolEqualityComparer.Default.Equals(StateMembers.SymbolOf(call.Instance), symbol) || call.Arguments.Any(argument => SymbolEqualityComparer.Default.Equals(StateMembers.SymbolOf(argument.Value), symbol)),
        _ => false,
    });
}
