namespace Desktop;

/// <summary>The one stored session of a desktop client, as its operating system's vault keeps it. Both API clients read it.</summary>
public sealed class SessionVault(Session session)
{
    private readonly Lock _lock = new();

    public Session? Current { get; private set; } = session;

    /// <summary>How often the user was sent back to the sign-in window.</summary>
    public int SignOuts { get; private set; }

    public void Replace(string consumed, Session renewed)
    {
        lock (_lock)
        {
            if (Current?.RefreshToken == consumed)
                Current = renewed;
        }
    }

    public void SignOut(string consumed)
    {
        lock (_lock)
        {
            if (Current?.RefreshToken != consumed)
                return;
            Current = null;
            SignOuts++;
        }
    }
}
