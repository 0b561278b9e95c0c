namespace RefreshRace.Analyzers.Flow;

/// <summary>Counts the work of one flow of control, for tests that guard its growth. Without a counter that is listening it costs one look.</summary>
internal sealed class WorkCounter
{
    private static readonly AsyncLocal<WorkCounter?> s_listening = new();
    private static int s_listeners;

    private readonly long[] _counts = new long[Enum.GetValues(typeof(WorkKind)).Length];

    /// <summary>How much of one kind was done so far.</summary>
    public long this[WorkKind kind] => Interlocked.Read(ref _counts[(int)kind]);

    public static void Add(WorkKind kind, int count = 1)
    {
        if (Volatile.Read(ref s_listeners) > 0 && s_listening.Value is { } counter)
        {
            Interlocked.Add(ref counter._counts[(int)kind], count);
        }
    }

    /// <summary>Counts all work that the action does, on any thread that it starts.</summary>
    public static WorkCounter Of(Action action)
    {
        var counter = new WorkCounter();
        var before = s_listening.Value;
        Interlocked.Increment(ref s_listeners);
        s_listening.Value = counter;
        try
        {
            action();
        }
        finally
        {
            s_listening.Value = before;
            Interlocked.Decrement(ref s_listeners);
        }

        return counter;
    }
}
