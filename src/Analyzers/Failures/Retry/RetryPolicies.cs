using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Knowledge;
using RefreshRace.Analyzers.Model;

namespace RefreshRace.Analyzers.Failures;

/// <summary>A resilience policy, or a helper made for it, that runs the call once more when it fails: around it, or inside the method that sends.</summary>
internal sealed class RetryPolicies(AnalysisScope scope)
{
    // A sender with more operations than this does more than send.
    private const int MaxOperations = 200;

    private readonly StateMembers _states = new(scope);

    public SyntaxNode? Around(CallFrame frame, CancellationToken cancellationToken)
    {
        for (IOperation? at = frame.Call; at is not null; at = at.Parent)
        {
            if (at is IDelegateCreationOperation && at.Parent is IArgumentOperation { Parent: IInvocationOperation call } && ExecutesWithRetry(call, frame.Body, cancellationToken) && !RefreshProtocol.AsksForIt(call))
            {
                return call.Syntax;
            }
        }

        return frame is { Callee: null, Call: IInvocationOperation send } && !RefreshProtocol.AsksForIt(send) && SendsWithRetry(send, cancellationToken) ? send.Syntax : null;
    }

    /// <summary>client.ExecuteWithRetry(request): the name says it, or the body of the helper does.</summary>
    private bool SendsWithRetry(IInvocationOperation send, CancellationToken cancellationToken)
    {
        var method = send.TargetMethod.ReducedFrom ?? send.TargetMethod;
        if (scope.Bodies.Of(method, cancellationToken) is not { } body)
        {
            return SaysRetry(method.Name);
        }

        var operations = body.Root.Descendants().Take(MaxOperations + 1).ToList();
        return operations.Count <= MaxOperations && operations.Any(at => at is IInvocationOperation policy
            && policy.Arguments.Any(argument => argument.Value.Unwrap() is IDelegateCreationOperation handed && UsesParameter(handed, body))
            && ExecutesWithRetry(policy, body, cancellationToken));
    }

    // What the helper was given is sent in the policy, and not something of its own.
    private static bool UsesParameter(IDelegateCreationOperation handed, MemberBody body) =>
        handed.Descendants().Any(at => at is IParameterReferenceOperation parameter && SymbolEqualityComparer.Default.Equals(parameter.Parameter.ContainingSymbol, body.Member));

    private static bool SaysRetry(string name) => FailureVocabulary.Says(name, "WithRetr", "RetryAsync", "AndRetry", "WithBackoff");

    private bool ExecutesWithRetry(IInvocationOperation call, MemberBody body, CancellationToken cancellationToken)
    {
        var method = call.TargetMethod;
        var receiver = (call.Instance ?? (method.IsExtensionMethod && call.Arguments.Length > 0 ? call.Arguments[0].Value : null))?.Unwrap();
        var names = (receiver?.Type?.Name ?? "") + " " + StateMembers.SymbolOf(receiver)?.Name;
        var executes = FailureVocabulary.Says(method.Name, "Execute", "Run", "Invoke", "Perform");
        if (executes && FailureVocabulary.Says(names, "Policy", "Resilien", "Retry", "ExecutionStrategy", "Backoff"))
        {
            return BuiltWithRetry(receiver, body, cancellationToken) ?? !FailureVocabulary.Says(names, "CircuitBreaker", "Timeout", "Bulkhead", "RateLimit", "NoRetry", "NoOp");
        }

        // Polly's builders take what to do between two tries; that is not what is tried.
        var isBuilder = call.Type?.Name.IndexOf("Policy", StringComparison.Ordinal) >= 0 || call.Type?.Name.IndexOf("Builder", StringComparison.Ordinal) >= 0;
        return !isBuilder && (SaysRetry(method.Name) || method.Name == "Retry" || (executes && FailureVocabulary.Says(method.ContainingType?.Name ?? "", "Retry", "Retrier")));
    }

    /// <summary>Whether the policy was built to retry, as far as it is built here: where its field or local is set, in a constructor or in place; null where it comes from elsewhere.</summary>
    private bool? BuiltWithRetry(IOperation? policy, MemberBody body, CancellationToken cancellationToken)
    {
        var built = policy switch
        {
            IInvocationOperation => [policy],
            ILocalReferenceOperation local => LocalValues(local.Local, body),
            IFieldReferenceOperation or IPropertyReferenceOperation => _states.InitialValues(StateMembers.SymbolOf(policy)!, cancellationToken).ToList(),
            _ => new List<IOperation>(),
        };
        var calls = built.SelectMany(value => value.DescendantsAndSelf()).OfType<IInvocationOperation>().Select(call => call.TargetMethod.Name).ToList();
        return calls.Any(name => FailureVocabulary.Says(name, "Retry")) ? true
            : calls.Any(name => FailureVocabulary.Says(name, "CircuitBreaker", "Timeout", "Bulkhead", "RateLimit", "NoOp", "Fallback", "Hedging")) ? false
            : null;
    }

    private static List<IOperation> LocalValues(ILocalSymbol local, MemberBody body) =>
        body.Root.Descendants().OfType<IVariableDeclaratorOperation>().Where(at => SymbolEqualityComparer.Default.Equals(at.Symbol, local))
            .Select(at => at.GetVariableInitializer()?.Value).OfType<IOperation>().ToList();
}
