using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;

namespace RefreshRace.Analyzers.Failures;

/// <summary>A branch that runs when the answer of the refresh is a failure.</summary>
/// <param name="Choice">The if statement or conditional expression that tests the answer.</param>
/// <param name="Parts">What runs on failure: the branch, or what follows a branch that handles the success and returns.</param>
/// <param name="Test">What the condition asks.</param>
/// <param name="IsExplicit">Whether the failure has a branch of its own, or the rest of the block to its end; else it just falls past the handling of the success.</param>
internal sealed record FailureBranch(IConditionalOperation Choice, ImmutableArray<IOperation> Parts, SuccessTest Test, bool IsExplicit)
{
    /// <summary>The branch that is the failure's own; null where it just falls past the handling of the success.</summary>
    public IOperation? Failed => Test.Sign < 0 ? Choice.WhenTrue : Choice.WhenFalse;

    /// <summary>
    /// What runs behind a branch of the failure's own that ends without leaving, where the success has left the member: only failures get
    /// there. Empty where a success gets there as well.
    /// </summary>
    public IEnumerable<IOperation> Behind =>
        Failed is { } failed && !StatementOrder.LeavesBlock(failed)
        && LeavesWithTheAnswer(Test.Sign < 0 ? Choice.WhenFalse : Choice.WhenTrue)
            ? StatementOrder.After(Choice)
            : [];

    /// <summary>Whether nothing but a failure runs <see cref="Parts"/>, because the success has left the member.</summary>
    public bool IsFailureAlone => IsExplicit || StatementOrder.LeavesFunction(Choice.WhenTrue);

    /// <summary>
    /// Whether a success that is as it should be leaves the member from within its branch, so that what stands behind is meant for
    /// failures.
    /// </summary>
    public bool SuccessMayLeave => Test.Sign > 0 && Choice.WhenFalse is null
        && StatementOrder.Within(Choice.WhenTrue).Any(at => at is IReturnOperation { IsImplicit: false, Kind: OperationKind.Return });

    // The success leaves the member; at its end it may look once more whether the answer holds what it should.
    private static bool LeavesWithTheAnswer(IOperation? succeeded) =>
        StatementOrder.LeavesFunction(succeeded)
        || succeeded is IBlockOperation { Operations: var statements }
        && statements.LastOrDefault() is IConditionalOperation { WhenTrue: var inner }
        && LeavesWithTheAnswer(inner);
}
