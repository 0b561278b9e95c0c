namespace RefreshRace.EndToEnd.Tests.Differential;

/// <summary>The tokens of a session.</summary>
public sealed record Tokens(string AccessToken, string RefreshToken, DateTimeOffset ExpiresAt);

/// <summary>The identity provider's client, as the code under test sees it.</summary>
public interface IIdentityClient
{
    Task<Tokens> RefreshTokenAsync(string refreshToken, CancellationToken cancellationToken = default);

    ValueTask<Tokens> RefreshTokensAsync(string refreshToken, CancellationToken cancellationToken = default);
}

/// <summary>Where sessions are kept.</summary>
public interface ITokenStore
{
    Task<Tokens> LoadAsync(string user, CancellationToken cancellationToken = default);

    Task SaveAsync(string user, Tokens tokens, CancellationToken cancellationToken = default);

    Tokens Load(string user);

    void Save(string user, Tokens tokens);
}

/// <summary>A clock that stands still.</summary>
public interface IClock
{
    DateTimeOffset Now { get; }
}

/// <summary>A class with one refreshing member, the same before and after a fix.</summary>
public interface ISubject
{
    /// <summary>What the object itself holds of the session.</summary>
    string State { get; }

    void SignIn(string user, Tokens? tokens);

    /// <summary>Calls the member; what it gives back is given back as it is: a task, a value, or null.</summary>
    object? Invoke(string user, string refreshToken, Tokens? tokens, CancellationToken cancellationToken);
}

/// <summary>How the provider answers.</summary>
public enum Answer
{
    Tokens,
    Rejection,
    Down,
    TimeOut,
}

/// <summary>The provider says that a refresh token is consumed, revoked or unknown.</summary>
public sealed class RejectedException(string message) : Exception(message);

/// <summary>An identity provider that rotates its tokens, a store and a clock, which write down whatever is asked of them.</summary>
public sealed class World : IIdentityClient, ITokenStore, IClock
{
    private static int s_worlds;

    private readonly object _lock = new();

    // A flight may be static: the tokens of one world are unknown to every other one.
    private readonly string _mark = "@" + Interlocked.Increment(ref s_worlds);
    private readonly List<string> _trace = [];
    private readonly HashSet<string> _valid = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Tokens?> _stored = new(StringComparer.Ordinal);

    public static DateTimeOffset Today { get; } = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public Answer Answer { get; set; }

    public bool StoreFails { get; set; }

    /// <summary>Where set, exchanges wait for it.</summary>
    public Task? Gate { get; set; }

    public DateTimeOffset Now => Today;

    /// <summary>Exchanges that were begun.</summary>
    public int Exchanges { get; private set; }

    /// <summary>Tokens that were presented after they had been consumed.</summary>
    public int Consumed { get; private set; }

    public string Trace
    {
        get
        {
            lock (_lock)
            {
                return Plain(string.Join('\n', _trace));
            }
        }
    }

    /// <summary>A text without what tells this world from others.</summary>
    public string Plain(string text) => text.Replace(_mark, "", StringComparison.Ordinal);

    public string Stored => string.Join(", ", _stored.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Key}: {entry.Value?.RefreshToken}"));

    /// <summary>The tokens of a new session, whose access token has expired or not.</summary>
    public Tokens NewSession(string user, int number, bool isExpired)
    {
        var tokens = new Tokens($"{user}-access-{number}", $"{user}{_mark}-{number}", Today + (isExpired ? TimeSpan.FromHours(-1) : TimeSpan.FromHours(1)));
        _valid.Add(tokens.RefreshToken);
        return tokens;
    }

    public void Put(string user, Tokens? tokens) => _stored[user] = tokens;

    public void Note(string text)
    {
        lock (_lock)
        {
            _trace.Add(text);
        }
    }

    public async Task<Tokens> RefreshTokenAsync(string refreshToken, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(refreshToken);
        cancellationToken.ThrowIfCancellationRequested();
        // Who leaves is listened to before the exchange is seen to begin, so that a test which waits for the one finds the other.
        var opened = Gate?.WaitAsync(cancellationToken) ?? Task.CompletedTask;
        Begin(refreshToken);
        await opened;

        return Exchange(refreshToken);
    }

    public async ValueTask<Tokens> RefreshTokensAsync(string refreshToken, CancellationToken cancellationToken = default) =>
        await RefreshTokenAsync(refreshToken, cancellationToken);

    public Task<Tokens> LoadAsync(string user, CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested ? Task.FromCanceled<Tokens>(cancellationToken) : Task.FromResult(Load(user));

    public async Task SaveAsync(string user, Tokens tokens, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await Task.Yield();
        Save(user, tokens);
    }

    public Tokens Load(string user)
    {
        Note("load " + user);
        return _stored.GetValueOrDefault(user)!;
    }

    public void Save(string user, Tokens tokens)
    {
        Note($"save {user} {tokens.RefreshToken}");
        if (StoreFails)
        {
            throw new IOException("The store is full.");
        }

        lock (_lock)
        {
            _stored[user] = tokens;
        }
    }

    private void Begin(string refreshToken)
    {
        lock (_lock)
        {
            Exchanges++;
            _trace.Add("exchange " + refreshToken);
        }
    }

    private Tokens Exchange(string refreshToken)
    {
        switch (Answer)
        {
            case Answer.Rejection:
                throw new RejectedException("invalid_grant");
            case Answer.Down:
                throw new HttpRequestException("No such host.");
            case Answer.TimeOut:
                throw new TaskCanceledException("The request took too long.", new TimeoutException());
        }

        lock (_lock)
        {
            if (!_valid.Remove(refreshToken))
            {
                Consumed++;
                _trace.Add("rejected " + refreshToken);
                throw new RejectedException("invalid_grant");
            }

            var dash = refreshToken.LastIndexOf('-');
            var next = refreshToken[..(dash + 1)] + (int.Parse(refreshToken[(dash + 1)..]) + 1);
            _valid.Add(next);
            return new Tokens("access of " + next, next, Today.AddHours(1));
        }
    }
}
