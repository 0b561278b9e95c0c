using RefreshRace.Testing;

namespace RefreshRace.Distributed.Tests;

/// <summary>A process that leads is killed while two other machines wait. What was presented is counted at the provider.</summary>
public class KilledLeaderTests
{
    private const int AtATime = 10;

    private static readonly TimeSpan s_lease = TimeSpan.FromMilliseconds(1500);

    [Theory, OnRedis, OnPostgres]
    public Task Before_the_exchange_the_flight_is_in_doubt_and_nothing_is_presented(string engine) =>
        KillAsync(engine, nameof(Machine.BeforeExchange), "leader killed before the exchange", "FlightInDoubtException",
            nextRefreshSucceeds: true);

    [Theory, OnRedis, OnPostgres]
    public Task Between_exchange_and_publication_the_flight_is_in_doubt_and_the_consumed_token_is_not_presented(string engine) =>
        KillAsync(engine, nameof(Machine.AfterExchange), "leader killed between exchange and publication", "FlightInDoubtException",
            nextRefreshSucceeds: false);

    [Theory, OnRedis, OnPostgres]
    public Task Between_publication_and_commit_another_machine_commits_the_result(string engine) =>
        KillAsync(engine, nameof(Machine.BeforeCommit), "leader killed between publication and commit", "refreshed",
            nextRefreshSucceeds: true);

    [Theory, OnRedis, OnPostgres]
    public Task After_the_commit_the_others_have_the_result(string engine) =>
        KillAsync(engine, nameof(Machine.AfterCommit), "leader killed after the commit", "refreshed", nextRefreshSucceeds: true);

    private static async Task KillAsync(string engine, string point, string fault, string expected, bool nextRefreshSucceeds)
    {
        var connectionString = await Engines.ConnectionStringAsync(engine);
        using var server = new RotatingTokenServer();
        using var loopback = server.StartLoopback();
        using var http = server.CreateClient();
        var sessions = Shell.TemporaryFolder("sessions");
        IFlightStore[] stores = [await Engines.ConnectAsync(engine, connectionString), await Engines.StoreAsync(engine)];

        var times = FaultRuns.Times(few: 1, many: 100);
        var outcomes = new List<string>();
        var lost = 0;
        foreach (var batch in Enumerable.Range(0, times).Chunk(AtATime))
        {
            await Task.WhenAll(batch.Select(async number =>
            {
                var first = server.SignIn();
                var session = new SessionFile(Path.Combine(sessions, number.ToString()));
                session.Write(new(first.AccessToken, first.RefreshToken));
                using var leader = await Fleet.StartAsync(point, engine, connectionString, loopback.BaseAddress, s_lease);
                await leader.RefreshAsync(Path.Combine(sessions, number.ToString()), first.RefreshToken);
                await leader.ReadAsync(FleetProcess.Here);
                var waiting = stores.Select(store =>
                    new Machine(store, new(http), options => options with { Lease = s_lease }, session).RefreshAsync(
                    first.RefreshToken)).ToArray();

                await leader.KillAsync();

                var ended = await Task.WhenAll(waiting.Select(OutcomeAsync));
                lock (outcomes)
                    outcomes.AddRange(ended);
                if (server.IsSessionAlive(first.RefreshToken) && session.Load()!.RefreshToken is var stored
                    && server.IsRefreshTokenLive(stored))
                    return;
                Interlocked.Increment(ref lost);
            }));
        }

        FaultRuns.Note(
            engine, fault, times, string.Join(", ", outcomes.GroupBy(o => o).Select(g => $"{g.Count()} × {g.Key}")), server.ReuseDetected,
                lost);
        Assert.Equal(0, server.ReuseDetected);
        Assert.Equal(Enumerable.Repeat(expected, 2 * times), outcomes);
        Assert.Equal(nextRefreshSucceeds ? 0 : times, lost);
    }

    private static async Task<string> OutcomeAsync(Task<Tokens> refresh)
    {
        try
        {
            await refresh;
            return "refreshed";
        }
        catch (Exception exception)
        {
            return exception.GetType().Name;
        }
    }
}
