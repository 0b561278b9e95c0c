using RefreshRace.Testing;

namespace RefreshRace.Distributed.Tests;

/// <summary>Many flights at once, of machines with and without notifications, and of two versions of an application.</summary>
public class LoadTests
{
    [Theory, OnMemory, OnGarnet, OnRedis, OnPostgres]
    public async Task A_thousand_flights_at_once_redeem_a_thousand_tokens_once_each(string engine)
    {
        using var server = new RotatingTokenServer();
        using var http = server.CreateClient();
        var machines = await MachinesAsync(engine, http, 3, notifications: true);
        var tokens = Enumerable.Range(0, 1000).Select(_ => server.SignIn().RefreshToken).ToArray();

        var results = await Task.WhenAll(tokens.Select(token => Task.WhenAll(machines.Select(machine => machine.RefreshAsync(token)))));

        FaultRuns.Note(engine, "a thousand flights at once on three machines", 1000, $"{results.Length * 3} × refreshed",
            server.ReuseDetected, 0);
        Assert.Equal(1000, server.RefreshesReceived);
        Assert.All(results, ofOneToken => Assert.Single(ofOneToken.Distinct()));
        Assert.Equal(1000, results.Select(ofOneToken => ofOneToken[0]).Distinct().Count());
    }

    [Theory, OnMemory, OnGarnet, OnRedis, OnPostgres]
    public async Task Without_notifications_the_others_get_the_result_all_the_same(string engine)
    {
        using var server = new RotatingTokenServer();
        using var http = server.CreateClient();
        var machines = await MachinesAsync(engine, http, 3, notifications: false);
        var tokens = Enumerable.Range(0, 20).Select(_ => server.SignIn().RefreshToken).ToArray();
        using var hold = server.HoldTokenAnswers();

        var refreshes = Task.WhenAll(tokens.Select(token => Task.WhenAll(machines.Select(machine => machine.RefreshAsync(token)))));
        Assert.True(await hold.WaitForAsync(tokens.Length, TimeSpan.FromSeconds(30)));
        hold.Release();
        var results = await refreshes;

        FaultRuns.Note(engine, "all notifications lost", tokens.Length, $"{results.Length * 3} × refreshed", server.ReuseDetected, 0);
        Assert.Equal(tokens.Length, server.RefreshesReceived);
        Assert.All(results, ofOneToken => Assert.Single(ofOneToken.Distinct()));
    }

    [Theory, OnMemory, OnGarnet, OnRedis, OnPostgres]
    public async Task While_machines_of_two_versions_come_and_go_every_token_is_redeemed_once(string engine)
    {
        using var server = new RotatingTokenServer();
        using var http = server.CreateClient();
        var folder = Shell.TemporaryFolder("sessions");
        var session = new SessionFile(Path.Combine(folder, "session"));
        var first = server.SignIn();
        session.Write(new(first.AccessToken, first.RefreshToken));
        const int Deployments = 6;
        const int RefreshesPerDeployment = 5;
        var machines = new List<IVersion>();
        for (var number = 0; number < 3; number++)
            machines.Add(new OldVersion(await OwnStoreAsync(engine, notifications: true), new(http), session));

        for (var deployment = 0; deployment < Deployments; deployment++)
        {
            for (var refresh = 0; refresh < RefreshesPerDeployment; refresh++)
            {
                var token = session.Load()!.RefreshToken;
                var leaving = refresh == 2 ? machines[deployment % 3] : null;
                var refreshes = machines.Select(machine => machine.RefreshAsync(token)).ToArray();
                if (leaving is not null)
                {
                    // It drains what it has begun, as a host does that is stopped, while its successor is there already.
                    machines[deployment % 3] = new NewVersion(await OwnStoreAsync(engine, notifications: true), new(http), session);
                    await leaving.DrainAsync();
                }

                var results = await Task.WhenAll(refreshes);
                Assert.Single(results.Distinct());
                Assert.Equal(results[0], session.Load()!.RefreshToken);
            }
        }

        FaultRuns.Note(engine, "rolling deployment of another version", Deployments,
            $"{Deployments * RefreshesPerDeployment * 3} × refreshed", server.ReuseDetected, 0);
        Assert.Equal(0, server.ReuseDetected);
        Assert.Equal(Deployments * RefreshesPerDeployment, server.Rotations);
    }

    private static async Task<Machine[]> MachinesAsync(string engine, HttpClient http, int count, bool notifications)
    {
        var machines = new Machine[count];
        for (var number = 0; number < count; number++)
            machines[number] = new(await OwnStoreAsync(engine, notifications), new(http), options =>
                options with { EngineTimeout = TimeSpan.FromMinutes(1) });
        return machines;
    }

    private static async Task<IFlightStore> OwnStoreAsync(string engine, bool notifications)
    {
        var shared = await Engines.StoreAsync(engine);
        var store = engine is Engines.Memory ? shared
            : await Engines.ConnectAsync(engine, await Engines.ConnectionStringAsync(engine), notifications);
        return notifications ? store : new SilentStore(store);
    }
}
