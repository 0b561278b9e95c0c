namespace RefreshRace.Schedules;

/// <summary>What some threads do with one flight, and what must hold whatever their order.</summary>
public abstract class Scenario
{
    /// <summary>One body per thread.</summary>
    public List<Action> Bodies { get; } = [];

    /// <summary>Checked after all bodies have returned.</summary>
    public abstract void CheckEnd();

    protected static void Require(bool holds, string what)
    {
        if (!holds)
            throw new ViolationException(what);
    }

    protected static T Await<T>(Task<T> task)
    {
        Baton.WaitFor(() => task.IsCompleted);
        return task.GetAwaiter().GetResult();
    }
}

/// <summary>A provider of single-use tokens, which notices what must not happen.</summary>
public sealed class TokenServer
{
    private readonly object _gate = new();
    private readonly HashSet<string> _consumed = [];
    private readonly Dictionary<string, int> _running = [];

    /// <summary>Whether a token may be presented again, for scenarios without retention.</summary>
    public bool AcceptsReuse { get; init; }

    public int Exchanges { get; private set; }

    /// <summary>An exchange that runs through on the caller's thread. The result names the exchange: "token#number".</summary>
    public string Exchange(string token)
    {
        var number = Begin(token);
        Baton.Hit("in the exchange");
        End(token);
        return $"{token}#{number}";
    }

    public int Begin(string token)
    {
        lock (_gate)
        {
            Exchanges++;
            if (_running.TryGetValue(token, out var others) && others > 0)
                throw new ViolationException("Two flights of one key overlap.");
            _running[token] = 1;
            if (!_consumed.Add(token) && !AcceptsReuse)
                throw new ViolationException("A consumed token was presented.");
            return Exchanges;
        }
    }

    public void End(string token)
    {
        lock (_gate)
            _running[token] = 0;
    }

    /// <summary>The number in a result.</summary>
    public static int NumberOf(string result) =>
        int.Parse(result[(result.IndexOf('#') + 1)..], System.Globalization.CultureInfo.InvariantCulture);
}
