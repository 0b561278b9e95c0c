using System.Collections.Concurrent;

namespace Fleet;

/// <summary>The database of sessions that all machines share, with a compare-and-swap.</summary>
public sealed class SessionDatabase
{
    private readonly ConcurrentDictionary<string, Session> _sessions = new();

    /// <summary>How many sessions the application has ended.</summary>
    public int Removed { get; private set; }

    public Session? Find(string id) => _sessions.GetValueOrDefault(id);

    public string Newest(IEnumerable<string> known) => _sessions.Keys.Except(known).Single();

    public IReadOnlyCollection<string> Ids => [.. _sessions.Keys];

    /// <summary>Makes the access token look expired, as time would.</summary>
    public void Expire(string id) => _sessions[id] = _sessions[id] with { ExpiresAt = DateTimeOffset.UnixEpoch };

    public async Task<WebApplication> StartAsync(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.Logging.SetMinimumLevel(LogLevel.Critical);
        var app = builder.Build();
        app.MapGet("/sessions/{id}", (string id) => _sessions.TryGetValue(id, out var session) ? Results.Json(session)
            : Results.NotFound());
        app.MapPut("/sessions/{id}", (string id, Session session) =>
        {
            _sessions[id] = session;
        });
        app.MapPost("/sessions/{id}", (string id, string consumed, Session session) =>
        {
            if (_sessions.TryGetValue(id, out var stored) && stored.RefreshToken == consumed)
                _sessions.TryUpdate(id, session, stored);
        });
        app.MapDelete("/sessions/{id}", (string id) =>
        {
            if (_sessions.TryRemove(id, out _))
                Removed++;
        });
        await app.StartAsync();
        return app;
    }
}
