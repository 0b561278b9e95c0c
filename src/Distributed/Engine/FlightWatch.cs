namespace RefreshRace.Distributed;

/// <summary>Waits for hints about one flight. For one waiter at a time.</summary>
public sealed class FlightWatch : IDisposable
{
    private readonly Action<FlightWatch> _forget;
    private TaskCompletionSource _changed = NewSource();

    internal FlightWatch(string hash, Action<FlightWatch> forget)
    {
        Hash = hash;
        _forget = forget;
    }

    internal string Hash { get; }

    /// <summary>Returns at the next hint, at once if one came since the last call, or when the time has passed.</summary>
    /// <param name="atMost">How long to wait.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that ends by then.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired.</exception>
    public async Task WaitAsync(TimeSpan atMost, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var changed = Volatile.Read(ref _changed);
        if (!changed.Task.IsCompleted)
        {
            // Without its own source the timer would live on for each hint that came early.
            using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(changed.Task, Task.Delay(atMost, timeProvider, end.Token)).ConfigureAwait(false);
            await end.CancelAsync().ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }

        if (changed.Task.IsCompleted)
            Interlocked.CompareExchange(ref _changed, NewSource(), changed);
    }

    /// <inheritdoc/>
    public void Dispose() => _forget(this);

    internal void Signal() => Volatile.Read(ref _changed).TrySetResult();

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
