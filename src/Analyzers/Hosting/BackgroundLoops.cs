using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;

namespace RefreshRace.Analyzers.Hosting;

/// <summary>Whether a call stands in an endless loop that pauses between its turns: whoever started the loop, its turns come one after another.</summary>
internal static class BackgroundLoops
{
    public static bool Holds(IOperation call)
    {
        for (var loop = LoopAround(call); loop is not null; loop = LoopAround(loop))
        {
            if (Pauses(loop) && !Answers(loop))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The nearest endless loop around the operation.</summary>
    public static IWhileLoopOperation? LoopAround(IOperation operation)
    {
        for (var at = operation.Parent; at is not null; at = at.Parent)
        {
            if (at is IWhileLoopOperation loop && IsEndless(loop.Condition))
            {
                return loop;
            }
        }

        return null;
    }

    private static bool IsEndless(IOperation? condition) =>
        condition is not null
        && (condition.ConstantValue is { HasValue: true, Value: true }
            || condition.DescendantsAndSelf().Any(at => at is IPropertyReferenceOperation { Property.Name: "IsCancellationRequested" } or IInvocationOperation { TargetMethod.Name: "WaitForNextTickAsync" }));

    private static bool Pauses(IWhileLoopOperation loop) =>
        loop.Descendants().Any(at => at is IInvocationOperation { TargetMethod: { Name: "Delay" or "Sleep" or "WaitForNextTickAsync" or "WaitOne" } });

    /// <summary>Whether a loop returns a value: then it is a request with its retries, and each caller runs one of its own.</summary>
    public static bool Answers(IWhileLoopOperation loop) => loop.Descendants().Any(at => at is IReturnOperation { ReturnedValue: not null } && at.EnclosingFunction() is null);
}
