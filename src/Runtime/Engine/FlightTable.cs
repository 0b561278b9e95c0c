using System.Runtime.CompilerServices;

namespace RefreshRace;

/// <summary>
/// All flights of one instance, in shards. A call is admitted under the lock of its key's shard: it joins, gets a retained result, waits
/// for an abandoned flight, or leads. Delegates, comparers excepted, never run under a lock, and no continuation of a caller does.
/// </summary>
internal sealed partial class FlightTable<TKey, TResult> : IUnloadable
    where TKey : notnull
{
    /// <summary>Two processors should meet in one shard rarely: waiting for a lock costs more than a whole flight.</summary>
    private const int ShardsPerProcessor = 16;

    /// <summary>More shards than this add memory and no speed.</summary>
    private const int MostShards = 32;

    /// <summary>
    /// A shard's part of <see cref="SingleFlightOptions{TKey, TResult}.MaxRetained"/> must not be so small that the spread of the hashes
    /// decides what is dropped.
    /// </summary>
    private const int LeastRetainedPerShard = 256;

    /// <summary>Uncommitted results are the last copies of rotated tokens, so they have a bound of their own, and a generous one.</summary>
    private const int MostUncommitted = 10_000;

    private readonly FlightShard<TKey, TResult>[] _shards;

    private readonly int _shardShift;

    private readonly IEqualityComparer<TKey> _comparer;

    /// <summary>The keys are texts that are compared by their characters, so the table may choose how it hashes them.</summary>
    private readonly bool _hashesText;

    private readonly SingleFlightOptions<TKey, TResult> _options;

    private readonly Clock _clock;

    /// <summary>
    /// The next key in a result: what the options say, or the result itself where results are keys; null where nobody knows.
    /// </summary>
    private readonly Func<TResult, TKey?>? _successorOf;

    /// <summary>Leads from newer to older links of the chains; null where they are not known.</summary>
    private readonly ChainIndex<TKey, TResult>? _chain;

    private readonly FlightMeter _meter;

    private readonly long _timeout;

    private readonly long _tokenSpan;

    private readonly long _retainFor;

    private readonly long _keepFor;

    private readonly int _retainedPerShard;

    private readonly int _uncommittedPerShard;

    /// <summary>Whether a flight is nothing but its delegate on the leader's flow, so that the short path may run it.</summary>
    private readonly bool _isPlain;

    internal FlightTable(SingleFlightOptions<TKey, TResult> options)
    {
        _options = options;
        _comparer = options.Comparer ?? EqualityComparer<TKey>.Default;
        _hashesText = typeof(TKey) == typeof(string) && options.Comparer is null;
        _clock = new Clock(options.TimeProvider);
        _successorOf = options.Successor ?? (Func<TResult, TKey?>?)(object?)ResultAsKey();
        if (_successorOf is not null)
            _chain = new ChainIndex<TKey, TResult>();
        _meter = FlightMeter.For(options.Meter);
        _timeout = Check.Ticks(options.FlightTimeout);
        _tokenSpan = _timeout / 16;
        _retainFor = options.MaxRetained == 0 ? 0 : Check.Ticks(options.RetainFor);
        _keepFor = Check.Ticks(options.KeepUncommittedFor);
        _isPlain = options is { Coordinator: null, Recover: null, Context: FlightContext.Leader, CancelWhenAbandoned: false };

        var count = 1;
        while (count < ShardsPerProcessor * Environment.ProcessorCount && count < MostShards)
            count *= 2;
        while (count > 1 && options.MaxRetained != 0 && options.MaxRetained / count < LeastRetainedPerShard)
            count /= 2;
        if (typeof(TKey) == typeof(SoleKey))
            count = 1;
        _retainedPerShard = options.MaxRetained / count;
        _uncommittedPerShard = MostUncommitted / count;
        _shardShift = 32;
        for (var rest = count; rest > 1; rest /= 2)
            _shardShift--;
        _shards = new FlightShard<TKey, TResult>[count];
        for (var i = 0; i < count; i++)
            _shards[i] = new FlightShard<TKey, TResult>();
#if NET
        Unloading.Tell(this);
#endif
    }

    internal string? Name => _options.Name;

    internal int InFlight => Sum(static shard => shard.UnderWay);

    internal int Retained => Sum(static shard => shard.Retained.Count + shard.Uncommitted.Count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int HashOf(TKey key) =>
#if NET
        _hashesText ? KeyHash.Of((string)(object)key) :
#endif
        _comparer.GetHashCode(key);

    private FlightShard<TKey, TResult> ShardOf(int hash)
    {
        // Fibonacci hashing: the chains use the low bits of the hash, the shards the high bits of a product. A shift by 32 is a shift by 0.
        var shards = _shards;
        return shards.Length == 1 ? shards[0] : shards[(int)((uint)hash * 0x9E3779B1u >> _shardShift)];
    }

    /// <summary>Where results are of the type of the keys, a rotated token is the only thing that they can be in a chain.</summary>
    private static Delegate? ResultAsKey() => typeof(TKey) == typeof(TResult) ? (Func<TResult, TResult>)(static result => result) : null;

    private int Sum(Func<FlightShard<TKey, TResult>, int> count)
    {
        var sum = 0;
        foreach (var shard in _shards)
        {
            using (shard.Lock())
                sum += count(shard);
        }

        return sum;
    }

    private static TaskCompletionSource<bool> NewSignal() => new(SchedulePoint.Continuations);

    /// <summary>Changes of the gauges, collected under the lock and reported outside, because listeners run code of their own.</summary>
    private struct GaugeChanges
    {
        internal int InFlight;
        internal int Retained;
    }
}
