using System.Diagnostics;

namespace RefreshRace.Runtime.Tests;

/// <summary>Listens to the spans of the flights with one name, or of those without one.</summary>
internal sealed class Spans : IDisposable
{
    private readonly List<Activity> _stopped = [];
    private readonly ActivityListener _listener;
    private int _started;

    internal Spans(string? name)
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "RefreshRace",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStarted = _ => Interlocked.Increment(ref _started),
            ActivityStopped = span =>
            {
                lock (_stopped)
                {
                    if (Equals(span.GetTagItem("name"), name))
                        _stopped.Add(span);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>How many spans have started, whatever their names: they get them a moment later.</summary>
    internal int Started => Volatile.Read(ref _started);

    public void Dispose() => _listener.Dispose();

    /// <summary>Waits for this many spans to end.</summary>
    internal async Task<Activity[]> Stopped(int count)
    {
        await Eventually.Soon(() => Stopped().Length >= count);
        var stopped = Stopped();
        Assert.Equal(count, stopped.Length);
        return stopped;
    }

    private Activity[] Stopped()
    {
        lock (_stopped)
            return [.. _stopped];
    }
}
