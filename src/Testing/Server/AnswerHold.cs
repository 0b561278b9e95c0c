namespace RefreshRace.Testing;

/// <summary>A barrier inside the server: requests do their work there (a token is rotated, an access token is checked) but their answers
/// wait until <see cref="Release"/>. It makes "in the middle of the exchange" a place where a test can stand, without a sleep.</summary>
/// <remarks>Thread-safe. Disposing releases.</remarks>
public sealed class AnswerHold : IDisposable
{
    private readonly TaskCompletionSource<bool> _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ChangeSignal _changed;
    private int _arrived;
    private int _waiting;

    internal AnswerHold(ChangeSignal changed) => _changed = changed;

    /// <summary>How many requests have reached the barrier so far, including those whose client has gone away since.</summary>
    public int Arrived => Volatile.Read(ref _arrived);

    /// <summary>How many answers wait at the barrier at this moment.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Whether <see cref="Release"/> was called.</summary>
    public bool IsReleased => _released.Task.IsCompleted;

    /// <summary>Waits until that many requests have reached the barrier.</summary>
    /// <param name="count">How many requests to wait for.</param>
    /// <param name="bound">How long to wait at most, in real time.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>True when they have arrived; false when the bound passed first.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public Task<bool> WaitForAsync(int count, TimeSpan bound, CancellationToken cancellationToken = default) =>
        _changed.UntilAsync(() => Arrived >= count, bound, cancellationToken);

    /// <summary>Lets every answer go, those that wait and those that would have come.</summary>
    public void Release()
    {
        if (_released.TrySetResult(true))
            _changed.Pulse();
    }

    /// <summary>Releases.</summary>
    public void Dispose() => Release();

    internal async Task PassAsync(CancellationToken cancellationToken)
    {
        if (IsReleased)
            return;

        Interlocked.Increment(ref _arrived);
        Interlocked.Increment(ref _waiting);
        _changed.Pulse();
        try
        {
            await Waits.ForAsync(_released.Task, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
            _changed.Pulse();
        }
    }
}
