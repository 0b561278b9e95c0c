using Npgsql;
using NpgsqlTypes;
using RefreshRace.Distributed;

namespace RefreshRace.Postgres;

/// <summary>Distributed flights in one table of PostgreSQL 12 or later. Every call is one statement, and so one transaction; the server's
/// clock measures all times.</summary>
/// <remarks>No session state is used but by the optional <c>LISTEN</c>, so a pooler in transaction mode may stand between
/// (<see cref="PostgresFlightStoreOptions.UseNotifications"/>). Thread-safe; one store per process is enough.</remarks>
public sealed class PostgresFlightStore : IFlightStore, IAsyncDisposable, IDisposable
{
    private static readonly TimeSpan s_sweepEvery = TimeSpan.FromSeconds(30);

    private readonly NpgsqlDataSource _dataSource;
    private readonly FlightStatements _statements;
    private readonly string _table;
    private readonly FlightHints _hints = new();
    private readonly Listener? _listener;
    private long _lastSweep = Environment.TickCount64;

    /// <summary>Creates a store with the default options.</summary>
    /// <param name="dataSource">The database. The store does not dispose of it.</param>
    public PostgresFlightStore(NpgsqlDataSource dataSource)
        : this(dataSource, new())
    {
    }

    /// <summary>Creates a store. Nothing is sent before the first call.</summary>
    /// <param name="dataSource">The database. The store does not dispose of it.</param>
    /// <param name="options">The options.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">The name of the table is not one that needs no quotes.</exception>
    public PostgresFlightStore(NpgsqlDataSource dataSource, PostgresFlightStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        ArgumentNullException.ThrowIfNull(options);
        var (quoted, channel) = options.Names();
        _dataSource = dataSource;
        _table = options.Table;
        _statements = new(quoted, channel, options.UseNotifications);
        _listener = options.UseNotifications ? new(dataSource, channel, _hints) : null;
    }

    /// <summary>The script that creates the table, under its default name. It may be run again.</summary>
    /// <returns>SQL.</returns>
    public static string SchemaScript()
    {
        using var stream = typeof(PostgresFlightStore).Assembly.GetManifestResourceStream("schema.sql")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>Creates the table and its index where they are missing. Needs the right to create tables, which the application itself does
    /// not.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>A task that ends when the table is there.</returns>
    /// <exception cref="FlightEngineException">The database refused.</exception>
    public async Task EnsureCreatedAsync(CancellationToken cancellationToken = default)
    {
        // The index has no schema of its own: it lies beside its table.
        var script = SchemaScript()
            .Replace("on refreshrace_flights", "on " + _table, StringComparison.Ordinal)
            .Replace("exists refreshrace_flights_expires", $"exists {_table[(_table.IndexOf('.') + 1)..]}_expires",
                StringComparison.Ordinal)
            .Replace("exists refreshrace_flights\n", $"exists {_table}\n", StringComparison.Ordinal);
        try
        {
            await using var command = _dataSource.CreateCommand(script);
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException exception) when (
            exception.SqlState is PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DuplicateTable
                or PostgresErrorCodes.DuplicateObject)
        {
            // Another process created it at the same time: "if not exists" looks before the other transaction ends, and the error comes
            // after. Which one it is depends on the moment: the catalogue's index, the table, or the row type that a table brings along.
        }
        catch (Exception exception) when (PostgresErrors.Knows(exception))
        {
            throw PostgresErrors.From(exception, _table);
        }
    }

    /// <inheritdoc/>
    public Task<FlightRecord> LeadAsync(FlightId id, FlightClaim claim, CancellationToken cancellationToken) => CallAsync(
        _statements.Lead, id, cancellationToken, Uuid(claim.Owner), Time(claim.Lease), Time(claim.Remember), Bool(claim.Commits));

    /// <inheritdoc/>
    public Task<FlightRecord> ReadAsync(FlightId id, CancellationToken cancellationToken) =>
        CallAsync(_statements.Read, id, cancellationToken);

    /// <inheritdoc/>
    public Task<FlightRecord> RenewAsync(FlightId id, FlightClaim claim, CancellationToken cancellationToken) => CallAsync(
        _statements.Renew, id, cancellationToken, Uuid(claim.Owner), Time(claim.Lease), Time(claim.Remember));

    /// <inheritdoc/>
    public Task<FlightRecord> PublishAsync(FlightId id, FlightOutcome outcome, CancellationToken cancellationToken)
    {
        SweepNowAndThen();
        return CallAsync(_statements.Publish, id, cancellationToken, Of(outcome));
    }

    /// <inheritdoc/>
    public Task<FlightRecord> FailAsync(FlightId id, FlightOutcome outcome, CancellationToken cancellationToken) =>
        CallAsync(_statements.Fail, id, cancellationToken, Of(outcome));

    /// <inheritdoc/>
    public Task SettleAsync(FlightId id, Guid owner, bool committed, TimeSpan keepFor, CancellationToken cancellationToken) =>
        CallAsync(_statements.Settle, id, cancellationToken, Uuid(owner), Bool(committed), Time(keepFor));

    /// <inheritdoc/>
    public FlightWatch Watch(FlightId id)
    {
        _listener?.Start();
        return _hints.Watch(id);
    }

    /// <inheritdoc/>
    public async Task VerifyAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var command = _dataSource.CreateCommand(_statements.Verify);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            Judge(isUsable: reader.GetBoolean(0), isStandby: reader.GetBoolean(1));
        }
        catch (Exception exception) when (PostgresErrors.Knows(exception))
        {
            throw PostgresErrors.From(exception, _table);
        }
    }

    /// <summary>Stops listening.</summary>
    /// <returns>A task that ends when the connection is given back.</returns>
    public ValueTask DisposeAsync() => _listener?.DisposeAsync() ?? default;

    /// <summary>Stops listening, without waiting for the connection to be given back.</summary>
    public void Dispose() => _ = DisposeAsync().AsTask();

    private static NpgsqlParameter Uuid(Guid value) => new NpgsqlParameter<Guid> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Uuid };

    private static NpgsqlParameter Time(TimeSpan value) =>
        new NpgsqlParameter<TimeSpan> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Interval };

    private static NpgsqlParameter Bool(bool value) =>
        new NpgsqlParameter<bool> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Boolean };

    private static NpgsqlParameter Text(string value) =>
        new NpgsqlParameter<string> { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Text };

    private static NpgsqlParameter[] Of(FlightOutcome outcome) =>
    [
        Uuid(outcome.Owner),
        new NpgsqlParameter<short> { TypedValue = (short)outcome.State, NpgsqlDbType = NpgsqlDbType.Smallint },
        Time(outcome.Lease),
        Time(outcome.KeepFor),
        new NpgsqlParameter<byte[]> { TypedValue = outcome.Payload, NpgsqlDbType = NpgsqlDbType.Bytea },
    ];

    private void Judge(bool isUsable, bool isStandby)
    {
        if (isStandby)
            throw new FlightEngineException(FlightEngineProblem.ReadOnly, "PostgreSQL is read-only: the connection leads to a standby.");
        if (!isUsable)
        {
            throw new FlightEngineException(
                FlightEngineProblem.Misconfigured,
                $"The table {_table} of distributed flights does not exist, or the user may not select, insert, update and "
                + "delete there. Run schema.sql of RefreshRace.Postgres.");
        }
    }

    private async Task<FlightRecord> CallAsync(string statement, FlightId id, CancellationToken cancellationToken,
        params NpgsqlParameter[] more)
    {
        try
        {
            await using var command = _dataSource.CreateCommand(statement);
            command.Parameters.Add(Text(id.Purpose));
            command.Parameters.Add(Text(id.Hash));
            foreach (var parameter in more)
                command.Parameters.Add(parameter);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                return FlightRecord.Absent;
            return new(
                (FlightState)reader.GetInt16(0), reader.GetGuid(1), reader.GetInt32(2), TimeSpan.FromSeconds(reader.GetDouble(3)),
                    reader.GetFieldValue<byte[]>(4));
        }
        catch (Exception exception) when (PostgresErrors.Knows(exception))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw PostgresErrors.From(exception, _table);
        }
    }

    private void SweepNowAndThen()
    {
        var last = Interlocked.Read(ref _lastSweep);
        if (Environment.TickCount64 - last < s_sweepEvery.TotalMilliseconds
            || Interlocked.CompareExchange(ref _lastSweep, Environment.TickCount64, last) != last)
            return;
        _ = SweepAsync();
    }

    internal async Task SweepAsync()
    {
        try
        {
            await using var command = _dataSource.CreateCommand(_statements.Sweep);
            while (await command.ExecuteNonQueryAsync().ConfigureAwait(false) > 0)
                await Task.Yield();
        }
        catch (Exception)
        {
            // The next sweep comes in half a minute, from this process or another one.
        }
    }
}
