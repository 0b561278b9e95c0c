namespace RefreshRace.Distributed;

/// <content>Waiting for the process that leads.</content>
internal sealed partial class DistributedFlight<TKey, TResult>
{
    /// <summary>Waits until the record says how the flight ended.</summary>
    /// <returns>The record with a result or a failure for this flight; null when it has to claim the lead, because the leader's lease has
    /// ended.</returns>
    /// <exception cref="FlightInDoubtException">Another process found the flight in doubt.</exception>
    private async Task<FlightRecord?> WaitAsync(FlightRecord record)
    {
        // The lease runs on the engine's clock. What it says of the rest is measured from now on here, for the time when it cannot be
        // asked.
        var leaseEnds = LocalEnd(record);
        var delay = default(PollDelay);
        var lastCall = TimeSpan.Zero;
        while (true)
        {
            await _watch.WaitAsync(delay.Next(lastCall), _options.TimeProvider, _token).ConfigureAwait(false);
            var asked = _options.TimeProvider.GetTimestamp();
            var answer = await TryReadAsync().ConfigureAwait(false);
            lastCall = _options.TimeProvider.GetElapsedTime(asked);
            if (answer is not { } next)
            {
                // The engine is away. The leader may go on without it, so its lease holds, and what to do then is up to the claim.
                if (_options.TimeProvider.GetTimestamp() >= leaseEnds)
                    return null;
                continue;
            }

            if (IsForMe(next) || next.State is FlightState.Failed)
                return next;
            switch (next.State)
            {
                case FlightState.InDoubt:
                    throw new FlightInDoubtException(_options.Purpose);
                case FlightState.Absent:
                    if (_options.TimeProvider.GetTimestamp() < leaseEnds)
                        continue;
                    _recordWasLost = true;
                    return null;
                case FlightState.Leading or FlightState.Published when next.LeaseLeft <= TimeSpan.Zero:
                    return null;
                default:
                    leaseEnds = LocalEnd(next);
                    continue;
            }
        }
    }

    private async Task<FlightRecord?> TryReadAsync()
    {
        try
        {
            return await _engine.CallAsync((store, token) => store.ReadAsync(_id, token), _token).ConfigureAwait(false);
        }
        catch (FlightEngineException exception) when (exception.IsOutage)
        {
            return null;
        }
    }

    private long LocalEnd(FlightRecord record) =>
        _options.TimeProvider.GetTimestamp() + (long)(record.LeaseLeft.TotalSeconds * _options.TimeProvider.TimestampFrequency);
}
