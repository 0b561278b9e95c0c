using System.Diagnostics;

namespace RefreshRace.Testing;

/// <summary>One caller of the race, on a thread of its own, so that code that blocks races as well as code that awaits.</summary>
internal sealed class RaceCaller(int number, CallerRole role, ChangeSignal changed)
{
    private readonly CancellationTokenSource _leaves = new();
    private volatile bool _started;
    private volatile bool _ended;
    private long _endedAt;
    private volatile string? _failure;
    private volatile Exception? _exception;

    /// <summary>Whether its thread has come to the call.</summary>
    public bool Started => _started;

    public bool Ended => _ended;

    public CallerRole Role => role;

    /// <summary>What the call gave; meaningful when it has ended without a failure.</summary>
    public string? Result { get; private set; }

    public void Start(Func<CancellationToken, Task<CallResult>> call, ManualResetEventSlim gate)
    {
        var thread = new Thread(() =>
        {
            gate.Wait();
            _started = true;
            changed.Pulse();
            _ = RunAsync(call);
        })
        {
            IsBackground = true,
            Name = $"race caller {number}",
        };
        thread.Start();
    }

    /// <summary>The caller gives up. When this returns, whatever listens to its token has been told.</summary>
    public void Leave() => _leaves.Cancel();

    public CallerOutcome Outcome(TimeSpan timeout) => _ended
        ? new(number, role, _leaves.IsCancellationRequested, _failure, _exception, _endedAt)
        : new(number, role, _leaves.IsCancellationRequested, $"did not return within {timeout.TotalSeconds:0.#} s", null, long.MaxValue);

    /// <summary>Turns a success into a failure that only the end of the race shows.</summary>
    public void Fail(string why) => _failure = why;

    private async Task RunAsync(Func<CancellationToken, Task<CallResult>> call)
    {
        try
        {
            var result = await call(_leaves.Token).ConfigureAwait(false);
            _failure = result.Failure;
            Result = result.Value as string;
        }
        catch (Exception exception)
        {
            // Every exception is the code's answer to this caller; the report judges it.
            _exception = exception;
            _failure = $"{exception.GetType().Name}: {FirstLine(exception.Message)}";
        }

        _endedAt = Stopwatch.GetTimestamp();
        _ended = true;
        changed.Pulse();
    }

    private static string FirstLine(string text) => text.Split('\r', '\n')[0];
}
