using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;

namespace RefreshRace.Analyzers.Failures;

/// <summary>Looks into a helper that is handed the failure: one that only writes it to a log tells no more than the log itself.</summary>
internal sealed class ExceptionPrinters(AnalysisScope scope)
{
    // A helper with more operations than this does more than print.
    private const int MaxOperations = 120;

    /// <summary>Whether the call runs a method of this compilation that logs, answers nothing, sets nothing, raises nothing and throws nothing.</summary>
    public bool IsOne(IInvocationOperation call, CancellationToken cancellationToken)
    {
        var method = call.TargetMethod;
        if (method.IsAbstract || !AnswersNothing(method) || scope.Bodies.Of(method.ReducedFrom ?? method, cancellationToken) is not { } body)
        {
            return false;
        }

        var operations = body.Root.Descendants().Take(MaxOperations + 1).ToList();
        return operations.Count <= MaxOperations && operations.OfType<IInvocationOperation>().Any(CaughtExceptionUses.IsLog) && operations.All(IsHarmless);
    }

    private static bool AnswersNothing(IMethodSymbol method) =>
        method.ReturnsVoid || (method.ReturnType is INamedTypeSymbol { Arity: 0 } task && FailurePath.IsTask(task));

    private static bool IsHarmless(IOperation operation) => operation switch
    {
        IThrowOperation or IEventReferenceOperation => false,
        IAssignmentOperation assignment => assignment.Target is ILocalReferenceOperation or IDiscardOperation,
        IInvocationOperation call => CaughtExceptionUses.IsLog(call) || IsFormatting(call) || call.TargetMethod.Name is "ConfigureAwait",
        IObjectCreationOperation { Type: var type } => type?.ContainingNamespace?.ToDisplayString() is "System" or "System.Text" or "System.Collections.Generic",
        _ => true,
    };

    private static bool IsFormatting(IInvocationOperation call) =>
        call.TargetMethod.ContainingType is { SpecialType: SpecialType.System_String } or { Name: "StringBuilder" or "Type" or "Exception" or "Object" or "DateTime" or "DateTimeOffset" or "Environment" }
        || call.TargetMethod.Name is "ToString" or "GetType" or "GetBaseException";
}
