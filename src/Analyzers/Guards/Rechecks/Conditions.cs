using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RefreshRace.Analyzers.Guards;

/// <summary>What a condition looks at, through the locals that it is made of.</summary>
internal static class Conditions
{
    // busy = text != ""; text = session.GetString(key): two locals are usual, four are plenty.
    private const int MaxHops = 4;

    /// <summary>The operations of a condition and of the values of its locals.</summary>
    public static IEnumerable<IOperation> Expand(IOperation condition, IOperation root) => Expand(condition, root, MaxHops);

    /// <summary>Whether a condition shows a field or property, directly or through a local.</summary>
    public static bool Shows(IOperation condition, ISymbol state, IOperation root) =>
        Expand(condition, root).Any(operation => operation is IMemberReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Member.OriginalDefinition, state));

    private static IEnumerable<IOperation> Expand(IOperation condition, IOperation root, int hops)
    {
        foreach (var operation in condition.DescendantsAndSelf())
        {
            yield return operation;
            if (hops == 0 || operation is not ILocalReferenceOperation reference)
            {
                continue;
            }

            foreach (var value in ValuesBefore(reference.Local, root, condition))
            {
                foreach (var inner in Expand(value, root, hops - 1))
                {
                    yield return inner;
                }
            }
        }
    }

    private static IEnumerable<IOperation> ValuesBefore(ILocalSymbol local, IOperation root, IOperation use)
    {
        foreach (var operation in root.DescendantsAndSelf())
        {
            if (operation.Syntax.SpanStart >= use.Syntax.SpanStart)
            {
                continue;
            }

            switch (operation)
            {
                case IVariableDeclaratorOperation declarator when SymbolEqualityComparer.Default.Equals(declarator.Symbol, local) && declarator.GetVariableInitializer() is { } initializer:
                    yield return initializer.Value;
                    break;
                case ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } assignment when SymbolEqualityComparer.Default.Equals(target.Local, local):
                    yield return assignment.Value;
                    break;
            }
        }
    }
}
