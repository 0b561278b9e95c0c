using RefreshRace.Testing;

namespace RefreshRace.Distributed.Tests;

/// <summary>The engine is killed and started again while three machines refresh without a pause.</summary>
public class RestartedEngineTests
{
    private const int Sessions = 4;

    [Theory, OnRedis]
    public async Task Redis_is_killed_and_no_consumed_token_is_presented(string engine)
    {
        var server = await RedisServer.StartAsync();
        await RestartAsync(engine, server.ConnectionString, server.Kill, server.LaunchAsync);
        server.Kill();
    }

    [Theory, OnPostgres]
    public async Task PostgreSQL_is_killed_and_no_consumed_token_is_presented(string engine)
    {
        var server = await PostgresServer.StartAsync();
        await RestartAsync(engine, server.ConnectionString, server.Kill, server.LaunchAsync);
        server.Kill();
    }

    private static async Task RestartAsync(string engine, string connectionString, Action kill, Func<Task> launch)
    {
        using var server = new RotatingTokenServer(new RotatingTokenServerOptions { AnswerDelay = TimeSpan.FromMilliseconds(20) });
        using var http = server.CreateClient();
        var folder = Shell.TemporaryFolder("sessions");
        var stores = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Engines.ConnectAsync(engine, connectionString)));
        var sessions = Enumerable.Range(0, Sessions).Select(number =>
        {
            var first = server.SignIn();
            var session = new SessionFile(Path.Combine(folder, number.ToString()));
            session.Write(new(first.AccessToken, first.RefreshToken));
            return session;
        }).ToArray();

        var times = FaultRuns.Times(few: 2, many: 20);
        using var end = new CancellationTokenSource();
        var failed = 0;
        var refreshed = 0;
        var work = sessions.SelectMany(session => stores.Select(store => Task.Run(async () =>
        {
            var machine = new Machine(store, new(http), options => options with { EngineTimeout = TimeSpan.FromSeconds(2) }, session,
                retainFor: TimeSpan.FromSeconds(1));
            while (!end.IsCancellationRequested)
            {
                try
                {
                    await machine.RefreshAsync(session.Load()!.RefreshToken);
                    Interlocked.Increment(ref refreshed);
                }
                catch (FlightEngineException)
                {
                    // What an application does: the user's request fails, and the next one tries again with the token that is stored then.
                    Interlocked.Increment(ref failed);
                    await Task.Delay(10);
                }
            }
        }))).ToArray();

        for (var number = 0; number < times; number++)
        {
            var before = Volatile.Read(ref refreshed);
            while (Volatile.Read(ref refreshed) < before + 20 && !work.Any(task => task.IsFaulted))
                await Task.Delay(5);
            kill();
            await launch();
        }

        var last = Volatile.Read(ref refreshed);
        while (Volatile.Read(ref refreshed) < last + 20 && !work.Any(task => task.IsFaulted))
            await Task.Delay(5);
        await end.CancelAsync();
        await Task.WhenAll(work);

        var lost = sessions.Count(session => !server.IsRefreshTokenLive(session.Load()!.RefreshToken));
        FaultRuns.Note(engine, "engine killed and restarted", times, $"{refreshed} × refreshed, {failed} × FlightEngineException",
            server.ReuseDetected, lost);
        Assert.Equal(0, server.ReuseDetected);
        Assert.Equal(0, lost);
    }
}
