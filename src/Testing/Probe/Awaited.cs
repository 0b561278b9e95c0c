using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace RefreshRace.Testing;

/// <summary>Waits for what a delegate returned: a task, anything else that can be awaited by its own <c>GetAwaiter</c>, or a plain
/// value.</summary>
/// <remarks>By reflection, so that <c>ValueTask</c> and the awaitables of other libraries need no overload and no dependency of their
/// own.</remarks>
internal static class Awaited
{
    /// <summary>Waits and gives the result.</summary>
    /// <param name="returned">What the delegate returned.</param>
    /// <param name="declared">The delegate's return type.</param>
    /// <exception cref="InvalidOperationException">A task or an awaitable was promised and null was returned.</exception>
    public static async Task<CallResult> ResultOfAsync(object? returned, Type declared)
    {
        if (returned is null && (typeof(Task).IsAssignableFrom(declared) || AwaiterOf(declared) is not null))
            throw new InvalidOperationException("The call returned null instead of a task.");

        if (returned is Task task)
        {
            await task.ConfigureAwait(false);
            return TaskTypeOf(task.GetType()) is { } type
                ? new CallResult(type.GetProperty("Result")!.GetValue(task), type.GetGenericArguments()[0])
                : new CallResult(null, typeof(object));
        }

        if (returned is not null && AwaiterOf(returned.GetType()) is { } getAwaiter)
            return await ResultOfAsync(returned, getAwaiter).ConfigureAwait(false);

        if (returned is not null && IsAsyncEnumerable(returned.GetType()))
        {
            throw new InvalidOperationException(
                "The call returned an IAsyncEnumerable, which does nothing until it is read. Read it in the call.");
        }

        return new CallResult(returned, declared);
    }

    /// <summary>The type that awaiting a value of this type gives; the type itself where it cannot be awaited.</summary>
    public static Type ResultTypeOf(Type declared)
    {
        if (typeof(Task).IsAssignableFrom(declared))
            return TaskTypeOf(declared)?.GetGenericArguments()[0] ?? typeof(void);
        return AwaiterOf(declared) is { } getAwaiter ? GetResultOf(getAwaiter.ReturnType).ReturnType : declared;
    }

    private static async Task<CallResult> ResultOfAsync(object awaitable, MethodInfo getAwaiter)
    {
        var awaiter = Invoke(getAwaiter, awaitable)!;
        var type = getAwaiter.ReturnType;
        if (!(bool)type.GetProperty("IsCompleted")!.GetValue(awaiter)!)
        {
            var completed = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            ((INotifyCompletion)awaiter).OnCompleted(() => completed.TrySetResult(true));
            await completed.Task.ConfigureAwait(false);
        }

        var getResult = GetResultOf(type);
        var result = Invoke(getResult, awaiter);
        return new CallResult(result, getResult.ReturnType == typeof(void) ? typeof(object) : getResult.ReturnType);
    }

    /// <summary>By name: the interface is no part of every framework that this is built for.</summary>
    private static bool IsAsyncEnumerable(Type type) =>
        type.GetInterfaces().Any(
            implemented => implemented.Name == "IAsyncEnumerable`1" && implemented.Namespace == "System.Collections.Generic");

    private static Type? TaskTypeOf(Type type)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            if (current.IsGenericType && current.GetGenericTypeDefinition() == typeof(Task<>))
                return current;
        }

        return null;
    }

    /// <summary>The method that makes a type awaitable (C# §12.9.8.2), as far as it is a member; null where there is none.</summary>
    private static MethodInfo? AwaiterOf(Type type)
    {
        var getAwaiter = type.GetMethod("GetAwaiter", Type.EmptyTypes);
        var awaiter = getAwaiter?.ReturnType;
        return awaiter is not null
            && typeof(INotifyCompletion).IsAssignableFrom(awaiter)
            && awaiter.GetProperty("IsCompleted")?.PropertyType == typeof(bool)
            && awaiter.GetMethod("GetResult", Type.EmptyTypes) is not null
            ? getAwaiter
            : null;
    }

    private static MethodInfo GetResultOf(Type awaiter) => awaiter.GetMethod("GetResult", Type.EmptyTypes)!;

    private static object? Invoke(MethodInfo method, object on)
    {
        try
        {
            return method.Invoke(on, null);
        }
        catch (TargetInvocationException exception) when (exception.InnerException is { } inner)
        {
            // The exception of the code under test, as awaiting it would have thrown it.
            ExceptionDispatchInfo.Capture(inner).Throw();
            throw;
        }
    }
}
