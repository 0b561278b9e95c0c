using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;

namespace RefreshRace.Analyzers.Owners;

/// <summary>Whether a call stands in an endless loop that pauses between its turns: whoever started the loop, its turns come one after another.</summary>
internal static class BackgroundLoops
{
    /// <summary>Whether the call stands in a delegate, or is one, that is given to a method in source which runs it in such a loop and nowhere else: <c>Runner.Every(RefreshIfNeededAsync, interval)</c>.</summary>
    public static bool HoldsDelegateOf(IOperation call, AnalysisScope scope, CancellationToken cancellationToken)
    {
        for (IOperation? at = call; at is not null; at = at.Parent)
        {
            if (at is IAnonymousFunctionOperation or IMethodReferenceOperation && ArgumentOf(at) is { Parameter: { } parameter, Parent: IInvocationOperation runner })
            {
                return scope.Implementations.Of(runner.TargetMethod) is { IsEmpty: false } methods
                    && methods.All(method => scope.Bodies.Of(method, cancellationToken) is { } body && RunsInTurn(method.Parameters[parameter.Ordinal], body));
            }
        }

        return false;
    }

    private static IArgumentOperation? ArgumentOf(IOperation function)
    {
        var value = function.Parent;
        while (value is IConversionOperation or IDelegateCreationOperation or IParenthesizedOperation)
        {
            value = value.Parent;
        }

        return value as IArgumentOperation;
    }

    private static bool RunsInTurn(IParameterSymbol action, MemberBody runner)
    {
        var uses = runner.Root.Descendants().Where(at => at is IParameterReferenceOperation use && SymbolEqualityComparer.Default.Equals(use.Parameter, action)).ToList();
        return uses.Count > 0 && uses.All(use => use.Parent switch
        {
            IInvocationOperation { TargetMethod.MethodKind: MethodKind.DelegateInvoke } turn => Holds(turn),
            // The loop leaves the pause, and the call, to a method that it awaits.
            IArgumentOperation { Parent: IInvocationOperation { Parent: IAwaitOperation } step } => LoopAround(step) is { } loop && !Answers(loop),
            _ => false,
        });
    }

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

    private static IWhileLoopOperation? LoopAround(IOperation operation)
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

    // A loop that returns a value is a request with its retries: each caller runs one of its own.
    private static bool Answers(IWhileLoopOperation loop) => loop.Descendants().Any(at => at is IReturnOperation { ReturnedValue: not null } && at.EnclosingFunction() is null);
}
