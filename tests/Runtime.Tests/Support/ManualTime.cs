namespace RefreshRace.Runtime.Tests;

/// <summary>A clock that moves only when told; timers fire on the thread that moves it.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly object _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private long _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public int ActiveTimers
    {
        get
        {
            lock (_gate)
                return _timers.Count(t => t.Due != long.MaxValue);
        }
    }

    /// <summary>Runs once, when a timer has been set.</summary>
    public Action? OnceSet { get; set; }

    /// <summary>Runs once, when a timer is to be made.</summary>
    public Action? OnceCreated { get; set; }

    public int Fired { get; private set; }

    public override long GetTimestamp() => Volatile.Read(ref _now);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (OnceCreated is { } action)
        {
            OnceCreated = null;
            action();
        }

        var timer = new ManualTimer(this, callback, state);
        lock (_gate)
            _timers.Add(timer);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock on, stopping at every timer on the way.</summary>
    public void Advance(TimeSpan time)
    {
        var target = GetTimestamp() + time.Ticks;
        while (true)
        {
            ManualTimer? next;
            lock (_gate)
            {
                next = _timers.Where(t => t.Due <= target).MinBy(t => t.Due);
                if (next is null)
                {
                    _now = target;
                    return;
                }

                _now = Math.Max(_now, next.Due);
                next.Due = long.MaxValue;
            }

            Fired++;
            next.Fire();
        }
    }

    /// <summary>Sets the clock without firing timers, forwards or back: a jump.</summary>
    public void Jump(TimeSpan time)
    {
        lock (_gate)
            _now += time.Ticks;
    }

    private sealed class ManualTimer(ManualTime time, TimerCallback callback, object? state) : ITimer
    {
        internal long Due = long.MaxValue;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            // As the timers of the framework do.
            ArgumentOutOfRangeException.ThrowIfGreaterThan(dueTime.TotalMilliseconds, uint.MaxValue - 1d);
            lock (time._gate)
                Due = dueTime == Timeout.InfiniteTimeSpan ? long.MaxValue : time._now + dueTime.Ticks;
            if (Due != long.MaxValue && time.OnceSet is { } action)
            {
                time.OnceSet = null;
                action();
            }

            return true;
        }

        public void Fire() => callback(state);

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
