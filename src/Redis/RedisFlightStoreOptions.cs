namespace RefreshRace.Redis;

/// <summary>Options of <see cref="RedisFlightStore"/>. An instance is read once.</summary>
public sealed class RedisFlightStoreOptions
{
    /// <summary>What keys and the channel begin with: 1 to 64 characters without spaces, braces and line ends. Default:
    /// <c>refreshrace</c>.</summary>
    public string Prefix { get; init; } = "refreshrace";

    /// <summary>The number of the database; -1 for the one that the connection names. Default: -1.</summary>
    public int Database { get; init; } = -1;

    /// <summary>Whether waiting processes are told by <c>PUBLISH</c> that a flight has ended. The processes poll in any case; without it a
    /// waiter learns of the
    /// end up to 250 ms later. Default: true.</summary>
    public bool UseNotifications { get; init; } = true;

    internal void Validate()
    {
        if (Prefix is not { Length: > 0 and <= 64 } || Prefix.Any(static c => char.IsWhiteSpace(c) || char.IsControl(c) || c is '{' or '}'))
            throw new ArgumentException("The prefix must be 1 to 64 characters without spaces, braces and line ends.", nameof(Prefix));
    }
}
