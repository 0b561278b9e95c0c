using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Knowledge;

namespace RefreshRace.Analyzers.Failures;

/// <summary>What runs on the failure of a call that answers by callbacks: <c>RefreshAsync().OnFailed(error => …)</c>, <c>Refresh(token, onDone, error => …)</c>.</summary>
internal static class ErrorCallbacks
{
    // A chain of callbacks longer than this is not followed.
    private const int MaxLinks = 6;

    public static IEnumerable<IOperation> Of(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments.Where(argument => IsAboutFailure(argument.Parameter?.Name)))
        {
            if (BodyOf(argument) is { } body)
            {
                yield return body;
            }
        }

        IOperation at = call;
        for (var link = 0; link < MaxLinks && NextLink(at) is { } next; link++)
        {
            foreach (var body in next.Arguments.Select(BodyOf).OfType<IOperation>().Where(_ => IsAboutFailure(next.TargetMethod.Name)))
            {
                yield return body;
            }

            at = next;
        }
    }

    private static IInvocationOperation? NextLink(IOperation call)
    {
        var whole = call.Whole();
        return whole.Parent switch
        {
            IInvocationOperation next when next.Instance == whole => next,
            IArgumentOperation { Parent: IInvocationOperation { TargetMethod.IsExtensionMethod: true } next } argument when next.Arguments.Length > 0 && next.Arguments[0] == argument => next,
            IConditionalAccessOperation { WhenNotNull: IInvocationOperation next } => next,
            _ => null,
        };
    }

    private static bool IsAboutFailure(string? name) => name is not null && (FailureVocabulary.SaysFailure(name) || FailureVocabulary.Says(name, "catch", "reject"));

    private static IOperation? BodyOf(IArgumentOperation argument) => argument.Value.Unwrap() is IDelegateCreationOperation { Target: IAnonymousFunctionOperation lambda } ? lambda.Body : null;
}
