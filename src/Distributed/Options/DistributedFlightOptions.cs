using System.Text.Json.Serialization.Metadata;

namespace RefreshRace.Distributed;

/// <summary>Options of <see cref="DistributedFlightCoordinator{TKey, TResult}"/>. An instance is read once.</summary>
/// <typeparam name="TKey">The type of the key: what the exchange consumes, and what else decides the answer.</typeparam>
/// <typeparam name="TResult">The type of the shared result.</typeparam>
public sealed record DistributedFlightOptions<TKey, TResult>
    where TKey : notnull
{
    /// <summary>How the result is written as JSON, from a source-generated context: <c>TokenJson.Default.TokenResponse</c>.
    /// Required.</summary>
    /// <remarks>During a rolling deployment processes of two versions share results, so both must be able to read what the other
    /// writes.</remarks>
    public required JsonTypeInfo<TResult> ResultType { get; init; }

    /// <summary>What to do while the engine is unreachable or read-only. Required.</summary>
    public required EngineUnavailable WhenUnavailable { get; init; }

    /// <summary>Separates the flights of different clients and providers on one engine: 1 to 64 of the characters A-Z, a-z, 0-9, '.', '_',
    /// '-'. Never a
    /// secret. Default: <c>default</c>.</summary>
    public string Purpose { get; init; } = "default";

    /// <summary>How long a leader that is not heard of counts as alive. Renewed every third of it. Default: 20 seconds.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a result answers processes that ask with the consumed token. Default: 60 seconds.</summary>
    public TimeSpan ShareResultFor { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long is remembered that a leader died, or that a result was not committed. Default: 10 minutes.</summary>
    public TimeSpan KeepUnsettledFor { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a single call to the engine may take, with the wait for a connection of the pool. Default: 10 seconds.</summary>
    public TimeSpan EngineTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Reads the token store again after this process took the lead: returns the newer result if the store holds another token than the
    /// key, or
    /// <see langword="null"/> if it still holds the key. Default: none. Without it every death of a leader is in doubt.
    /// </summary>
    public Func<TKey, CancellationToken, Task<TResult?>>? Reload { get; init; }

    /// <summary>What to do when a leader died and the store holds no newer token. Default:
    /// <see cref="RefreshRace.Distributed.InDoubt.Throw"/>.</summary>
    public InDoubt InDoubt { get; init; } = InDoubt.Throw;

    /// <summary>The whole key as one text, which must differ for different keys. Needed for keys other than strings and tuples of simple
    /// values.</summary>
    public Func<TKey, string>? KeyText { get; init; }

    /// <summary>A short text about a failure for the processes that wait, for example <c>invalid_grant</c>. It is sealed on its way.
    /// Default: only the
    /// type of the exception is shared.</summary>
    public Func<Exception, string?>? DescribeFailure { get; init; }

    /// <summary>Makes the exception that waiting processes throw, from what <see cref="DescribeFailure"/> said (null if nothing). Default,
    /// and when it
    /// returns null: <see cref="FlightFailedElsewhereException"/>.</summary>
    public Func<string?, Exception?>? RestoreFailure { get; init; }

    /// <summary>Protects what is stored once more. Default: none; results are sealed by the key of the flight in any case.</summary>
    public IFlightProtector? Protector { get; init; }

    /// <summary>Gets to know what happens beside success and failure. It must not throw. Default: none.</summary>
    public Action<DistributedFlightEvent>? OnEvent { get; init; }

    /// <summary>The clock of polls and renewals. Leases are measured by the engine's clock. Default:
    /// <see cref="TimeProvider.System"/>.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(ResultType);
        ArgumentNullException.ThrowIfNull(TimeProvider);
        if (WhenUnavailable is not (EngineUnavailable.Throw or EngineUnavailable.RunLocally))
            throw new ArgumentOutOfRangeException(nameof(WhenUnavailable), WhenUnavailable,
                "Say what to do while the engine is unavailable: Throw or RunLocally.");
        if (InDoubt is not (InDoubt.Throw or InDoubt.RunOnce))
            throw new ArgumentOutOfRangeException(nameof(InDoubt), InDoubt, "The value is neither Throw nor RunOnce.");
        if (Purpose is not { Length: > 0 and <= 64 } || !Purpose.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-'))
            throw new ArgumentException("The purpose must be 1 to 64 of the characters A-Z, a-z, 0-9, '.', '_' and '-'.", nameof(Purpose));
        CheckTime(Lease, nameof(Lease));
        CheckTime(ShareResultFor, nameof(ShareResultFor));
        CheckTime(KeepUnsettledFor, nameof(KeepUnsettledFor));
        CheckTime(EngineTimeout, nameof(EngineTimeout));
    }

    private static void CheckTime(TimeSpan value, string name)
    {
        if (value < TimeSpan.FromMilliseconds(1) || value > TimeSpan.FromDays(7))
            throw new ArgumentOutOfRangeException(name, value, "The time must be between one millisecond and seven days.");
    }
}
