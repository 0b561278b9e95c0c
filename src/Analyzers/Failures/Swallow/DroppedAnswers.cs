using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Hosting;

namespace RefreshRace.Analyzers.Failures;

/// <summary>Finds callers that do not look at the answer: a member that says "it failed" by <c>false</c> tells them nothing.</summary>
internal sealed class DroppedAnswers(CallerIndex callers)
{
    // Members that hand the answer on, one above the other.
    private const int MaxHandOns = 3;

    /// <summary>Whether a caller in this compilation drops the answer of a member, or hands it on to one that does.</summary>
    public bool Any(IMethodSymbol member, CancellationToken cancellationToken) => Any(member, 0, cancellationToken);

    private bool Any(IMethodSymbol member, int depth, CancellationToken cancellationToken) =>
        callers.KnownCallersOf(member, cancellationToken).Any(site => site.Call is IInvocationOperation call
            && call.Whole().Parent switch
            {
                IExpressionStatementOperation => true,
                ISimpleAssignmentOperation { Target: IDiscardOperation } => true,
                IReturnOperation when depth < MaxHandOns && FunctionFlow.FunctionAround(call) is null =>
                    Any(site.Body.Member, depth + 1, cancellationToken),
                _ => false,
            });
}
