using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Hosting;
using RefreshRace.Analyzers.Knowledge;
using RefreshRace.Analyzers.Model;

namespace RefreshRace.Analyzers.Failures;

/// <summary>RR0011: after a failure the refresh runs again with a token that the first try may have consumed: in a loop, under a resilience policy, by calling itself, or once more in its own catch.</summary>
internal static class Retries
{
    public static IEnumerable<FailureFinding> Find(CallFrame frame, FailurePath path, ResultFlow result)
    {
        var finding = UnderPolicy(frame) ?? InLoop(frame, result) ?? Again(frame, path, result);
        if (finding is not null)
        {
            yield return finding;
        }
    }

    /// <summary>The call stands in a lambda, or is a method group, that a policy or a retry helper executes.</summary>
    private static FailureFinding? UnderPolicy(CallFrame frame)
    {
        for (IOperation? at = frame.Call; at is not null; at = at.Parent)
        {
            if (at is IDelegateCreationOperation && at.Parent is IArgumentOperation { Parent: IInvocationOperation call } && ExecutesWithRetry(call) && !IsProtocol(call))
            {
                return new FailureFinding(FailureKind.Retried, call.Syntax, "runs under a retry policy");
            }
        }

        return null;
    }

    private static bool ExecutesWithRetry(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        var receiver = (call.Instance ?? (method.IsExtensionMethod && call.Arguments.Length > 0 ? call.Arguments[0].Value : null))?.Unwrap();
        var names = (receiver?.Type?.Name ?? "") + " " + NameOf(receiver);
        var executes = FailureVocabulary.Says(method.Name, "Execute", "Run", "Invoke", "Perform");
        if (executes && FailureVocabulary.Says(names, "Policy", "Resilien", "Retry", "ExecutionStrategy", "Backoff"))
        {
            return !FailureVocabulary.Says(names, "CircuitBreaker", "Timeout", "Bulkhead", "RateLimit", "NoRetry", "NoOp");
        }

        // Polly's builders take what to do between two tries; that is not what is tried.
        var isBuilder = call.Type?.Name.IndexOf("Policy", StringComparison.Ordinal) >= 0 || call.Type?.Name.IndexOf("Builder", StringComparison.Ordinal) >= 0;
        return !isBuilder && (FailureVocabulary.Says(method.Name, "WithRetr", "RetryAsync", "AndRetry", "WithBackoff") || method.Name == "Retry" || (executes && FailureVocabulary.Says(method.ContainingType?.Name ?? "", "Retry", "Retrier")));
    }

    private static string NameOf(IOperation? receiver) => receiver switch
    {
        IFieldReferenceOperation field => field.Field.Name,
        IPropertyReferenceOperation property => property.Property.Name,
        ILocalReferenceOperation local => local.Local.Name,
        IParameterReferenceOperation parameter => parameter.Parameter.Name,
        _ => "",
    };

    /// <summary>A loop that counts tries, or whose handler of the failure goes round again.</summary>
    private static FailureFinding? InLoop(CallFrame frame, ResultFlow result)
    {
        for (var at = frame.Call.Parent; at is not null and not ILocalFunctionOperation; at = at.Parent)
        {
            if (at is IForEachLoopOperation && !IsOverAttempts((IForEachLoopOperation)at))
            {
                return null;
            }

            if (at is not ILoopOperation loop || OutermostHandlers.Contains(frame.Call, frame.Body) || IsProtocol(loop))
            {
                continue;
            }

            if (!LeavesAfterCall(frame.Call, loop) && (GoesRoundOnFailure(frame, loop, result) || (CountsTries(loop) && IsUnconditional(frame.Call, loop) && IsPlainRefresh(CalledName(frame.Call)))))
            {
                return new FailureFinding(FailureKind.Retried, loop.Syntax, "runs again in a loop");
            }
        }

        return null;
    }

    private static bool IsOverAttempts(IForEachLoopOperation loop) => loop.Locals.Any(local => IsTryName(local.Name));

    private static bool IsTryName(string name) => FailureVocabulary.Says(name, "retry", "retries", "attempt", "tries") || name is "tryCount" or "trial";

    private static bool CountsTries(ILoopOperation loop)
    {
        var condition = loop switch
        {
            IWhileLoopOperation { Condition: { } test } => test,
            IForLoopOperation { Condition: { } test } => test,
            _ => null,
        };
        return condition is not null && StatementOrder.Within(condition).Any(at => at switch
        {
            ILocalReferenceOperation local => IsTryName(local.Local.Name),
            IFieldReferenceOperation field => IsTryName(field.Field.Name),
            IParameterReferenceOperation parameter => IsTryName(parameter.Parameter.Name),
            IPropertyReferenceOperation property => IsTryName(property.Property.Name),
            _ => false,
        });
    }

    /// <summary>The call fails inside a try of the loop, and the handler neither leaves nor throws; or a failed answer leads to the next round.</summary>
    private static bool GoesRoundOnFailure(CallFrame frame, ILoopOperation loop, ResultFlow result)
    {
        if (!CountsTries(loop))
        {
            return false;
        }

        for (var at = frame.Call.Parent; at is not null && at != loop; at = at.Parent)
        {
            if (at is IAnonymousFunctionOperation)
            {
                return false;
            }

            if (at is ITryOperation attempt && attempt.Body.Contains(frame.Call) && attempt.Catches.Any(clause => CatchBreadths.Of(clause) >= CatchBreadth.Request && !clause.Handler.Operations.Any(StatementOrder.LeavesFunction) && !StatementOrder.Within(clause.Handler).Any(part => part is IBranchOperation { BranchKind: BranchKind.Break })))
            {
                return true;
            }
        }

        return FailureBranches.Of(frame.Call, frame.Body, result).Any(branch => loop.Contains(branch.Choice) && branch.Test.Sign > 0 && !branch.IsExplicit && StatementOrder.LeavesBlock(branch.Choice.WhenTrue) && IsUnconditional(frame.Call, loop));
    }

    /// <summary>Whether each round of the loop makes the call.</summary>
    private static bool IsUnconditional(IOperation call, ILoopOperation loop)
    {
        for (var at = call.Parent; at is not null && at != loop; at = at.Parent)
        {
            if (at is IConditionalOperation or ISwitchOperation or ICatchClauseOperation or IAnonymousFunctionOperation)
            {
                return false;
            }
        }

        return true;
    }

    // return await RefreshAsync() in a loop leaves it, unless a catch around it stays.
    private static bool LeavesAfterCall(IOperation call, ILoopOperation loop)
    {
        for (var at = call.Parent; at is not null && at != loop; at = at.Parent)
        {
            if (at is IReturnOperation)
            {
                return !IsInTry(at, loop);
            }
        }

        return false;
    }

    private static bool IsInTry(IOperation operation, ILoopOperation loop)
    {
        for (var at = operation.Parent; at is not null && at != loop; at = at.Parent)
        {
            if (at is ITryOperation { Catches.Length: > 0 })
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The failure's handler makes the same call with the same token, or calls the member again.</summary>
    private static FailureFinding? Again(CallFrame frame, FailurePath path, ResultFlow result)
    {
        if (frame.Call is not IInvocationOperation first)
        {
            return null;
        }

        var handlers = path.Tries.SelectMany(attempt => attempt.Catches.Select(clause => (IOperation)clause.Handler))
            .Concat(FailureBranches.Of(frame.Call, frame.Body, result).Where(branch => branch.IsExplicit).SelectMany(branch => branch.Parts));
        foreach (var second in handlers.SelectMany(StatementOrder.Within).OfType<IInvocationOperation>())
        {
            var again = SymbolEqualityComparer.Default.Equals(second.TargetMethod.OriginalDefinition, frame.Body.Member.OriginalDefinition)
                || (second != first && SymbolEqualityComparer.Default.Equals(second.TargetMethod.OriginalDefinition, first.TargetMethod.OriginalDefinition) && frame.Tokens.Length > 0 && frame.Tokens.All(token => second.Arguments.Any(argument => argument.Value.Syntax.IsEquivalentTo(token.Syntax, topLevel: false))));
            if (again && !IsProtocol(second))
            {
                return new FailureFinding(FailureKind.Retried, second.Syntax, "runs again after it failed");
            }
        }

        return null;
    }

    // "Get or refresh", "refresh if needed": in the next round there may be nothing left to refresh.
    private static bool IsPlainRefresh(string name) => FailureVocabulary.IsAboutRefresh(name) && !FailureVocabulary.Says(name, "OrRefresh", "IfNeeded", "IfNecessary", "IfExpired", "Ensure", "Maybe");

    private static string CalledName(IOperation call) => call switch
    {
        IInvocationOperation invocation => invocation.TargetMethod.Name,
        IMethodReferenceOperation reference => reference.Method.Name,
        _ => "",
    };

    /// <summary>A nonce or a challenge that the server asks for is part of the protocol: the token was not consumed.</summary>
    private static bool IsProtocol(IOperation operation)
    {
        for (var at = operation; at is not null and not ICatchClauseOperation; at = at.Parent)
        {
            var asked = at switch
            {
                IConditionalOperation choice => choice.Condition,
                IWhileLoopOperation { Condition: { } test } => test,
                _ => null,
            };
            if (asked is not null && FailureVocabulary.Says(asked.Syntax.ToString(), "nonce", "digest", "challenge"))
            {
                return true;
            }
        }

        return operation is ILoopOperation && FailureVocabulary.Says(operation.Syntax.ToString(), "dpop", "nonce", "digest");
    }
}
