namespace RefreshRace;

/// <summary>A monotonic clock in ticks of 100 ns since an arbitrary start.</summary>
internal readonly struct Clock
{
    /// <summary>A time that is never reached and to which a timeout can be added without overflow.</summary>
    internal const long Never = long.MaxValue / 4;

    private readonly TimeProvider _provider;
    private readonly long _start;

    internal Clock(TimeProvider provider)
    {
        _provider = provider;
        _start = provider.GetTimestamp();
    }

    internal long Now
    {
        get
        {
#if NET
            // The coarse clock of the system costs a tenth of the precise one, and the timers of the system go by it.
            if (ReferenceEquals(_provider, TimeProvider.System))
                return Environment.TickCount64 * TimeSpan.TicksPerMillisecond;
#endif
            return _provider.GetElapsedTime(_start).Ticks;
        }
    }
}
