namespace RefreshRace;

/// <summary>
/// The timer of a shard. The times are guarded by the lock of the shard; the timer itself is, by this object as a lock, around that one.
/// </summary>
internal sealed class ShardTimer
{
    internal ITimer? Timer;

    /// <summary>
    /// No flight under way has its deadline before this time. It is not raised when a flight ends: the timer looks again, and flights need
    /// not write it.
    /// </summary>
    internal long NextFlightDeadline = Clock.Never;

    /// <summary>When the timer fires; <see cref="Clock.Never"/> while it is off.</summary>
    internal long Due = Clock.Never;
}
