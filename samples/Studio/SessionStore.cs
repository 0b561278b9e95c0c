using System.Collections.Concurrent;

namespace Studio;

/// <summary>The sessions of this server, in memory.</summary>
public sealed class SessionStore(TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, Session> _sessions = new();

    /// <summary>Raised after a session was read.</summary>
    public event Action<Session>? Read;

    public void Add(Session session) => _sessions[session.Id] = session;

    public Session? Find(string id)
    {
        if (!_sessions.TryGetValue(id, out var session))
        {
            return null;
        }

        Read?.Invoke(session);
        return session;
    }

    public bool Contains(string id) => _sessions.ContainsKey(id);

    /// <summary>Puts new tokens in the place of a consumed refresh token. A session that has ended meanwhile stays ended.</summary>
    public void Replace(string consumedRefreshToken, TokenResponse tokens)
    {
        foreach (var session in _sessions.Values)
        {
            if (session.RefreshToken == consumedRefreshToken)
            {
                var renewed = session with
                {
                    AccessToken = tokens.AccessToken,
                    ExpiresAt = clock.GetUtcNow().AddSeconds(tokens.ExpiresIn),
                    RefreshToken = tokens.RefreshToken,
                };
                _sessions.TryUpdate(session.Id, renewed, session);
            }
        }
    }

    public void Remove(string id) => _sessions.TryRemove(id, out _);
}
