using Npgsql;
using RefreshRace.Distributed;

namespace RefreshRace.Postgres;

/// <summary>One connection that listens for the ends of flights, from the first flight on. While it is away, waiters poll.</summary>
internal sealed class Listener(NpgsqlDataSource dataSource, string channel, FlightHints hints) : IAsyncDisposable
{
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _end = new();
    private Task? _work;

    internal void Start()
    {
        if (_work is not null)
            return;
        var started = new Task<Task>(ListenAsync);
        if (Interlocked.CompareExchange(ref _work, started.Unwrap(), null) is null)
            started.Start(TaskScheduler.Default);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        if (_work is not null)
            await _work.ConfigureAwait(false);
    }

    private async Task ListenAsync()
    {
        var pause = s_firstPause;
        while (!_end.IsCancellationRequested)
        {
            try
            {
                await using var connection = await dataSource.OpenConnectionAsync(_end.Token).ConfigureAwait(false);
                connection.Notification += (_, notification) => hints.Signal(notification.Payload);
                await using (var listen = new NpgsqlCommand($"listen {channel}", connection))
                    await listen.ExecuteNonQueryAsync(_end.Token).ConfigureAwait(false);
                pause = s_firstPause;

                // Whatever was said before the connection stood was not heard.
                hints.SignalAll();
                while (true)
                    await connection.WaitAsync(_end.Token).ConfigureAwait(false);
            }
            catch (Exception)
            {
                await PauseAsync(pause).ConfigureAwait(false);
                pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause;
            }
        }
    }

    private Task PauseAsync(TimeSpan pause) =>
        Task.Delay(pause, _end.Token).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
}
