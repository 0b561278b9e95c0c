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
    /// <summary>
    /// What runs behind a branch of the failure's own that ends without leaving, where the success has left the member: only failures get
    /// there. Empty where a success gets there as well.
    /// </summary>
    public ImmutableArray<IOperation> Behind { get; init; } = ImmutableArray<IOperation>.Empty;

    /// <summary>Whether nothing but a failure runs <see cref="Parts"/>, because the success has left the member.</summary>
    public bool IsFailureAlone => IsExplicit || StatementOrder.LeavesFunction(Choice.WhenTrue);
}
