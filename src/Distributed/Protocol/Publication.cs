namespace RefreshRace.Distributed;

/// <summary>The result of one flight on its way to the other processes: at once if the engine is there, later if it comes back.</summary>
internal sealed class Publication(FlightEngine engine, FlightId id, byte[]? payload, FlightClaim claim, TimeSpan shareFor,
    bool commitFollows)
{
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(2);

    private volatile bool _committed;
    private volatile bool _isPending;

    /// <summary>Publishes a result before its callers get it.</summary>
    /// <returns>The result that stands: the own one, or one that another process published first.</returns>
    internal async Task<TResult> NowAsync<TResult>(SharedOutcome<TResult> shared, TResult own)
    {
        if (payload is null)
            return own;
        try
        {
            var standing = await PublishAsync(CancellationToken.None).ConfigureAwait(false);
            return standing.Owner == claim.Owner ? own : shared.OpenResult(standing.Payload);
        }
        catch (FlightEngineException exception) when (exception.IsOutage)
        {
            Later();
            return own;
        }
        catch (Exception exception)
        {
            engine.Report(DistributedFlightEventKind.NotPublished, exception);
            return own;
        }
    }

    /// <summary>Publishes in the background until the engine takes it or the time to share has passed.</summary>
    internal void Later()
    {
        if (payload is null)
            return;
        _isPending = true;
        engine.Report(DistributedFlightEventKind.PublishedLate);
        _ = PublishLaterAsync();
    }

    /// <summary>Says how the commit ended. A failure to say so is no failure of the commit: somebody else commits the same result
    /// again.</summary>
    internal async Task CommitEndedAsync(bool committed)
    {
        _committed = committed;
        if (!_isPending)
            await SettleAsync(committed).ConfigureAwait(false);
    }

    private async Task PublishLaterAsync()
    {
        var end = engine.TimeProvider.GetTimestamp();
        var pause = s_firstPause;
        while (engine.TimeProvider.GetElapsedTime(end) < shareFor)
        {
            await Task.Delay(pause, engine.TimeProvider).ConfigureAwait(false);
            if (await TryPublishAsync().ConfigureAwait(false))
                return;
            pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause;
        }

        engine.Report(DistributedFlightEventKind.NotPublished);
    }

    private async Task<bool> TryPublishAsync()
    {
        try
        {
            var standing = await PublishAsync(CancellationToken.None).ConfigureAwait(false);
            _isPending = false;
            if (standing.State is FlightState.Published && standing.Owner == claim.Owner && _committed)
                await SettleAsync(true).ConfigureAwait(false);
            return true;
        }
        catch (Exception)
        {
            // Reported by the call.
            return false;
        }
    }

    private Task<FlightRecord> PublishAsync(CancellationToken cancellationToken)
    {
        var isSettled = !commitFollows || _committed;
        var outcome = new FlightOutcome(
            claim.Owner,
            isSettled ? FlightState.Settled : FlightState.Published,
            payload!,
            isSettled ? TimeSpan.Zero : claim.Lease,
            isSettled ? shareFor : claim.Lease + claim.Remember);
        return engine.CallAsync((store, token) => store.PublishAsync(id, outcome, token), cancellationToken);
    }

    private async Task SettleAsync(bool committed)
    {
        try
        {
            await engine.CallAsync(
                async (store, token) =>
                {
                    await store.SettleAsync(id, claim.Owner, committed, shareFor, token).ConfigureAwait(false);
                    return true;
                },
                CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // Reported by the call; the lease of the record ends, and the next flight commits.
        }
    }
}
