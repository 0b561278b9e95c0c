namespace RefreshRace;

/// <content>Retention, its bounds, and the timer of a shard.</content>
internal sealed partial class FlightTable<TKey, TResult>
{
    /// <summary>How many expired results a leader clears away in passing; it makes one itself at most.</summary>
    private const int DroppedInPassing = 2;

    /// <summary>
    /// A timer that has fired fires again at the earliest after this part of the time to live. Calls look at the deadline themselves, so
    /// only the memory of expired results lives a little longer.
    /// </summary>
    private const int TimerFiresPerLife = 16;

    /// <summary>How long to wait before a clock that threw in the timer is asked again.</summary>
    private static readonly TimeSpan s_untilClockAnswers = TimeSpan.FromSeconds(1);

    /// <summary>Turns a flight that has ended into a kept result.</summary>
    private void KeepLocked(
        FlightShard<TKey,
        TResult> shard,
        Flight<TKey,
        TResult> flight,
        Task<TResult> result,
        FlightState state,
        long now,
        ref GaugeChanges changes)
    {
        flight.State = state;
        flight.Outcome = result;
        flight.Overdue = false;
        if (_meter.CountsRetained)
        {
            flight.Counted = true;
            changes.Retained++;
        }

        if (state == FlightState.Retained)
        {
            flight.Deadline = now + _retainFor;
            shard.Retained.Enqueue(flight);
            while (shard.Retained.Count > _retainedPerShard && shard.Retained.Dequeue(now, anyway: true) is { } oldest)
                DropLocked(shard, oldest, ref changes);
        }
        else
        {
            _chain?.OwedChanged(1);
            flight.Deadline = now + _keepFor;
            shard.Uncommitted.Enqueue(flight);
            while (shard.Uncommitted.Count > _uncommittedPerShard && shard.Uncommitted.Dequeue(now, anyway: true) is { } oldest)
                DropLocked(shard, oldest, ref changes);
        }
    }

    /// <summary>Takes a kept result out of the table before its turn.</summary>
    private void ForgetLocked(FlightShard<TKey, TResult> shard, Flight<TKey, TResult> flight, ref GaugeChanges changes)
    {
        var state = flight.State;
        DropLocked(shard, flight, ref changes);
        if (state == FlightState.Retained)
            shard.Retained.Leave();
        else
            shard.Uncommitted.Leave();
    }

    /// <summary>Takes a kept result, which is in no queue any more, out of the table.</summary>
    private void DropLocked(FlightShard<TKey, TResult> shard, Flight<TKey, TResult> flight, ref GaugeChanges changes)
    {
        if (flight.State == FlightState.Uncommitted)
            _chain?.OwedChanged(-1);
        UnlinkLocked(flight);
        flight.State = FlightState.Gone;
        flight.Outcome = null;

        // As the key: the successor and an uncommitted result are secrets, and a queue may hold the node for as long as an older result
        // lives.
        flight.Extras = null;
        shard.RemoveLocked(flight);
        if (flight.Counted)
        {
            flight.Counted = false;
            changes.Retained--;
        }
    }

    private void DropExpiredLocked(FlightShard<TKey, TResult> shard, long now, ref GaugeChanges changes, int most = DroppedInPassing)
    {
        for (var dropped = 0; dropped < most && shard.Retained.Dequeue(now, anyway: false) is { } flight; dropped++)
            DropLocked(shard, flight, ref changes);
        for (var dropped = 0; dropped < most && shard.Uncommitted.Dequeue(now, anyway: false) is { } flight; dropped++)
            DropLocked(shard, flight, ref changes);
    }

    /// <summary>
    /// Whether the timer must be set to fire earlier than it does, for the deadline of a result that is kept from now on: the older ones
    /// had their turn here, and may be waiting for a timer that has put off what expires a moment after it fired. Then call
    /// <see cref="ArmTimer"/> outside the lock.
    /// </summary>
    private static bool LowerTimerDueLocked(FlightShard<TKey, TResult> shard, long deadline)
    {
        if (deadline >= shard.Timer.Due)
            return false;
        shard.Timer.Due = deadline;
        return true;
    }

    private void ArmTimer(FlightShard<TKey, TResult> shard)
    {
        lock (shard.Timer)
        {
            long due;
            using (shard.Lock())
                due = shard.Timer.Due;
            if (due >= Clock.Never)
                return;
            try
            {
                SetTimer(shard, due);
            }
            catch (Exception exception)
            {
                // A flight has been published, or has ended: an exception here would leave its callers without an end.
                GiveUpTimer(shard, exception);
            }
        }
    }

    private void SetTimer(FlightShard<TKey, TResult> shard, long due)
    {
        // Not with the context of some request, for as long as the process lives.
        shard.Timer.Timer ??= Ambient.Unflowed(() => _options.TimeProvider.CreateTimer(
            state => OnTimer((FlightShard<TKey, TResult>)state!), shard, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));

        // Timers count whole milliseconds and would fire before the deadline. From a clock that was set back the deadline may be further
        // away than any timer can wait.
        var milliseconds = Math.Max(1, (due - _clock.Now + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond);
        var wait = TimeSpan.FromMilliseconds(Math.Min(milliseconds, Check.LongestTimer.TotalMilliseconds));
        shard.Timer.Timer.Change(wait, Timeout.InfiniteTimeSpan);
    }

    private void OnTimer(FlightShard<TKey, TResult> shard)
    {
        SchedulePoint.Hit("timer");
        if (TryGetTime() is { } now)
            OnTimer(shard, now);
        else
            AskAgain(shard);
    }

    private void OnTimer(FlightShard<TKey, TResult> shard, long now)
    {
        var changes = default(GaugeChanges);
        OverdueFlights? overdue = null;
        bool mustArm;
        using (shard.Lock())
        {
            DropExpiredLocked(shard, now, ref changes, most: int.MaxValue);
            if (shard.UnderWay == 0)
                shard.Timer.NextFlightDeadline = Clock.Never;
            if (shard.Timer.NextFlightDeadline <= now)
                overdue = FindOverdueLocked(shard, now, ref changes);
            var next = Math.Min(
                Math.Max(shard.Retained.NextDeadline, now + (_retainFor / TimerFiresPerLife)),
                Math.Max(shard.Uncommitted.NextDeadline, now + (_keepFor / TimerFiresPerLife)));
            if (shard.Retained.Count == 0 && shard.Uncommitted.Count == 0)
                next = Clock.Never;
            shard.Timer.Due = Math.Min(next, shard.Timer.NextFlightDeadline);
            mustArm = shard.Timer.Due < Clock.Never;
        }

        if (mustArm)
            ArmTimer(shard);
        Report(changes);
        overdue?.Notify();
    }

    /// <summary>
    /// The clock has thrown, on a thread where nobody could catch that. What was due is late now, and is looked at when the clock answers
    /// again.
    /// </summary>
    private void AskAgain(FlightShard<TKey, TResult> shard)
    {
        lock (shard.Timer)
        {
            try
            {
                shard.Timer.Timer?.Change(s_untilClockAnswers, Timeout.InfiniteTimeSpan);
            }
            catch (Exception exception)
            {
                GiveUpTimer(shard, exception);
            }
        }
    }

    /// <summary>Turns the timer off when nothing is left that it could be for.</summary>
    private void StopIfIdle(FlightShard<TKey, TResult> shard)
    {
        lock (shard.Timer)
        {
            using (shard.Lock())
            {
                if (shard.Timer.Due < Clock.Never)
                    return;
            }

            try
            {
                shard.Timer.Timer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
            catch (Exception exception)
            {
                FlightEvents.Swallowed(Name, "TimeProvider", exception);
            }
        }
    }

    /// <summary>The next call sets the timer again.</summary>
    private void GiveUpTimer(FlightShard<TKey, TResult> shard, Exception exception)
    {
        using (shard.Lock())
            shard.Timer.Due = Clock.Never;
        FlightEvents.Swallowed(Name, "TimeProvider", exception);
    }

    private void Report(GaugeChanges changes)
    {
        if (changes.InFlight != 0 || changes.Retained != 0)
            ReportChanged(changes);
    }

    private void ReportChanged(GaugeChanges changes)
    {
        if (changes.InFlight != 0)
            _meter.InFlightChanged(Name, changes.InFlight);
        if (changes.Retained != 0)
            _meter.RetainedChanged(Name, changes.Retained);
    }
}
