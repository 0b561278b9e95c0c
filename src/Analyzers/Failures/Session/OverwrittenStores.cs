using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;
using RefreshRace.Analyzers.Knowledge;
using RefreshRace.Analyzers.Model;

namespace RefreshRace.Analyzers.Failures;

/// <summary>RR0010 without a sign-out: the status of the answer is not looked at, or only logged, so the body of an error is stored over the good token.</summary>
internal static class OverwrittenStores
{
    // So many operations read a helper that sends, or that reads the answer; a longer one does more than that.
    private const int MaxHelperOperations = 300;

    public static IEnumerable<FailureFinding> Find(CallFrame frame, ResultFlow result, AnalysisScope scope, CancellationToken cancellationToken)
    {
        if (frame.Callee?.Callee is not null || frame.Call is not IInvocationOperation send || result.IsLost)
        {
            yield break;
        }

        var isPlain = frame.Callee is null && AnswersUnchecked(send);
        var saysItself = !isPlain && frame.Callee is null && KnowsWhetherItFailed(AnswerOf(send));
        if (!(isPlain || saysItself || HandsOnErrors(send, scope, cancellationToken)) || IsChecked(send, frame.Body, result) || IsCheckedByReader(frame.Body, result, scope, cancellationToken))
        {
            yield break;
        }

        foreach (var at in Around(result, frame.Body, static at => at is ISimpleAssignmentOperation or IInvocationOperation))
        {
            if (IsStore(at, result) && StatementOrder.MayFollow(send, at) && !IsUnderTest(at, result) && !(saysItself && KeepsTheWhole(at)))
            {
                yield return new FailureFinding(FailureKind.SessionDestroyed, at.Syntax, "stores the answer without a look at its status");
                yield break;
            }
        }
    }

    /// <summary>A plain HTTP send, which gives back error answers like any other.</summary>
    private static bool AnswersUnchecked(IInvocationOperation send) =>
        AnswerOf(send)?.Name == "HttpResponseMessage" && send.TargetMethod.ContainingType?.Name is "HttpClient" or "HttpMessageInvoker" or "HttpClientJsonExtensions" or "DelegatingHandler" or "HttpMessageHandler";

    private static ITypeSymbol? AnswerOf(IInvocationOperation send) => FailurePath.ResultOf(send.Type);

    /// <summary>An answer that says by a member of its own that it is an error, so that the call does not throw for one.</summary>
    private static bool KnowsWhetherItFailed(ITypeSymbol? answer)
    {
        for (; answer is not null and not { SpecialType: SpecialType.System_Object }; answer = answer.BaseType)
        {
            if (answer.GetMembers().Any(member => member is IPropertySymbol { Type.SpecialType: SpecialType.System_Boolean, Name: "IsError" or "HasError" or "IsSuccessful" or "IsSuccessStatusCode" }))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A helper that sends, looks at no status, and gives back what it read: the text of an error like any other.</summary>
    private static bool HandsOnErrors(IInvocationOperation call, AnalysisScope scope, CancellationToken cancellationToken)
    {
        if (AnswerOf(call)?.SpecialType != SpecialType.System_String || scope.Bodies.Of(call.TargetMethod, cancellationToken) is not { } body)
        {
            return false;
        }

        var operations = body.Operations.Take(MaxHelperOperations + 1).ToList();
        if (operations.Count > MaxHelperOperations || operations.OfType<IInvocationOperation>().FirstOrDefault(AnswersUnchecked) is not { } send)
        {
            return false;
        }

        var result = new ResultFlow(send, body);
        return !IsChecked(send, body, result) && operations.Any(at => at is IReturnOperation { ReturnedValue: { } value } && result.Holds(value));
    }

    // _answer = answer: the error is kept along with the rest, for whoever asks later.
    private static bool KeepsTheWhole(IOperation store) => store is not ISimpleAssignmentOperation assignment || assignment.Value.Unwrap() is not (IPropertyReferenceOperation or IConditionalAccessOperation or IFieldReferenceOperation);

    /// <summary>What stands around a place that names the answer, in the order of the code.</summary>
    private static IEnumerable<IOperation> Around(ResultFlow result, MemberBody body, Func<IOperation, bool> isMeant)
    {
        var around = new HashSet<IOperation>();
        foreach (var mention in result.Mentions)
        {
            for (IOperation? at = mention; at is not null && at != body.Root && around.Add(at); at = at.Parent)
            {
                WorkCounter.Add(WorkKind.Steps);
            }
        }

        return around.Where(isMeant).OrderBy(at => at.Syntax.SpanStart).ThenByDescending(at => at.Syntax.Span.Length);
    }

    /// <summary>Whether some test of the answer keeps failures away from what follows, or a call throws for them.</summary>
    private static bool IsChecked(IOperation send, MemberBody body, ResultFlow result) =>
        body.Fact(static at => new CheckingMember(at)).Checks
        || Around(result, body, static at => at is IConditionalOperation or ISwitchOperation or ISwitchExpressionOperation).Any(at => at switch
        {
            IConditionalOperation choice => StatementOrder.MayFollow(send, choice) && StatementOrder.Within(choice.Condition).Any(result.Holds)
                && (StatementOrder.LeavesBlock(choice.WhenTrue) || StatementOrder.LeavesBlock(choice.WhenFalse) || StatementOrder.Within(choice).Any(part => part is IThrowOperation)),
            ISwitchOperation choice => result.Holds(choice.Value),
            ISwitchExpressionOperation choice => result.Holds(choice.Value),
            _ => false,
        });

    /// <summary>Whether the answer is handed to a method of this compilation that reads it and throws for a failed one.</summary>
    private static bool IsCheckedByReader(MemberBody body, ResultFlow result, AnalysisScope scope, CancellationToken cancellationToken) =>
        Around(result, body, static at => at is IInvocationOperation).OfType<IInvocationOperation>().Any(call => call.Arguments.Any(argument => result.Holds(argument.Value))
            && scope.Bodies.Of(call.TargetMethod.ReducedFrom ?? call.TargetMethod, cancellationToken) is { } reader
            && reader.Root.Descendants().Take(MaxHelperOperations).Any(at => at is IThrowOperation or IInvocationOperation { TargetMethod.Name: "EnsureSuccessStatusCode" }));

    private static bool IsStore(IOperation operation, ResultFlow result) => operation switch
    {
        ISimpleAssignmentOperation { Target: IFieldReferenceOperation or IPropertyReferenceOperation { Property.IsStatic: true } or IPropertyReferenceOperation { Instance: IInstanceReferenceOperation or IFieldReferenceOperation or IParameterReferenceOperation or IPropertyReferenceOperation } } assignment =>
            result.Holds(assignment.Value) && assignment.Parent is not IObjectOrCollectionInitializerOperation && !result.Holds((assignment.Target as IPropertyReferenceOperation)?.Instance),
        IInvocationOperation call => FailureVocabulary.Says(call.TargetMethod.Name, "Save", "Store", "Persist", "Write", "SetToken", "UpdateToken", "ToFile") && !CaughtExceptionUses.IsLog(call) && call.Arguments.Any(argument => result.Holds(argument.Value)),
        _ => false,
    };

    private static bool IsUnderTest(IOperation operation, ResultFlow result)
    {
        for (var at = operation.Parent; at is not null; at = at.Parent)
        {
            if (at is IConditionalOperation choice && StatementOrder.Within(choice.Condition).Any(result.Holds))
            {
                return true;
            }
        }

        return false;
    }
}
