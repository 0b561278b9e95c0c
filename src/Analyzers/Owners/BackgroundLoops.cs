using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RefreshRace.Analyzers.Owners;

/// <summary>Whether a call stands in an endless loop that pauses between its turns: whoever started the loop, its turns come one after another.</summary>
internal static class BackgroundLoops
{
    public static bool Holds(IOperation call)
    {
        for (var at = call.Parent; at is not null; at = at.Parent)
        {
            if (at is IWhileLoopOperation loop && IsEndless(loop.Condition) && Pauses(loop))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsEndless(IOperation? condition) =>
        condition is not null
        && (condition.ConstantValue is { HasValue: true, Value: true }
            || condition.DescendantsAndSelf().Any(at => at is IPropertyReferenceOperation { Property.Name: "IsCancellationRequested" } or IInvocationOperation { TargetMethod.Name: "WaitForNextTickAsync" }));

    private static bool Pauses(IWhileLoopOperation loop) =>
        loop.Descendants().Any(at => at is IInvocationOperation { TargetMethod: { Name: "Delay" or "Sleep" or "WaitForNextTickAsync" or "WaitOne" } });
}
