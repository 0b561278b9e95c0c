namespace RefreshRace.Distributed;

/// <summary>One flight of this process on its way through the protocol: claims, waits, or leads.</summary>
internal sealed partial class DistributedFlight<TKey, TResult> : IDisposable
    where TKey : notnull
{
    private readonly FlightEngine _engine;
    private readonly DistributedFlightOptions<TKey, TResult> _options;
    private readonly FlightId _id;
    private readonly SharedOutcome<TResult> _shared;
    private readonly TKey _key;
    private readonly FlightOperation<TResult> _operation;
    private readonly CancellationToken _token;
    private readonly FlightClaim _claim;
    private readonly FlightWatch _watch;

    /// <summary>The engine has lost the record of a leader that this flight had waited for, so its own claim looks like the first
    /// one.</summary>
    private bool _recordWasLost;

    internal DistributedFlight(
        FlightEngine engine,
        DistributedFlightOptions<TKey, TResult> options,
        FlightSeal seal,
        TKey key,
        FlightOperation<TResult> operation,
        CancellationToken token)
    {
        _engine = engine;
        _options = options;
        _id = seal.Id;
        _shared = new(seal, options.ResultType);
        _key = key;
        _operation = operation;
        _token = token;
        _claim = new(Guid.NewGuid(), options.Lease, options.KeepUnsettledFor, operation.CommitFollows);

        // Before the first look, so that no hint is missed between a look and the wait.
        _watch = engine.Store.Watch(_id);
    }

    public void Dispose() => _watch.Dispose();

    internal async Task<TResult> RunAsync()
    {
        while (true)
        {
            FlightRecord record;
            try
            {
                record = await _engine.CallAsync((store, token) => store.LeadAsync(_id, _claim, token), _token).ConfigureAwait(false);
            }
            catch (FlightEngineException exception) when (exception.IsOutage)
            {
                return await WithoutEngineAsync(exception).ConfigureAwait(false);
            }

            if (record.Owner == _claim.Owner)
                return record.State is FlightState.Published ? TakeOverCommit(record) : await LeadAsync(record).ConfigureAwait(false);
            if (IsForMe(record))
                return _shared.OpenResult(record.Payload);

            var end = await WaitAsync(record).ConfigureAwait(false);
            if (end is { State: FlightState.Failed })
                return _shared.OpenFailure(end.Payload, _options.RestoreFailure);
            if (end is not null)
                return _shared.OpenResult(end.Payload);
        }
    }

    /// <summary>A flight that commits may not return what nobody has committed yet: its caller would build on a token that the store does
    /// not know.</summary>
    private bool IsForMe(FlightRecord record) =>
        record.State is FlightState.Settled || (record.State is FlightState.Published && !_operation.CommitFollows);

    private async Task<TResult> WithoutEngineAsync(FlightEngineException outage)
    {
        if (_options.WhenUnavailable is EngineUnavailable.Throw)
        {
            // The claim may have reached the engine and only its answer got lost. Left alone it would look like a death.
            _ = GiveUpAsync();
            throw outage;
        }

        _engine.Report(DistributedFlightEventKind.RanLocally, outage);
        if (await ReloadAsync().ConfigureAwait(false) is { } newer)
            return newer;
        var result = await _operation.RunAsync(_token).ConfigureAwait(false);
        if (_operation.IsSuccess(result))
            Publish(result).Later();
        return result;
    }

    private async Task GiveUpAsync()
    {
        try
        {
            var nothingPresented = _shared.Failed(new FlightEngineException(FlightEngineProblem.Unreachable, ""), "engine unreachable");
            await FailAsync(FlightState.Failed, nothingPresented, s_markerLife).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            _engine.Report(DistributedFlightEventKind.EngineFailed, exception);
        }
    }

    private TResult TakeOverCommit(FlightRecord record)
    {
        var result = _shared.OpenResult(record.Payload);
        _engine.Report(DistributedFlightEventKind.CommitTakenOver);
        _operation.CommitIsOwed = true;
        _operation.CommitEnded = new Publication(_engine, _id, record.Payload, _claim, _options.ShareResultFor,
            commitFollows: true).CommitEndedAsync;
        return result;
    }

    private Task<TResult?> ReloadAsync() => _options.Reload is { } reload ? reload(_key, _token) : Task.FromResult<TResult?>(default);
}
