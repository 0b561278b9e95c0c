using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Knowledge;
using RefreshRace.Analyzers.Model;

namespace RefreshRace.Analyzers.Failures;

/// <summary>RR0011: after a failure the refresh runs again with a token that the first try may have consumed: in a loop, under a resilience policy, by calling itself, or once more where its failure arrives.</summary>
internal sealed class Retries(AnalysisScope scope)
{
    private readonly RetryPolicies _policies = new(scope);

    public IEnumerable<FailureFinding> Find(CallFrame frame, FailurePath path, ResultFlow result, CancellationToken cancellationToken)
    {
        if (_policies.Around(frame, cancellationToken) is { } policy)
        {
            yield return new FailureFinding(FailureKind.Retried, policy, "runs under a retry policy");
        }
        else if (RetryLoops.Around(frame, result) is { } loop)
        {
            yield return new FailureFinding(FailureKind.Retried, loop, "runs again in a loop");
        }
        else if (Again(frame, path, result) is { } second)
        {
            yield return new FailureFinding(FailureKind.Retried, second, "runs again after it failed");
        }
    }

    /// <summary>Where the failure arrives, the same call is made with the same token, or the member is called again.</summary>
    private static SyntaxNode? Again(CallFrame frame, FailurePath path, ResultFlow result)
    {
        if (frame.Call is not IInvocationOperation first)
        {
            return null;
        }

        var arrivals = path.Tries.SelectMany(attempt => attempt.Catches.SelectMany(clause => FailureArrival.Of(attempt, clause, first, frame.Body)))
            .Concat(FailureBranches.Of(first, frame.Body, result).Where(branch => branch.IsExplicit).SelectMany(branch => branch.Parts))
            .Concat(ErrorCallbacks.Of(first));
        return arrivals.SelectMany(StatementOrder.Within).OfType<IInvocationOperation>()
            .FirstOrDefault(second => IsSame(second, first, frame) && !RefreshProtocol.AsksForIt(second))?.Syntax;
    }

    private static bool IsSame(IInvocationOperation second, IInvocationOperation first, CallFrame frame)
    {
        var called = second.TargetMethod.OriginalDefinition;
        if (SymbolEqualityComparer.Default.Equals(called, frame.Body.Member.OriginalDefinition))
        {
            return true;
        }

        return second != first && SymbolEqualityComparer.Default.Equals(called, first.TargetMethod.OriginalDefinition)
            && frame.Tokens.Length > 0 && frame.Tokens.All(token => second.Arguments.Any(argument => argument.Value.Syntax.IsEquivalentTo(token.Syntax, topLevel: false)));
    }
}
