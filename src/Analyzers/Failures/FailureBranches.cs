using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;

namespace RefreshRace.Analyzers.Failures;

/// <summary>Finds the branches on the success of a call's answer.</summary>
internal static class FailureBranches
{
    // A member with more branches on one answer than this has not been written to be read; the rest is not looked at.
    private const int MaxBranches = 32;

    public static IEnumerable<FailureBranch> Of(IOperation call, MemberBody body, ResultFlow result)
    {
        var count = 0;
        foreach (var operation in body.Operations)
        {
            if (operation is not IConditionalOperation choice || !StatementOrder.MayFollow(call, choice.Condition) || choice.WhenTrue.Contains(call) || choice.WhenFalse?.Contains(call) == true || IsAboutNextItem(call, choice))
            {
                continue;
            }

            var test = SuccessTest.Of(choice.Condition, result, body);
            if (test.Sign == 0 && !test.IsRejection)
            {
                continue;
            }

            if (++count > MaxBranches)
            {
                yield break;
            }

            if (test.Sign < 0)
            {
                yield return new FailureBranch(choice, ImmutableArray.Create(choice.WhenTrue), test, true);
            }
            else if (choice.WhenFalse is { } otherwise)
            {
                yield return new FailureBranch(choice, ImmutableArray.Create(otherwise), test, true);
            }
            else if (StatementOrder.LeavesBlock(choice.WhenTrue))
            {
                yield return new FailureBranch(choice, StatementOrder.After(choice).ToImmutableArray(), test, EndsInItsBlock(choice));
            }
            else
            {
                yield return new FailureBranch(choice, ImmutableArray<IOperation>.Empty, test, false);
            }
        }
    }

    // if (answer.IsSuccess) { return … } return null; is the same branch as if (!answer.IsSuccess) { return null; }
    private static bool EndsInItsBlock(IOperation choice) =>
        choice.Parent is IBlockOperation block && block.Operations.SkipWhile(at => at != choice).Skip(1).Any(StatementOrder.LeavesFunction);

    // What a loop looks at before the call is, in the next turn, another item; only a variable from outside the loop brings the answer back.
    private static bool IsAboutNextItem(IOperation call, IConditionalOperation choice)
    {
        if (choice.Condition.Contains(call) || choice.Syntax.SpanStart > call.Syntax.SpanStart)
        {
            return false;
        }

        var loop = choice.Parent;
        while (loop is not null and not ILoopOperation)
        {
            loop = loop.Parent;
        }

        return loop is not null && StatementOrder.Within(choice.Condition).OfType<ILocalReferenceOperation>()
            .Any(local => local.Local.DeclaringSyntaxReferences.Any(declared => loop.Syntax.Span.Contains(declared.Span)));
    }
}
