namespace RefreshRace.Testing;

/// <summary>The server's log and its counters, which are the number of lines of a kind. Every line wakes whoever waits for a
/// change.</summary>
internal sealed class ServerLog(TimeProvider clock)
{
    /// <summary>The log keeps this many lines; older ones are dropped, their counts are not.</summary>
    private const int MaxLines = 10_000;

    private static readonly int s_kinds = Enum.GetValues(typeof(TokenServerEventKind)).Length;

    private readonly object _gate = new();
    private readonly Queue<TokenServerEvent> _lines = new();
    private readonly int[] _counts = new int[s_kinds];
    private int _written;

    public ChangeSignal Changed { get; } = new();

    public void Write(TokenServerEventKind kind, string text)
    {
        lock (_gate)
        {
            _counts[(int)kind]++;
            _lines.Enqueue(new TokenServerEvent(++_written, clock.GetUtcNow(), kind, text));
            if (_lines.Count > MaxLines)
                _lines.Dequeue();
        }

        Changed.Pulse();
    }

    public int Count(TokenServerEventKind kind)
    {
        lock (_gate)
            return _counts[(int)kind];
    }

    public IReadOnlyList<TokenServerEvent> Snapshot()
    {
        lock (_gate)
            return _lines.ToArray();
    }
}
