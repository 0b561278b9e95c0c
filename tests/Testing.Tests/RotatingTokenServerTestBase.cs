namespace RefreshRace.Testing.Tests;

/// <summary>Servers on a manual clock, reached by the handler or over real HTTP.</summary>
public abstract class RotatingTokenServerTestBase : IDisposable
{
    private readonly List<IDisposable> _open = [];

    public static TheoryData<bool> BothDoors => new() { false, true };

    private protected ManualClock Clock { get; } = new();

    public void Dispose()
    {
        _open.ForEach(item => item.Dispose());
        GC.SuppressFinalize(this);
    }

    private protected (RotatingTokenServer Server, HttpClient Client) Open(
        bool loopback = false, RotatingTokenServerOptions? options = null)
    {
        var server = new RotatingTokenServer(options ?? new() { TimeProvider = Clock });
        _open.Add(server);
        if (!loopback)
            return (server, Keep(server.CreateClient()));

        var port = Keep(server.StartLoopback());
        return (server, Keep(new HttpClient { BaseAddress = port.BaseAddress }));
    }

    private T Keep<T>(T item)
        where T : IDisposable
    {
        _open.Insert(0, item);
        return item;
    }
}
