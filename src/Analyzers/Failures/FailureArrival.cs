using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;

namespace RefreshRace.Analyzers.Failures;

/// <summary>What runs because a failure came through a handler: the handler itself, and what stands behind its <c>try</c> where only a failure arrives.</summary>
internal static class FailureArrival
{
    // A member whose statements behind one try are more than this does more than handle its failure.
    private const int MaxStatements = 64;

    /// <summary>
    /// The handler, and the statements behind the try that a failure reaches and a success does not: all of them where the try itself leaves the member once it has succeeded,
    /// else the branches that are taken because of what the failure left unset.
    /// </summary>
    public static ImmutableArray<IOperation> Of(ITryOperation attempt, ICatchClauseOperation clause, IOperation call, MemberBody body)
    {
        var parts = ImmutableArray.CreateBuilder<IOperation>();
        parts.Add(clause.Handler);
        if (!StatementOrder.LeavesBlock(clause.Handler))
        {
            AddBehind(parts, StatementOrder.After(attempt), StatementOrder.LeavesFunction(attempt.Body), FailureState.Behind(attempt, clause, call, body));
        }

        return parts.ToImmutable();
    }

    /// <summary>Adds what runs for certain; false where control leaves the member there.</summary>
    private static bool AddBehind(ImmutableArray<IOperation>.Builder parts, IEnumerable<IOperation> statements, bool isFailureOnly, FailureState state)
    {
        foreach (var statement in statements.Take(MaxStatements))
        {
            if (statement is IConditionalOperation choice)
            {
                if (state.Decide(choice.Condition) is { } holds && !AddBranch(parts, holds ? choice.WhenTrue : choice.WhenFalse, state))
                {
                    return false;
                }

                continue;
            }

            if (isFailureOnly)
            {
                parts.Add(statement);
            }

            if (StatementOrder.LeavesFunction(statement))
            {
                return false;
            }
        }

        return true;
    }

    private static bool AddBranch(ImmutableArray<IOperation>.Builder parts, IOperation? branch, FailureState state) => branch switch
    {
        null => true,
        IBlockOperation block => AddBehind(parts, block.Operations, isFailureOnly: true, state),
        _ => AddBehind(parts, [branch], isFailureOnly: true, state),
    };
}
