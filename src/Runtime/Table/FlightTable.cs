namespace RefreshRace;

/// <summary>First form of the table: correct, not tuned.</summary>
internal sealed class FlightTable<TKey, TResult>
    where TKey : notnull
{
    private readonly object _gate = new();
    private readonly Dictionary<TKey, Entry> _entries;
    private readonly SingleFlightOptions<TKey, TResult> _options;
    private readonly Clock _clock;
    private TaskCompletionSource<bool>? _drained;
    private int _inFlight;

    internal FlightTable(SingleFlightOptions<TKey, TResult> options)
    {
        _options = options;
        _entries = new(options.Comparer);
        _clock = new Clock(options.TimeProvider);
    }

    internal string? Name => _options.Name;

    internal int InFlight => _inFlight;

    internal int Retained => _entries.Count - _inFlight;

    internal Task<TResult> RunAsync(TKey key, Func<TKey, CancellationToken, Task<TResult>> flight, CancellationToken cancellationToken) =>
        RunAsync(key, static (k, f, token) => f(k, token), flight, cancellationToken);

    internal Task<TResult> RunAsync<TArg>(TKey key, Func<TKey, TArg, CancellationToken, Task<TResult>> flight, TArg arg, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled<TResult>(cancellationToken);
        Entry entry;
        lock (_gate)
        {
            var now = _clock.Now;
            if (_entries.TryGetValue(key, out var found) && now < found.Until)
                return Wait(found.Source.Task, cancellationToken);
            if (_drained is not null)
                return Task.FromException<TResult>(Errors.Draining());
            _entries[key] = entry = new Entry();
            _inFlight++;
        }

        _ = LeadAsync(key, entry, flight, arg);
        return entry.Source.Task;
    }

    internal Task<TResult> RunAndCommitAsync(
        TKey key, Func<TKey, CancellationToken, Task<TResult>> flight, Func<TKey, TResult, CancellationToken, Task> commit, CancellationToken cancellationToken) =>
        RunAsync(
            key,
            async (k, token) =>
            {
                var result = await flight(k, token).ConfigureAwait(false);
                await commit(k, result, token).ConfigureAwait(false);
                return result;
            },
            cancellationToken);

    internal TResult Run(TKey key, Func<TKey, CancellationToken, TResult> flight, CancellationToken cancellationToken)
    {
        var task = RunAsync(key, static (k, f, token) => Task.FromResult(f(k, token)), flight, cancellationToken);
        return task.GetAwaiter().GetResult();
    }

    internal bool Evict(TKey key)
    {
        lock (_gate)
            return _entries.TryGetValue(key, out var entry) && entry.Until != Clock.Never && _entries.Remove(key);
    }

    internal Task DrainAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _drained ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_inFlight == 0)
                _drained.TrySetResult(true);
            return _drained.Task.ContinueWith(static _ => { }, cancellationToken, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private static Task<TResult> Wait(Task<TResult> task, CancellationToken cancellationToken) =>
        task.IsCompleted || !cancellationToken.CanBeCanceled
            ? task
            : task.ContinueWith(static t => t.GetAwaiter().GetResult(), cancellationToken, TaskContinuationOptions.None, TaskScheduler.Default);

    private async Task LeadAsync<TArg>(TKey key, Entry entry, Func<TKey, TArg, CancellationToken, Task<TResult>> flight, TArg arg)
    {
        try
        {
            var result = await (flight(key, arg, CancellationToken.None) ?? throw Errors.NullTask()).ConfigureAwait(false);
            End(key, entry, retain: result is not null and not false);
            entry.Source.TrySetResult(result);
        }
        catch (Exception exception)
        {
            End(key, entry, retain: false);
            entry.Source.TrySetException(exception);
        }
    }

    private void End(TKey key, Entry entry, bool retain)
    {
        lock (_gate)
        {
            if (retain)
                entry.Until = _clock.Now + _options.RetainFor.Ticks;
            else if (_entries.TryGetValue(key, out var current) && current == entry)
                _entries.Remove(key);
            if (--_inFlight == 0)
                _drained?.TrySetResult(true);
        }
    }

    private sealed class Entry
    {
        internal readonly TaskCompletionSource<TResult> Source = new(TaskCreationOptions.RunContinuationsAsynchronously);
        internal long Until = Clock.Never;
    }
}
