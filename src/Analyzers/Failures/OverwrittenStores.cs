using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;

namespace RefreshRace.Analyzers.Failures;

/// <summary>RR0010 without a sign-out: the status of the answer is not looked at, or only logged, so the body of an error is stored over the good token.</summary>
internal static class OverwrittenStores
{
    public static IEnumerable<FailureFinding> Find(Frame frame, ResultFlow result)
    {
        if (frame.Callee is not null || frame.Call is not IInvocationOperation send || !AnswersUnchecked(send) || IsChecked(frame, result))
        {
            yield break;
        }

        foreach (var at in frame.Body.Root.Descendants())
        {
            if (OwnCode.MayFollow(send, at) && IsStore(at, result) && !IsUnderTest(at, result))
            {
                yield return new FailureFinding(FailureKind.SessionDestroyed, at.Syntax, "stores the answer without a look at its status");
                yield break;
            }
        }
    }

    /// <summary>A plain HTTP send, which gives back error answers like any other.</summary>
    private static bool AnswersUnchecked(IInvocationOperation send)
    {
        var type = send.Type is INamedTypeSymbol { TypeArguments.Length: 1 } task && FailurePath.IsTask(task) ? task.TypeArguments[0] : send.Type;
        return type?.Name == "HttpResponseMessage" && send.TargetMethod.ContainingType?.Name is "HttpClient" or "HttpMessageInvoker" or "HttpClientJsonExtensions" or "DelegatingHandler" or "HttpMessageHandler";
    }

    /// <summary>Whether some test of the answer keeps failures away from what follows, or a call throws for them.</summary>
    private static bool IsChecked(Frame frame, ResultFlow result)
    {
        foreach (var at in frame.Body.Root.Descendants())
        {
            switch (at)
            {
                case IInvocationOperation call when FailureWords.Says(call.TargetMethod.Name, "EnsureSuccess", "ThrowIf", "ThrowOn", "Validate", "Ensure", "Check", "Verify", "Handle", "Assert"):
                    return true;
                case IConditionalOperation choice when OwnCode.MayFollow(frame.Call, choice) && OwnCode.Within(choice.Condition).Any(result.Holds) && (OwnCode.LeavesBlock(choice.WhenTrue) || OwnCode.LeavesBlock(choice.WhenFalse) || OwnCode.Within(choice).Any(part => part is IThrowOperation)):
                    return true;
                case ISwitchOperation choice when result.Holds(choice.Value):
                case ISwitchExpressionOperation expression when result.Holds(expression.Value):
                case ICoalesceOperation { WhenNull: IThrowOperation or IConversionOperation { Operand: IThrowOperation } }:
                    return true;
            }
        }

        return false;
    }

    private static bool IsStore(IOperation operation, ResultFlow result) => operation switch
    {
        ISimpleAssignmentOperation { Target: IFieldReferenceOperation or IPropertyReferenceOperation { Property.IsStatic: true } or IPropertyReferenceOperation { Instance: IInstanceReferenceOperation or IFieldReferenceOperation or IParameterReferenceOperation or IPropertyReferenceOperation } } assignment =>
            result.Holds(assignment.Value) && assignment.Parent is not IObjectOrCollectionInitializerOperation && !result.Holds((assignment.Target as IPropertyReferenceOperation)?.Instance),
        IInvocationOperation call => FailureWords.Says(call.TargetMethod.Name, "Save", "Store", "Persist", "Write", "SetToken", "UpdateToken", "ToFile") && !CaughtUses.IsLog(call) && call.Arguments.Any(argument => result.Holds(argument.Value)),
        _ => false,
    };

    private static bool IsUnderTest(IOperation operation, ResultFlow result)
    {
        for (var at = operation.Parent; at is not null; at = at.Parent)
        {
            if (at is IConditionalOperation choice && OwnCode.Within(choice.Condition).Any(result.Holds))
            {
                return true;
            }
        }

        return false;
    }
}
