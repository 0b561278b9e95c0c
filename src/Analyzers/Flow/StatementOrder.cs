using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RefreshRace.Analyzers.Flow;

/// <summary>Walks over the operations of one function: where control goes next, what runs only instead of what, and what lies within without entering lambdas.</summary>
internal static class StatementOrder
{
    // A block with more operations than this is not one a person wrote by hand; the rest of it is then not looked at.
    private const int MaxOperations = 4_000;

    /// <summary>The operation and what lies in it, without the bodies of lambdas and local functions, which run at another time.</summary>
    public static IEnumerable<IOperation> Within(IOperation root)
    {
        var stack = new Stack<IOperation>();
        stack.Push(root);
        for (var count = 0; stack.Count > 0 && count < MaxOperations; count++)
        {
            var at = stack.Pop();
            yield return at;
            if (at is IAnonymousFunctionOperation or ILocalFunctionOperation && at != root)
            {
                continue;
            }

            foreach (var child in at.ChildOperations.Reverse())
            {
                stack.Push(child);
            }
        }
    }

    /// <summary>What runs after the operation: the statements that follow it, in its block and in those around it, up to the end of the function.</summary>
    public static IEnumerable<IOperation> After(IOperation operation)
    {
        for (IOperation at = operation; at.Parent is { } parent && at is not (IAnonymousFunctionOperation or ILocalFunctionOperation); at = parent)
        {
            IEnumerable<IOperation> siblings = parent switch
            {
                IBlockOperation block => block.Operations,
                ISwitchCaseOperation section => section.Body,
                _ => Array.Empty<IOperation>(),
            };
            var passed = false;
            foreach (var sibling in siblings)
            {
                if (passed && sibling is not ILocalFunctionOperation)
                {
                    yield return sibling;
                    if (LeavesFunction(sibling))
                    {
                        yield break;
                    }
                }

                passed |= sibling == at;
            }
        }
    }

    /// <summary>Whether control never reaches the end of the operation, because each way through it returns or throws.</summary>
    public static bool LeavesFunction(IOperation? operation) => operation switch
    {
        IReturnOperation { Kind: OperationKind.Return or OperationKind.YieldBreak } => true,
        IThrowOperation => true,
        IExpressionStatementOperation statement => statement.Operation is IThrowOperation,
        IBlockOperation block => block.Operations.Any(LeavesFunction),
        IConditionalOperation choice => choice.WhenFalse is not null && LeavesFunction(choice.WhenTrue) && LeavesFunction(choice.WhenFalse),
        IUsingOperation with => LeavesFunction(with.Body),
        ILockOperation locked => LeavesFunction(locked.Body),
        ITryOperation attempt => LeavesFunction(attempt.Finally) || (LeavesFunction(attempt.Body) && attempt.Catches.All(clause => LeavesFunction(clause.Handler))),
        _ => false,
    };

    /// <summary>Whether control does not go on behind the operation: it leaves the function, or jumps.</summary>
    public static bool LeavesBlock(IOperation? operation) => operation switch
    {
        IBranchOperation => true,
        IBlockOperation block => block.Operations.Any(LeavesBlock),
        IConditionalOperation choice => choice.WhenFalse is not null && LeavesBlock(choice.WhenTrue) && LeavesBlock(choice.WhenFalse),
        _ => LeavesFunction(operation),
    };

    /// <summary>Whether the second operation can run after the first in the same run of the member: it stands behind it, and the two are not alternatives.</summary>
    public static bool MayFollow(IOperation first, IOperation second)
    {
        if (second.Contains(first))
        {
            return true;
        }

        var sameFunction = SymbolEqualityComparer.Default.Equals(first.EnclosingFunction(), second.EnclosingFunction());
        return !AreAlternatives(first, second) && (second.Syntax.SpanStart > first.Syntax.SpanStart || (!sameFunction && IsInLocalFunction(first)) || ShareLoop(first, second));
    }

    /// <summary>Whether only one of the two runs: they stand in different branches of one choice.</summary>
    public static bool AreAlternatives(IOperation first, IOperation second)
    {
        IOperation? below = null;
        var place = second.Syntax.Span;
        for (IOperation? at = first; at is not null; below = at, at = at.Parent)
        {
            WorkCounter.Add(WorkKind.Steps);
            if (!at.Syntax.Span.Contains(place) || !at.Contains(second))
            {
                continue;
            }

            return at switch
            {
                IConditionalOperation choice => below is not null && below != choice.Condition && !choice.Condition.Contains(second) && !below.Contains(second),
                ISwitchOperation choice => below is not null && below != choice.Value && !choice.Value.Contains(second) && !below.Contains(second),
                ISwitchExpressionOperation choice => below is not null && below != choice.Value && !choice.Value.Contains(second) && !below.Contains(second),
                _ => false,
            };
        }

        return false;
    }

    /// <summary>The nearest loop around both, within their function.</summary>
    public static bool ShareLoop(IOperation first, IOperation second)
    {
        for (var at = first.Parent; at is not null and not (IAnonymousFunctionOperation or ILocalFunctionOperation); at = at.Parent)
        {
            if (at is ILoopOperation && at.Contains(second))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsInLocalFunction(IOperation operation)
    {
        for (var at = operation.Parent; at is not null; at = at.Parent)
        {
            if (at is ILocalFunctionOperation)
            {
                return true;
            }
        }

        return false;
    }
}
