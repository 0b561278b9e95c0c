using RefreshRace.Distributed;
using StackExchange.Redis;

namespace RefreshRace.Redis;

/// <summary>Distributed flights on Redis 5 or later: one hash per flight, changed by Lua scripts, so that every call is atomic. The
/// server's clock measures all times.</summary>
/// <remarks>A flight lies in one slot of a cluster. A server without scripts (some proxies) is refused. Thread-safe; one store per process
/// is enough.</remarks>
public sealed class RedisFlightStore : IFlightStore, IAsyncDisposable, IDisposable
{
    private readonly IConnectionMultiplexer _connection;
    private readonly RedisFlightStoreOptions _options;
    private readonly RedisValue _channel;
    private readonly FlightHints _hints = new();
    private int _subscribed;

    /// <summary>Creates a store with the default options.</summary>
    /// <param name="connection">The connection. The store does not dispose of it.</param>
    public RedisFlightStore(IConnectionMultiplexer connection)
        : this(connection, new())
    {
    }

    /// <summary>Creates a store. Nothing is sent before the first call.</summary>
    /// <param name="connection">The connection. The store does not dispose of it.</param>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The prefix is malformed.</exception>
    public RedisFlightStore(IConnectionMultiplexer connection, RedisFlightStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _connection = connection;
        _options = options;
        _channel = options.UseNotifications ? options.Prefix + ":ended" : RedisValue.EmptyString;
        connection.ConnectionRestored += OnRestored;
    }

    /// <inheritdoc/>
    public Task<FlightRecord> LeadAsync(FlightId id, FlightClaim claim, CancellationToken cancellationToken) => CallAsync(
        FlightScripts.Lead, id, cancellationToken, Text(claim.Owner), Milliseconds(claim.Lease), Milliseconds(claim.Remember),
            claim.Commits ? 1 : 0);

    /// <inheritdoc/>
    public Task<FlightRecord> ReadAsync(FlightId id, CancellationToken cancellationToken) =>
        CallAsync(FlightScripts.Read, id, cancellationToken);

    /// <inheritdoc/>
    public Task<FlightRecord> RenewAsync(FlightId id, FlightClaim claim, CancellationToken cancellationToken) => CallAsync(
        FlightScripts.Renew, id, cancellationToken, Text(claim.Owner), Milliseconds(claim.Lease), Milliseconds(claim.Remember));

    /// <inheritdoc/>
    public Task<FlightRecord> PublishAsync(FlightId id, FlightOutcome outcome, CancellationToken cancellationToken) =>
        CallAsync(FlightScripts.Publish, id, cancellationToken, Of(outcome));

    /// <inheritdoc/>
    public Task<FlightRecord> FailAsync(FlightId id, FlightOutcome outcome, CancellationToken cancellationToken) =>
        CallAsync(FlightScripts.Fail, id, cancellationToken, Of(outcome));

    /// <inheritdoc/>
    public Task SettleAsync(FlightId id, Guid owner, bool committed, TimeSpan keepFor, CancellationToken cancellationToken) =>
        CallAsync(FlightScripts.Settle, id, cancellationToken, Text(owner), committed ? 1 : 0, Milliseconds(keepFor));

    /// <inheritdoc/>
    public FlightWatch Watch(FlightId id)
    {
        if (_options.UseNotifications && Interlocked.Exchange(ref _subscribed, 1) == 0)
            _ = SubscribeAsync();
        return _hints.Watch(id);
    }

    /// <inheritdoc/>
    public Task VerifyAsync(CancellationToken cancellationToken) =>
        EvaluateAsync(FlightScripts.Verify, _options.Prefix + ":verify:" + Guid.NewGuid().ToString("N"), [], cancellationToken);

    /// <summary>Stops listening.</summary>
    /// <returns>A task that ends when the server knows.</returns>
    public async ValueTask DisposeAsync()
    {
        _connection.ConnectionRestored -= OnRestored;
        if (Interlocked.Exchange(ref _subscribed, 1) == 0)
            return;
        try
        {
            await _connection.GetSubscriber().UnsubscribeAsync(Channel(), OnMessage).ConfigureAwait(false);
        }
        catch (Exception exception) when (RedisErrors.Knows(exception))
        {
            // The connection is gone, and its subscriptions with it.
        }
    }

    /// <summary>Stops listening, without waiting for the server to know.</summary>
    public void Dispose() => _ = DisposeAsync().AsTask();

    private static RedisValue Text(Guid owner) => owner.ToString("N");

    private static RedisValue Milliseconds(TimeSpan time) => (long)Math.Ceiling(time.TotalMilliseconds);

    private static RedisValue[] Of(FlightOutcome outcome) =>
        [Text(outcome.Owner), (int)outcome.State, Milliseconds(outcome.Lease), Milliseconds(outcome.KeepFor), outcome.Payload];

    private static FlightRecord Read(RedisResult[] answer)
    {
        var state = (FlightState)(int)answer[0];
        if (state is FlightState.Absent)
            return FlightRecord.Absent;
        return new(
            state,
            Guid.ParseExact((string)answer[1]!, "N"),
            (int)answer[2],
            TimeSpan.FromMilliseconds((long)answer[3]),
            (byte[]?)answer[4] ?? []);
    }

    private RedisChannel Channel() => RedisChannel.Literal((string)_channel!);

    private async Task<FlightRecord> CallAsync(string script, FlightId id, CancellationToken cancellationToken, params RedisValue[] more)
    {
        var answer = await EvaluateAsync(script, $"{_options.Prefix}:{id.Purpose}:{id.Hash}", [_channel, id.Hash, .. more],
            cancellationToken).ConfigureAwait(false);
        return Read((RedisResult[])answer!);
    }

    private async Task<RedisResult> EvaluateAsync(string script, string key, RedisValue[] values, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            var database = _connection.GetDatabase(_options.Database);
            return await database.ScriptEvaluateAsync(script, [key], values, CommandFlags.DemandMaster).WaitAsync(
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (RedisErrors.Knows(exception))
        {
            throw RedisErrors.From(exception);
        }
    }

    private async Task SubscribeAsync()
    {
        try
        {
            await _connection.GetSubscriber().SubscribeAsync(Channel(), OnMessage).ConfigureAwait(false);
            _hints.SignalAll();
        }
        catch (Exception exception) when (RedisErrors.Knows(exception))
        {
            // Waiters poll. The next flight tries to subscribe again.
            Interlocked.Exchange(ref _subscribed, 0);
        }
    }

    private void OnMessage(RedisChannel channel, RedisValue hash) => _hints.Signal(hash.ToString());

    private void OnRestored(object? sender, ConnectionFailedEventArgs e) => _hints.SignalAll();
}
