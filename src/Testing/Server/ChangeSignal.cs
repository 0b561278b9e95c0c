namespace RefreshRace.Testing;

/// <summary>Lets a waiter look at a condition again whenever something changed. Bounds are in real time: they end a wait that nothing will
/// ever end, whatever clock the server runs on.</summary>
internal sealed class ChangeSignal
{
    private TaskCompletionSource<bool> _next = New();

    public void Pulse() => Interlocked.Exchange(ref _next, New()).TrySetResult(true);

    /// <summary>Waits until the condition holds; false when the bound passed first.</summary>
    public async Task<bool> UntilAsync(Func<bool> condition, TimeSpan bound, CancellationToken cancellationToken = default)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var deadline = Task.Delay(bound, end.Token);
        while (true)
        {
            // The task is taken before the condition is looked at, so a change in between is not missed.
            var next = Volatile.Read(ref _next).Task;
            if (condition())
            {
                end.Cancel();
                return true;
            }

            cancellationToken.ThrowIfCancellationRequested();
            if (await Task.WhenAny(next, deadline).ConfigureAwait(false) == deadline)
            {
                cancellationToken.ThrowIfCancellationRequested();
                return condition();
            }
        }
    }

    /// <summary>Waits until nothing has changed for a while, at most for the bound.</summary>
    public async Task QuietAsync(TimeSpan quiet, TimeSpan bound)
    {
        var deadline = Task.Delay(bound);
        while (!deadline.IsCompleted)
        {
            var next = Volatile.Read(ref _next).Task;
            if (await Task.WhenAny(next, deadline, Task.Delay(quiet)).ConfigureAwait(false) != next)
                return;
        }
    }

    private static TaskCompletionSource<bool> New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
