using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;

namespace RefreshRace.Analyzers.Hosting;

/// <summary>Places behind which there is no caller to tell: the loop of a background worker, an event handler, a user interface's command, a program's entry point. A catch that logs there is the last resort, not a swallow.</summary>
internal static class OutermostHandlers
{
    private static readonly string[] WorkerTypes = { "BackgroundService", "IHostedService", "IJob", "IInvocable", "IHostedLifecycleService" };

    private static readonly string[] ScreenTypes = { "ComponentBase", "LayoutComponentBase", "Window", "Page", "ContentPage", "UserControl", "Form", "Control", "Activity", "UIViewController", "ObservableObject", "MonoBehaviour", "ReactiveObject", "BindableBase", "ViewModelBase" };

    public static bool Contains(IOperation operation, MemberBody body) => FunctionIsOutermost(operation, body) || IsInWorkerLoop(operation) || TypeIsOutermost(body.Member);

    /// <summary>Whether all callers of a member are such places: then the member's own catch is their last resort, moved into a method.</summary>
    public static bool AreAll(IReadOnlyCollection<CallSite> callers) => callers.Count > 0 && callers.All(site => Contains(site.Call, site.Body));

    private static bool FunctionIsOutermost(IOperation operation, MemberBody body)
    {
        var function = operation.EnclosingFunction();
        var method = function ?? body.Member;
        return IsEventHandler(method)
            || (method.IsAsync && method.ReturnsVoid)
            || (function is null && (method.Name is "Main" or "<Main>$" || (method.ReturnsVoid && method.Parameters.Length == 1 && method.Parameters[0].Type.SpecialType == SpecialType.System_Object)))
            || method.GetAttributes().Any(attribute => attribute.AttributeClass?.Name is "RelayCommandAttribute" or "ReactiveCommandAttribute" or "JSInvokableAttribute")
            || (function is not null && IsAddedToEvent(operation));
    }

    private static bool IsEventHandler(IMethodSymbol method) =>
        method.Parameters.Length == 2 && method.Parameters[0].Type.SpecialType == SpecialType.System_Object && method.Parameters[1].Type.Name.EndsWith("EventArgs", StringComparison.Ordinal);

    private static bool IsAddedToEvent(IOperation operation)
    {
        for (var at = operation.Parent; at is not null; at = at.Parent)
        {
            if (at is IEventAssignmentOperation or IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "OnStarting" or "OnCompleted" or "Register" or "RegisterForDispose" or "Subscribe" or "AddHandler" or "UnsafeRegister" or "On" } })
            {
                return true;
            }
        }

        return false;
    }

    /// <summary><c>while (!stoppingToken.IsCancellationRequested)</c>, <c>while (true)</c>, <c>while (await timer.WaitForNextTickAsync())</c>, <c>while (_running)</c>: the failure waits for the next round.</summary>
    private static bool IsInWorkerLoop(IOperation operation)
    {
        for (var at = operation.Parent; at is not null and not (IAnonymousFunctionOperation or ILocalFunctionOperation); at = at.Parent)
        {
            var condition = at switch
            {
                IWhileLoopOperation loop => loop.Condition,
                IForLoopOperation { Condition: null, Before.Length: 0 } => at,
                IForLoopOperation loop => loop.Condition,
                _ => null,
            };
            if (condition is not null && (condition == at || IsStopFlag(condition, at) || condition.ConstantValue is { HasValue: true, Value: true } || StatementOrder.Within(condition).Any(test => test is IPropertyReferenceOperation { Property.Name: "IsCancellationRequested" } or IInvocationOperation { TargetMethod.Name: "WaitForNextTickAsync" or "WaitOne" or "WaitToReadAsync" })))
            {
                return true;
            }
        }

        return false;
    }

    // while (_running): somebody else ends it. A flag that the loop itself sets is the end of its work.
    private static bool IsStopFlag(IOperation condition, IOperation loop)
    {
        var flag = condition is IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not ? not.Operand : condition;
        return flag is IMemberReferenceOperation { Instance: null or IInstanceReferenceOperation, Member: IFieldSymbol or IPropertySymbol, Member: var member }
            && !loop.Descendants().Any(at => at is IAssignmentOperation assignment && SymbolEqualityComparer.Default.Equals(StateMembers.SymbolOf(assignment.Target), member.OriginalDefinition));
    }

    private static bool TypeIsOutermost(IMethodSymbol member)
    {
        for (var type = member.ContainingType; type is not null; type = type.BaseType)
        {
            if (Array.IndexOf(ScreenTypes, type.Name) >= 0 || type.Name.EndsWith("ViewModel", StringComparison.Ordinal))
            {
                return true;
            }

            if (type.Name == "BackgroundService" && member.Name == "ExecuteAsync")
            {
                return true;
            }
        }

        return member.Name is "Execute" or "ExecuteAsync" or "StartAsync" or "StopAsync" or "Invoke" && member.ContainingType.AllInterfaces.Any(type => Array.IndexOf(WorkerTypes, type.Name) >= 0);
    }
}
