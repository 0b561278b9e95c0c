using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using RefreshRace.Analyzers.Flow;

namespace RefreshRace.Analyzers.Guards;

/// <summary>Recognises the calls that take and release semaphores, monitors, mutexes, reader-writer locks and spin locks.</summary>
internal static class LockSteps
{
    public static LockStep? Of(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        var type = method.ContainingType;
        return type?.Name switch
        {
            // A lock statement is lowered to these two; it is recognised as the statement that it is.
            "Monitor" when !call.IsImplicit => OfMonitor(call),
            "SemaphoreSlim" or "Semaphore" or "AsyncSemaphore" => OfSemaphore(call),
            "WaitHandle" or "Mutex" or "AutoResetEvent" or "AsyncAutoResetEvent" or "EventWaitHandle" => OfWaitHandle(call),
            "ReaderWriterLockSlim" or "ReaderWriterLock" => OfReaderWriterLock(call),
            "SpinLock" or "Lock" => OfLockObject(call),
            _ => null,
        };
    }

    /// <summary>The text that two operations on one lock have in common.</summary>
    public static string KeyOf(IOperation? receiver)
    {
        var text = receiver?.Syntax.WithoutTrivia().ToString() ?? "";
        return text.StartsWith("this.", StringComparison.Ordinal) ? text.Substring("this.".Length) : text;
    }

    private static LockStep? OfMonitor(IInvocationOperation call)
    {
        if (call.Arguments.Length == 0)
        {
            return null;
        }

        var target = call.Arguments[0].Value;
        return call.TargetMethod.Name switch
        {
            "Enter" => new LockStep(LockStepKind.Acquire, call, KeyOf(target), target, IsThreadAffine: true),
            "TryEnter" => new LockStep(LockStepKind.Acquire, call, KeyOf(target), target, IsConditional: true, Waits: HasTimeout(call, 1), IsThreadAffine: true),
            "Exit" => new LockStep(LockStepKind.Release, call, KeyOf(target), target),
            _ => null,
        };
    }

    private static LockStep? OfSemaphore(IInvocationOperation call) => call.TargetMethod.Name switch
    {
        "Wait" or "WaitAsync" or "WaitOne" => OfWait(call, isThreadAffine: false),
        "Release" => new LockStep(LockStepKind.Release, call, KeyOf(call.Instance), call.Instance),
        _ => null,
    };

    private static LockStep? OfWaitHandle(IInvocationOperation call)
    {
        if (call.Instance?.Type?.Name is not ("Mutex" or "Semaphore" or "AutoResetEvent" or "AsyncAutoResetEvent"))
        {
            return null;
        }

        return call.TargetMethod.Name switch
        {
            "WaitOne" or "WaitAsync" => OfWait(call, isThreadAffine: call.Instance.Type.Name == "Mutex"),
            "ReleaseMutex" or "Set" or "Release" => new LockStep(LockStepKind.Release, call, KeyOf(call.Instance), call.Instance),
            _ => null,
        };
    }

    private static LockStep? OfReaderWriterLock(IInvocationOperation call)
    {
        var key = KeyOf(call.Instance);
        return call.TargetMethod.Name switch
        {
            "EnterWriteLock" or "AcquireWriterLock" => new LockStep(LockStepKind.Acquire, call, key + ":write", call.Instance, IsThreadAffine: true),
            "TryEnterWriteLock" => new LockStep(LockStepKind.Acquire, call, key + ":write", call.Instance, IsConditional: true, Waits: HasTimeout(call, 0), IsThreadAffine: true),
            "EnterUpgradeableReadLock" => new LockStep(LockStepKind.Acquire, call, key + ":upgradeable", call.Instance, IsThreadAffine: true),
            "TryEnterUpgradeableReadLock" => new LockStep(LockStepKind.Acquire, call, key + ":upgradeable", call.Instance, IsConditional: true, Waits: HasTimeout(call, 0), IsThreadAffine: true),
            "ExitWriteLock" or "ReleaseWriterLock" => new LockStep(LockStepKind.Release, call, key + ":write", call.Instance),
            "ExitUpgradeableReadLock" => new LockStep(LockStepKind.Release, call, key + ":upgradeable", call.Instance),
            _ => null,
        };
    }

    private static LockStep? OfLockObject(IInvocationOperation call) => call.TargetMethod.Name switch
    {
        "Enter" => new LockStep(LockStepKind.Acquire, call, KeyOf(call.Instance), call.Instance, IsThreadAffine: true),
        "TryEnter" => new LockStep(LockStepKind.Acquire, call, KeyOf(call.Instance), call.Instance, IsConditional: true, Waits: HasTimeout(call, 0), IsThreadAffine: true),
        "Exit" => new LockStep(LockStepKind.Release, call, KeyOf(call.Instance), call.Instance),
        _ => null,
    };

    private static LockStep OfWait(IInvocationOperation call, bool isThreadAffine)
    {
        var conditional = IsBoolean(call.TargetMethod.ReturnType) && call.Arguments.Any(argument => IsTimeout(argument.Value));
        return new LockStep(
            LockStepKind.Acquire,
            call,
            KeyOf(call.Instance),
            call.Instance,
            IsConditional: conditional,
            Waits: !conditional || HasTimeout(call, 0),
            IsThreadAffine: isThreadAffine,
            CanThrow: conditional || call.Arguments.Any(argument => IsCancellable(argument.Value)));
    }

    /// <summary>Whether a method says by its answer whether it did what it was asked: <c>bool</c>, or a task of it.</summary>
    public static bool IsBoolean(ITypeSymbol type) =>
        type.SpecialType == SpecialType.System_Boolean || type is INamedTypeSymbol { TypeArguments: { Length: 1 } arguments } && arguments[0].SpecialType == SpecialType.System_Boolean;

    // WaitAsync(Timeout.Infinite, token) waits for as long as it takes, so its result says nothing.
    private static bool IsTimeout(IOperation value) =>
        value.Type is { SpecialType: SpecialType.System_Int32 } or { Name: "TimeSpan" }
        && value.ConstantValue is not { HasValue: true, Value: -1 }
        && value.Unwrap() is not IFieldReferenceOperation { Field.Name: "InfiniteTimeSpan" or "Infinite" };

    private static bool HasTimeout(IInvocationOperation call, int index) =>
        call.Arguments.Length > index
        && call.Arguments[index].Value is { Type: { SpecialType: SpecialType.System_Int32 } or { Name: "TimeSpan" } } timeout
        && timeout.ConstantValue is not { HasValue: true, Value: 0 }
        && timeout.Unwrap() is not IFieldReferenceOperation { Field: { Name: "Zero", ContainingType.Name: "TimeSpan" } };

    private static bool IsCancellable(IOperation value) =>
        value.Type?.Name == "CancellationToken"
        && value.Unwrap() is not (IDefaultValueOperation or IPropertyReferenceOperation { Property.Name: "None" } or ILiteralOperation);
}
