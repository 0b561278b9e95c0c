using System.Diagnostics.Metrics;

namespace RefreshRace;

/// <summary>What the options of every kind of flight have in common. An instance is read once, when the flight is constructed.</summary>
/// <remarks>
/// The properties have setters, and no <c>init</c>, so that projects on C# 7.3, the default of .NET Framework, can set them.
/// </remarks>
public abstract class FlightOptions
{
    private protected FlightOptions()
    {
    }

    /// <summary>
    /// How long a success answers later calls for the same key. Default: 10 seconds. <see cref="TimeSpan.Zero"/> turns retention off.
    /// </summary>
    /// <remarks>
    /// A straggler read the refresh token before the rotation and asks after it: without retention it presents a consumed token, and an
    /// identity provider that detects reuse revokes the whole token family (RFC 9700, section 4.14.2). The outcome of redeeming a
    /// single-use token is a constant, so answering it again is not caching. The time must cover the delay between reading the token and
    /// asking for its refresh, including starvation of the thread pool. Failures are never retained.
    /// </remarks>
    public TimeSpan RetainFor { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a flight (with its commit) may take. Default: 60 seconds; <see cref="Timeout.InfiniteTimeSpan"/> means without limit.
    /// </summary>
    /// <remarks>
    /// When it has passed, the token given to the delegate fires and the callers get a <see cref="TimeoutException"/> (never an
    /// <see cref="OperationCanceledException"/>, which a web server would take for a disconnected client). The key stays occupied until the
    /// delegate really ends, at most for the same time again: a second exchange beside one whose outcome is unknown would be a reuse.
    /// Callers that arrive meanwhile wait for the late outcome. NoResult is retried automatically.
    /// Flights that start within one sixteenth of this time may share one cancellation source, so under load the delegate's token fires
    /// up to that much later than the callers' exception.
    /// </remarks>
    public TimeSpan FlightTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>When the leader returns after its own token fired. Default: <see cref="RefreshRace.LeaderLeaves.AfterFlight"/>.</summary>
    public LeaderLeaves LeaderLeaves { get; set; } = LeaderLeaves.AfterFlight;

    /// <summary>Which execution context the delegate sees. Default: <see cref="FlightContext.Leader"/>.</summary>
    public FlightContext Context { get; set; } = FlightContext.Leader;

    /// <summary>
    /// Whether the delegate's token fires when the tokens of all callers of the flight have fired. Default: <see langword="false"/>,
    /// because the server may have consumed the refresh token already and only the answer carries the new one.
    /// </summary>
    /// <remarks>
    /// A flight cancelled in this way cannot be joined, and it still blocks a second start for its key until its delegate has ended
    /// (a joiner of a cancelled flight would inherit its cancellation: https://github.com/tailscale/tailscale/issues/18919).
    /// </remarks>
    public bool CancelWhenAbandoned { get; set; }

    /// <summary>The clock and timers for retention and timeouts. Default: <see cref="TimeProvider.System"/>.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>
    /// The value of the tag <c>name</c> on metrics and spans, and what <see cref="object.ToString"/> shows. Never derived from a key.
    /// Default: none.
    /// </summary>
    public string? Name { get; set; }

    /// <summary>
    /// The meter that the instruments are created on, for hosts that own their meters (<c>IMeterFactory</c>).
    /// Default: one static meter named <c>RefreshRace</c>.
    /// </summary>
    public Meter? Meter { get; set; }

    /// <summary>Throws for a value that no flight can work with. Called by every constructor that takes options.</summary>
    private protected void ValidateCommon()
    {
        Check.NotNegative(RetainFor, nameof(RetainFor));
        Check.Positive(FlightTimeout, nameof(FlightTimeout));
        Check.NotNull(TimeProvider, nameof(TimeProvider));
        if (LeaderLeaves is not (LeaderLeaves.AfterFlight or LeaderLeaves.Immediately))
            throw new ArgumentOutOfRangeException(nameof(LeaderLeaves));
        if (Context is not (FlightContext.Leader or FlightContext.Isolated))
            throw new ArgumentOutOfRangeException(nameof(Context));
    }
}
