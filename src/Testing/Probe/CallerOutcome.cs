namespace RefreshRace.Testing;

/// <summary>When a caller of the race came.</summary>
public enum CallerRole
{
    /// <summary>It came first, alone.</summary>
    First,

    /// <summary>It came while the first caller's exchange was under way.</summary>
    Concurrent,

    /// <summary>It came while the exchange was under way but went on after the exchange had succeeded.</summary>
    Straggler,

    /// <summary>It came when everything was over.</summary>
    Later,
}

/// <summary>How the race ended for one caller.</summary>
public sealed class CallerOutcome
{
    internal CallerOutcome(int number, CallerRole role, bool disconnected, string? failure, Exception? exception, long endedAt)
    {
        Number = number;
        Role = role;
        Disconnected = disconnected;
        Failure = failure;
        Exception = exception;
        EndedAt = endedAt;
    }

    /// <summary>The caller's number, from 1.</summary>
    public int Number { get; }

    /// <summary>When it came.</summary>
    public CallerRole Role { get; }

    /// <summary>Whether its own cancellation token fired. Such a caller has left: however it ends, it does not count as failed.</summary>
    public bool Disconnected { get; }

    /// <summary>Why it failed, in one line; null when it succeeded.</summary>
    public string? Failure { get; }

    /// <summary>The exception it failed with; null when it succeeded, or failed without one.</summary>
    public Exception? Exception { get; }

    /// <summary>Whether it failed and had not left.</summary>
    public bool Failed => Failure is not null && !Disconnected;

    /// <summary>When it ended, as <see cref="System.Diagnostics.Stopwatch"/> counts; the largest number while it has not.</summary>
    internal long EndedAt { get; }

    /// <inheritdoc/>
    public override string ToString() => $"caller {Number} ({Describe(Role)}): {Failure ?? "succeeded"}";

    private static string Describe(CallerRole role) => role switch
    {
        CallerRole.First => "first",
        CallerRole.Concurrent => "concurrent",
        CallerRole.Straggler => "straggler",
        _ => "afterwards",
    };
}
