using System.Collections.Concurrent;

namespace RefreshRace.Runtime.Tests;

/// <summary>A thread with a queue, as of a user interface: what is posted to its context runs one after the other, on it.</summary>
internal sealed class PostingThread : SynchronizationContext, IDisposable
{
    private readonly BlockingCollection<(SendOrPostCallback Callback, object? State)> _queue = [];

    internal PostingThread() => new Thread(Loop) { IsBackground = true }.Start();

    public override void Post(SendOrPostCallback d, object? state) => _queue.Add((d, state));

    public void Dispose() => _queue.CompleteAdding();

    internal Task<T> On<T>(Func<T> code)
    {
        var ended = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(
            _ =>
            {
                try
                {
                    ended.SetResult(code());
                }
                catch (Exception exception)
                {
                    ended.SetException(exception);
                }
            },
            null);
        return ended.Task;
    }

    private void Loop()
    {
        SetSynchronizationContext(this);
        foreach (var (callback, state) in _queue.GetConsumingEnumerable())
            callback(state);
    }
}
