namespace RefreshRace.Distributed;

/// <content>Leading.</content>
internal sealed partial class DistributedFlight<TKey, TResult>
{
    /// <summary>How long a failure is kept for those who wait; long enough for their next poll, and no hindrance for the next
    /// flight.</summary>
    private static readonly TimeSpan s_markerLife = TimeSpan.FromSeconds(5);

    private async Task<TResult> LeadAsync(FlightRecord record)
    {
        using var renewal = new LeaseRenewal(_engine, _id, _claim);
        TResult result;
        try
        {
            if (record.Runs > 1)
                _engine.Report(DistributedFlightEventKind.TakenOver);
            if (await ReloadAsync().ConfigureAwait(false) is { } newer)
                return await Publish(newer, commitFollows: false).NowAsync(_shared, newer).ConfigureAwait(false);
            if (!MayRun(record))
                return await DoubtAsync().ConfigureAwait(false);
            result = await _operation.RunAsync(_token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not FlightInDoubtException { HasBeenShared: true })
        {
            var success = await TryFailAsync(() => _shared.Failed(exception, _options.DescribeFailure?.Invoke(exception))).ConfigureAwait(false);
            if (success is not null)
                return _shared.OpenResult(success);
            throw;
        }

        if (_operation.IsSuccess(result))
        {
            var publication = Publish(result, _operation.CommitFollows);
            _operation.CommitEnded = _operation.CommitFollows ? publication.CommitEndedAsync : null;
            return await publication.NowAsync(_shared, result).ConfigureAwait(false);
        }

        var another = await TryFailAsync(() => _shared.Rejected(result)).ConfigureAwait(false);
        return another is null ? result : _shared.OpenResult(another);
    }

    /// <summary>Whether the exchange can be run: no leader died before, or policy allows one more run and nobody has used it.</summary>
    private bool MayRun(FlightRecord record)
    {
        if (record.Runs <= 1 && !_recordWasLost)
            return true;
        return _options.InDoubt is InDoubt.RunOnce && record.Runs <= 2;
    }

    private async Task<TResult> DoubtAsync()
    {
        _engine.Report(DistributedFlightEventKind.InDoubt);
        if (await TryFailAsync(() => [], FlightState.InDoubt).ConfigureAwait(false) is { } payload)
            return _shared.OpenResult(payload);
        throw new FlightInDoubtException(_options.Purpose) { HasBeenShared = true };
    }

    /// <summary>Tells those who wait that the flight failed.</summary>
    /// <returns>Null, or the sealed result of a process that succeeded meanwhile: the paused leader of a lease that had ended.</returns>
    private async Task<byte[]?> TryFailAsync(Func<byte[]> payload, FlightState state = FlightState.Failed)
    {
        try
        {
            var keepFor = state is FlightState.InDoubt ? _options.KeepUnsettledFor : s_markerLife;
            var standing = await FailAsync(state, payload(), keepFor).ConfigureAwait(false);
            return standing.HasResult ? standing.Payload : null;
        }
        catch (Exception exception)
        {
            // The failure itself matters more than that nobody else hears of it.
            if (exception is not FlightEngineException)
                _engine.Report(DistributedFlightEventKind.EngineFailed, exception);
            return null;
        }
    }

    /// <summary>Not ended by the flight's token: it has often fired when there is a failure to tell.</summary>
    private Task<FlightRecord> FailAsync(FlightState state, byte[] payload, TimeSpan keepFor) => _engine.CallAsync(
        (store, token) => store.FailAsync(_id, new(_claim.Owner, state, payload, TimeSpan.Zero, keepFor), token), CancellationToken.None);

    private Publication Publish(TResult result, bool commitFollows = false)
    {
        byte[]? payload = null;
        try
        {
            payload = _shared.Success(result);
        }
        catch (Exception exception)
        {
            // The token was rotated: the result must reach its callers, whether or not it can be written down.
            _engine.Report(DistributedFlightEventKind.NotPublished, exception);
        }

        return new(_engine, _id, payload, _claim, _options.ShareResultFor, commitFollows);
    }
}
