using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Hosting;

namespace RefreshRace.Analyzers.Callers;

/// <summary>Looks into the methods of this compilation that take a delegate: <c>Runner.Every(RefreshIfNeededAsync, interval)</c>, <c>Platforms.ForEach(platform => …)</c>.</summary>
internal static class DelegateFates
{
    public static DelegateFate FateOf(IOperation call, AnalysisScope scope, CancellationToken cancellationToken)
    {
        for (IOperation? at = call; at is not null; at = at.Parent)
        {
            if (at is IAnonymousFunctionOperation or IMethodReferenceOperation && Callbacks.Holder(at) is IArgumentOperation { Parameter: { } parameter, Parent: IInvocationOperation taker })
            {
                if (taker.TargetMethod is { Name: "ForEach", ReturnsVoid: true, DeclaringSyntaxReferences.IsEmpty: true })
                {
                    return DelegateFate.RunAtOnce;
                }

                var fates = scope.Implementations.Of(taker.TargetMethod).Select(method => FateIn(method, parameter.Ordinal, scope, cancellationToken)).Distinct().Take(2).ToList();
                return fates.Count == 1 ? fates[0] : DelegateFate.Unknown;
            }
        }

        return DelegateFate.Unknown;
    }

    private static DelegateFate FateIn(IMethodSymbol taker, int ordinal, AnalysisScope scope, CancellationToken cancellationToken)
    {
        // An extension method that is called on its receiver counts its parameters without it.
        if (ordinal >= taker.Parameters.Length || taker.Parameters[ordinal].Type.TypeKind != TypeKind.Delegate || scope.Bodies.Of(taker, cancellationToken) is not { } body)
        {
            return DelegateFate.Unknown;
        }

        var uses = body.Operations.Where(at => at is IParameterReferenceOperation use && SymbolEqualityComparer.Default.Equals(use.Parameter, taker.Parameters[ordinal])).ToList();
        return uses.Count == 0 ? DelegateFate.Unknown
            : uses.All(RunsInTurn) ? DelegateFate.RunInTurn
            : uses.All(RunsAtOnce) ? DelegateFate.RunAtOnce
            : DelegateFate.Unknown;
    }

    private static bool RunsInTurn(IOperation use) => use.Parent switch
    {
        IInvocationOperation turn when IsRun(turn) => BackgroundLoops.Holds(turn),
        // The loop leaves the pause, and the call, to a method that it awaits.
        IArgumentOperation { Parent: IInvocationOperation { Parent: IAwaitOperation } step } => BackgroundLoops.LoopAround(step) is { } loop && !BackgroundLoops.Answers(loop),
        _ => false,
    };

    private static bool RunsAtOnce(IOperation use) => use.Parent is IInvocationOperation turn && IsRun(turn) && turn.EnclosingFunction() is null;

    private static bool IsRun(IInvocationOperation call) => call.TargetMethod.MethodKind == MethodKind.DelegateInvoke;
}
