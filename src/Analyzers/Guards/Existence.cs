using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RefreshRace.Analyzers.Guards;

/// <summary>Conditions that ask only whether something is there.</summary>
internal static class Existence
{
    private static readonly string[] AskingNames = ["Try", "Has", "Have", "Exists", "Any", "Contains", "Can"];

    /// <summary>True where the condition says that something exists, false where it says that it is missing, null where it asks something else.</summary>
    public static bool? WhenTrue(IOperation condition)
    {
        switch (condition)
        {
            case IIsNullOperation:
                return false;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison when IsNothing(comparison.LeftOperand) || IsNothing(comparison.RightOperand):
                return comparison.OperatorKind == BinaryOperatorKind.NotEquals;
            case IInvocationOperation { TargetMethod.Name: "IsNullOrEmpty" or "IsNullOrWhiteSpace" or "IsBlank" or "IsEmpty" }:
                return false;
            case IPropertyReferenceOperation { Property.Name: "HasValue" }:
                return true;
            case IInvocationOperation call when Array.Exists(AskingNames, name => call.TargetMethod.Name.StartsWith(name, StringComparison.Ordinal)):
                return true;
            case IIsPatternOperation test:
                return OfPattern(test.Pattern);
            case ICoalesceOperation { WhenNull: ILiteralOperation } coalesce:
                return WhenTrue(coalesce.Value);
            default:
                // A bare reference as the receiver of ?. is tested for null; as a condition of its own it is a boolean and asks something else.
                return condition.Type?.SpecialType != SpecialType.System_Boolean && condition.Type is { IsReferenceType: true } ? false : null;
        }
    }

    private static bool IsNothing(IOperation value) => value.ConstantValue is { HasValue: true, Value: null or "" or 0 } || value is IDefaultValueOperation;

    private static bool? OfPattern(IPatternOperation pattern) => pattern switch
    {
        IConstantPatternOperation constant => IsNothing(constant.Value) ? false : null,
        INegatedPatternOperation negated => !OfPattern(negated.Pattern),
        ITypePatternOperation or IDeclarationPatternOperation or IDiscardPatternOperation => true,
        IRecursivePatternOperation recursive => recursive.PropertySubpatterns.All(property => IsLength(property) || OfPattern(property.Pattern) == true) && recursive.DeconstructionSubpatterns.IsEmpty ? true : null,
        _ => null,
    };

    private static bool IsLength(IPropertySubpatternOperation property) => property.Member is IPropertyReferenceOperation { Property.Name: "Length" or "Count" };
}
