using RefreshRace.Testing;

namespace RefreshRace.Distributed.Tests;

/// <summary>A process stops for longer than its lease in the middle of its exchange, and then goes on as if nothing had been.</summary>
public class PausedLeaderTests
{
    private static readonly TimeSpan s_lease = TimeSpan.FromMilliseconds(900);

    [Theory, OnRedis, OnPostgres]
    public async Task The_others_do_not_present_its_token_and_get_its_result_when_it_is_back(string engine)
    {
        var connectionString = await Engines.ConnectionStringAsync(engine);
        using var server = new RotatingTokenServer();
        using var loopback = server.StartLoopback();
        using var http = server.CreateClient();
        var folder = Shell.TemporaryFolder("sessions");
        using var leader = await Fleet.StartAsync("paused", engine, connectionString, loopback.BaseAddress, s_lease);
        var times = FaultRuns.Times(few: 1, many: 20);
        for (var number = 0; number < times; number++)
        {
            var first = server.SignIn();
            var path = Path.Combine(folder, number.ToString());
            var session = new SessionFile(path);
            session.Write(new(first.AccessToken, first.RefreshToken));
            var hold = server.HoldTokenAnswers();
            await leader.RefreshAsync(path, first.RefreshToken);
            var ended = leader.ReadLineAsync();
            var arrived = hold.WaitForAsync(1, TimeSpan.FromMinutes(2));
            if (await Task.WhenAny(arrived, ended) == ended)
                Assert.Fail($"The leader ended before its exchange: {await ended}");
            Assert.True(await arrived);
            await leader.SignalAsync("STOP");

            // Its lease ends. The store does not know better, so the flight is in doubt.
            var machine = new Machine(await Engines.StoreAsync(engine), new(http), options => options with { Lease = s_lease }, session);
            await Assert.ThrowsAsync<FlightInDoubtException>(() => machine.RefreshAsync(first.RefreshToken));

            await leader.SignalAsync("CONT");
            hold.Release();
            hold.Dispose();
            Assert.Equal("refreshed", await ended);

            var tokens = await machine.RefreshAsync(first.RefreshToken);
            Assert.Equal(session.Load(), tokens);
            Assert.True(server.IsRefreshTokenLive(tokens.RefreshToken));
        }

        FaultRuns.Note(engine, "leader paused beyond its lease", times, $"{times} × FlightInDoubtException, then {times} × refreshed",
            server.ReuseDetected, 0);
        Assert.Equal(0, server.ReuseDetected);
        Assert.Equal(times, server.Rotations);
    }
}
