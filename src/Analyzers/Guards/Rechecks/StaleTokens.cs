using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;

namespace RefreshRace.Analyzers.Guards;

/// <summary>RR0004: a refresh token that is read from state before the guard is taken, and presented under it.</summary>
internal static class StaleTokens
{
    /// <summary>The local that carries the old token in; null where the token is read under the guard, or comes in as a parameter and is its caller's affair.</summary>
    public static ILocalSymbol? Find(DelegateChain chain, ImmutableArray<GuardedSegment> segments, CancellationToken cancellationToken)
    {
        foreach (var token in chain.Query.Tokens)
        {
            if (Carrier(token, segments, cancellationToken) is { } local)
            {
                return local;
            }
        }

        return null;
    }

    /// <summary>Whether a second look compares the token itself with what is stored now; a token that passes is not old.</summary>
    public static bool IsCompared(ILocalSymbol token, Recheck look, MemberBody body) =>
        look.Conditions.Any(condition => Comparisons(condition, body).Any(comparison =>
            comparison.DescendantsAndSelf().Any(operation => operation is ILocalReferenceOperation reference && (SymbolEqualityComparer.Default.Equals(reference.Local, token) || ComesFrom(token, reference.Local, body)))));

    private static IEnumerable<IOperation> Comparisons(IOperation condition, MemberBody body)
    {
        foreach (var operation in condition.DescendantsAndSelf())
        {
            switch (operation)
            {
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals, RightOperand.ConstantValue.HasValue: false, LeftOperand.ConstantValue.HasValue: false }:
                case IInvocationOperation { TargetMethod.Name: "Equals" or "SequenceEqual" or "ReferenceEquals" or "Contains" or "ContainsKey" or "Compare" or "CompareTo" }:
                    yield return operation;
                    break;
                case ILocalReferenceOperation { Type.SpecialType: SpecialType.System_Boolean } flag when StateMembers.LocalValue(flag.Local, body) is { } value && value.Syntax.Span != condition.Syntax.Span:
                    foreach (var inner in value.DescendantsAndSelf().Where(inner => inner is IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } or IInvocationOperation))
                    {
                        yield return inner;
                    }

                    break;
            }
        }
    }

    // var tokens = _tokens; … tokens.RefreshToken is presented, tokens is compared.
    private static bool ComesFrom(ILocalSymbol token, ILocalSymbol source, MemberBody body) =>
        ReadOrder.Assignments(token, body).Any(assignment => assignment.Value is { } value && value.DescendantsAndSelf().Any(operation => operation is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, source)))
        || ReadOrder.Assignments(source, body).Any(assignment => assignment.Value is { } value && value.DescendantsAndSelf().Any(operation => operation is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, token)));

    private static ILocalSymbol? Carrier(IOperation token, ImmutableArray<GuardedSegment> segments, CancellationToken cancellationToken)
    {
        var guarded = segments[0];
        if (new ReadOrder(segments, cancellationToken).Of(token, IndexOf(token, segments)) != ReadTime.Before)
        {
            return null;
        }

        // Where the token operation itself stands outside, it is part of a request that was built before.
        if (!guarded.IsInside(token))
        {
            return IsBeforeGuard(token, guarded) ? CarrierAround(token) : null;
        }

        return token.DescendantsAndSelf().Select(operation => ValueSources.RootOf(operation)).OfType<ILocalReferenceOperation>()
            .Select(reference => reference.Local)
            .FirstOrDefault(local => IsReadFromState(local, segments, cancellationToken));
    }

    private static bool IsReadFromState(ILocalSymbol local, ImmutableArray<GuardedSegment> segments, CancellationToken cancellationToken)
    {
        var guarded = segments[0];
        var assignments = ReadOrder.Assignments(local, guarded.Body).ToList();
        return assignments.Count > 0
            && assignments.All(assignment => !guarded.IsInside(assignment.Place))
            && assignments.Any(assignment => IsBeforeGuard(assignment.Place, guarded) && ReadsState(assignment.Value, guarded.Body));
    }

    // What derives from parameters alone was read by a caller, and is judged there.
    private static bool ReadsState(IOperation? value, MemberBody body) => value is not null && !ValueSources.Of([value], body).Reads.IsEmpty;

    private static bool IsBeforeGuard(IOperation operation, GuardedSegment guarded) => operation.Syntax.SpanStart < (guarded.From ?? guarded.Function ?? guarded.Target).Syntax.SpanStart;

    private static ILocalSymbol? CarrierAround(IOperation token)
    {
        for (var at = token; at is not null and not IBlockOperation; at = at.Parent)
        {
            switch (at)
            {
                case IVariableDeclaratorOperation declarator:
                    return declarator.Symbol;
                case ISimpleAssignmentOperation { Target: ILocalReferenceOperation target }:
                    return target.Local;
            }
        }

        return (ValueSources.RootOf(token) as ILocalReferenceOperation)?.Local;
    }

    private static int IndexOf(IOperation token, ImmutableArray<GuardedSegment> segments)
    {
        for (var index = segments.Length - 1; index >= 0; index--)
        {
            if (segments[index].Body == segments[0].Body && (segments[index].Function?.Syntax.Span.Contains(token.Syntax.Span) ?? true))
            {
                return index;
            }
        }

        return 0;
    }
}
