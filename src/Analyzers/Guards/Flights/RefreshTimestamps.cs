using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;

namespace RefreshRace.Analyzers.Guards;

/// <summary>
/// The time at which the last refresh began: <c>if (now - _last &lt; pause) return; _last = now;</c> turns away whoever comes too soon, and so is meant to say that one is on its way.
/// An expiry, which lies in the future, and the time at which a refresh has ended say nothing of that.
/// </summary>
internal static class RefreshTimestamps
{
    /// <summary>Whether an assignment sets a member to the time of now that the test before it compares with the clock.</summary>
    /// <param name="shown">What the test looks at.</param>
    public static bool IsOne(ISimpleAssignmentOperation assignment, List<IOperation> shown, IOperation function)
    {
        var target = assignment.Target;
        return IsTime(target.Type)
            && StateMembers.SymbolOf(target) is { } stamp
            && ValueSources.RootOf(target) is not (ILocalReferenceOperation or IParameterReferenceOperation)
            && IsNow(assignment.Value, function)
            && shown.Any(part => part is IMemberReferenceOperation && SymbolEqualityComparer.Default.Equals(StateMembers.SymbolOf(part), stamp))
            && shown.Any(ReadOrder.IsClock)
            && shown.Any(part => part is IBinaryOperation { OperatorKind: BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual });
    }

    private static bool IsTime(ITypeSymbol? type) => type switch
    {
        { SpecialType: SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_DateTime } => true,
        INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: { Length: 1 } arguments } => IsTime(arguments[0]),
        _ => type?.Name == "DateTimeOffset",
    };

    // _last = DateTime.UtcNow, or a local with that value; not UtcNow.AddHours(1).
    private static bool IsNow(IOperation value, IOperation function)
    {
        value = value.Unwrap();
        if (value is not ILocalReferenceOperation local)
        {
            return ReadOrder.IsClock(value);
        }

        var values = function.Descendants().OfType<IVariableDeclaratorOperation>().Where(declarator => SymbolEqualityComparer.Default.Equals(declarator.Symbol, local.Local)).Select(declarator => declarator.GetVariableInitializer()?.Value).ToList();
        return values.Count == 1 && values[0] is { } initial && ReadOrder.IsClock(initial.Unwrap());
    }
}
