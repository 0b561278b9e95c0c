namespace RefreshRace;

/// <summary>Waiting for a task with the caller's own token, which never touches the task.</summary>
internal static class Waiting
{
    /// <summary>A task that ends with <paramref name="task"/>, or is cancelled when the token fires first.</summary>
    internal static Task<T> Until<T>(Task<T> task, CancellationToken cancellationToken)
    {
        if (task.IsCompleted || !cancellationToken.CanBeCanceled)
            return task;
#if NET
        return task.WaitAsync(cancellationToken);
#else
        return UntilAsync(task, cancellationToken);
#endif
    }

#if !NET
    private static async Task<T> UntilAsync<T>(Task<T> task, CancellationToken cancellationToken)
    {
        var cancelled = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        using (cancellationToken.Register(
                static s => ((TaskCompletionSource<T>)s).TrySetResult(default!), cancelled, useSynchronizationContext: false))
        {
            if (await Task.WhenAny(task, cancelled.Task).ConfigureAwait(false) != task)
                throw new OperationCanceledException(cancellationToken);
        }

        return await task.ConfigureAwait(false);
    }
#endif
}
