using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Knowledge;
using RefreshRace.Analyzers.Model;

namespace RefreshRace.Analyzers.Failures;

/// <summary>
/// Looks down instead of up: where the refresh is a call of a helper in source that sends what it is given, such as <c>PostTokenRequestAsync(url, form)</c>, the failure may end inside it.
/// Only helpers named for tokens are entered; what a general sender does is about all requests.
/// </summary>
internal static class SenderHelpers
{
    // An overload that fills in defaults, and the one that does the work.
    private const int MaxDepth = 2;

    // A helper that sends more often than this is no helper.
    private const int MaxSends = 4;

    /// <summary>Frames for the sends inside the helper, as if they were the refresh.</summary>
    public static IEnumerable<CallFrame> Of(CallFrame frame, AnalysisScope scope, CancellationToken cancellationToken) =>
        frame.Callee is null && frame.Call is IInvocationOperation call ? Enter(call, scope, 0, cancellationToken) : Enumerable.Empty<CallFrame>();

    private static IEnumerable<CallFrame> Enter(IInvocationOperation call, AnalysisScope scope, int depth, CancellationToken cancellationToken)
    {
        var method = call.TargetMethod;
        if (depth >= MaxDepth || !FailureVocabulary.IsAboutSession(method.Name) || scope.Bodies.Of(method, cancellationToken) is not { } body)
        {
            yield break;
        }

        foreach (var inner in StatementOrder.Within(body.Root).OfType<IInvocationOperation>().Where(inner => Passes(inner, body)).Take(MaxSends))
        {
            if (inner.TargetMethod.Name == method.Name)
            {
                foreach (var deeper in Enter(inner, scope, depth + 1, cancellationToken))
                {
                    yield return deeper;
                }
            }
            else if (FailureVocabulary.Starts(inner.TargetMethod.Name, "Post", "Send", "Execute", "Request", "Perform", "Upload", "Put"))
            {
                yield return new CallFrame(body, inner, null, ImmutableArray<IOperation>.Empty, TokenOrigin.Parameter);
            }
        }
    }

    /// <summary>Whether the call hands on what the helper was given.</summary>
    private static bool Passes(IInvocationOperation inner, MemberBody body) =>
        ValueSources.Of(inner.Arguments.Select(argument => argument.Value), body).Parameters.Count > 0;
}
