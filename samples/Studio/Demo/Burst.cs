namespace Studio.Demo;

/// <summary>
/// Makes the unlucky moment certain. In production a race needs bad timing; here the identity provider answers nobody until every
/// caller of the burst has read the session, so that all of them have seen the same expired access token.
/// </summary>
public sealed class Burst(int callers)
{
    // The sample must end even when somebody edits it so that fewer callers read the session.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly TaskCompletionSource _everybodyHasRead = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _readers;

    public void SessionWasRead()
    {
        if (Interlocked.Increment(ref _readers) == callers)
        {
            _everybodyHasRead.TrySetResult();
        }
    }

    public async Task EverybodyHasReadAsync(CancellationToken cancellationToken) =>
        await Task.WhenAny(_everybodyHasRead.Task, Task.Delay(Patience, cancellationToken));
}
