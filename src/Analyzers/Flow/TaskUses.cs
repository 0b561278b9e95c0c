using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace RefreshRace.Analyzers.Flow;

internal static class TaskUses
{
    // A local that is handed from one local to the next more often than this is not followed.
    private const int MaxLocals = 4;

    /// <summary>What becomes of the work that a call starts.</summary>
    public static TaskUse Of(IOperation call, MemberBody body) => Of(call, body, 0);

    /// <summary>Whether a type is a task, a value task or another awaitable of that shape.</summary>
    public static bool IsTask(ITypeSymbol? type) => type?.Name is "Task" or "ValueTask" or "ConfiguredTaskAwaitable" or "ConfiguredValueTaskAwaitable";

    /// <summary>The outermost expression that still is the call's task: through conversions, <c>ConfigureAwait</c>, <c>AsTask</c>, <c>ContinueWith</c> and the like.</summary>
    public static IOperation TaskExpression(IOperation call)
    {
        var at = call;
        while (true)
        {
            var next = at.Parent switch
            {
                IConversionOperation or IParenthesizedOperation => at.Parent,
                IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "AsTask" or "Preserve" or "ContinueWith" or "Unwrap" or "WaitAsync" } chained when chained.Instance == at => chained,
                IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { IsExtensionMethod: true, Name: "Unwrap" or "WaitAsync" or "WithCancellation" or "ToTask" } } extension } argument
                    when extension.Arguments.Length > 0 && extension.Arguments[0] == argument => extension,
                _ => null,
            };
            if (next is null)
            {
                return at;
            }

            at = next;
        }
    }

    private static TaskUse Of(IOperation call, MemberBody body, int depth)
    {
        if (!IsTask(call.Type))
        {
            return TaskUse.Finished;
        }

        var expression = TaskExpression(call);
        switch (expression.Parent)
        {
            case IExpressionStatementOperation:
            case ISimpleAssignmentOperation { Target: IDiscardOperation }:
                return TaskUse.Dropped;
            case IReturnOperation { Kind: OperationKind.Return }:
                return TaskUse.Returned;
            case IAssignmentOperation { Target: ILocalReferenceOperation local } assignment when assignment.Value == expression:
                return OfLocal(local.Local, body, depth);
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }:
                return OfLocal(declarator.Symbol, body, depth);
            case IAssignmentOperation assignment when assignment.Value == expression:
                return TaskUse.Stored;
            case IConditionalOperation or ICoalesceOperation:
                return expression.Parent.Parent is IReturnOperation ? TaskUse.Returned : TaskUse.Finished;
            default:
                // Awaited, blocked on, or handed to a method that does: a task that is an argument is somebody's business.
                return TaskUse.Finished;
        }
    }

    private static TaskUse OfLocal(ILocalSymbol local, MemberBody body, int depth)
    {
        var use = TaskUse.Dropped;
        foreach (var operation in body.Index.Uses(local))
        {
            if (operation is not ILocalReferenceOperation reference
                || reference.Parent is IAssignmentOperation { Target: var target } && target == reference)
            {
                continue;
            }

            var next = depth < MaxLocals && reference.Type is { } ? Of(reference, body, depth + 1) : TaskUse.Finished;
            if (next == TaskUse.Stored)
            {
                return next;
            }

            use = use == TaskUse.Dropped || next == TaskUse.Finished ? next : use;
        }

        return use;
    }
}
