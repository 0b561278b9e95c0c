namespace RefreshRace.Benchmarks.Shapes;

/// <summary>What any flight must do at least: enter a table under a lock, and leave it.</summary>
internal sealed class Floor
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, object> _table = [];
    private readonly object _entry = new();

    public void Run(string key)
    {
        lock (_gate)
            _table.Add(key, _entry);
        lock (_gate)
            _table.Remove(key);
    }
}
