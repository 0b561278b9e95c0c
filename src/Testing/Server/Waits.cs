namespace RefreshRace.Testing;

internal static class Waits
{
    /// <summary>Waits for the task or the token, whichever comes first. The wait is decided at the moment of cancellation, not later: a
    /// release that follows a cancellation comes too late, which makes "the client left before the answer" an order that a test can
    /// produce.</summary>
    public static async Task ForAsync(Task task, CancellationToken cancellationToken)
    {
        if (!cancellationToken.CanBeCanceled || task.IsCompleted)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await task.ConfigureAwait(false);
            return;
        }

        var cancelled = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        using (cancellationToken.Register(static state => ((TaskCompletionSource<bool>)state!).TrySetResult(true), cancelled))
            await Task.WhenAny(task, cancelled.Task).ConfigureAwait(false);

        if (cancelled.Task.IsCompleted)
            throw new OperationCanceledException(cancellationToken);
        await task.ConfigureAwait(false);
    }
}
