using RefreshRace.Testing;

namespace RefreshRace.Distributed.Tests;

/// <summary>
/// Many machines under faults that a seed decides: calls lost on their way, answers lost on theirs, machines that die at any call, commits
/// that fail. Whatever comes, a
/// consumed token is not presented, and a session whose exchanges all arrived goes on.
/// </summary>
public class ExplorationTests
{
    private const int Machines = 4;
    private const int Rounds = 3;

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task No_fault_of_the_engine_or_of_a_machine_presents_a_consumed_token(int seed)
    {
        using var server = new RotatingTokenServer();
        using var http = server.CreateClient();
        var session = new SessionFile(Path.Combine(Shell.TemporaryFolder("sessions"), "session"));
        var first = server.SignIn();
        session.Write(new(first.AccessToken, first.RefreshToken));
        var engine = new InMemoryFlightStore();
        var random = new Random(seed);

        for (var round = 0; round < Rounds; round++)
        {
            var token = session.Load()!.RefreshToken;
            var refreshes = Enumerable.Range(0, Machines).Select(_ =>
                NewMachine(engine, http, session, new Random(random.Next())).RefreshAsync(token)).ToArray();

            // A machine that died never answers. The others end in one way or another.
            var ends = Task.WhenAll(
                refreshes.Select(refresh => Record.ExceptionAsync(() => refresh.WaitAsync(TimeSpan.FromMilliseconds(700)))));
            foreach (var exception in await ends)
                Assert.True(
                    exception is null or TimeoutException or FlightEngineException or FlightInDoubtException or FlightFailedElsewhereException or IOException, $"{exception}");
            Assert.Equal(0, server.ReuseDetected);
        }

        // Without further faults the session is alive, or in doubt because of a death, which then is said and not tried out.
        var last = await Record.ExceptionAsync(() =>
            new Machine(engine, new(http), Short, session).RefreshAsync(session.Load()!.RefreshToken));
        Assert.True(last is null or FlightInDoubtException, $"{last}");
        Assert.Equal(0, server.ReuseDetected);
        Assert.True(last is not null || server.IsRefreshTokenLive(session.Load()!.RefreshToken));
    }

    public static TheoryData<int> Seeds() => new(Enumerable.Range(1, FaultRuns.Times(few: 4, many: 40)));

    private static DistributedFlightOptions<string, Tokens> Short(DistributedFlightOptions<string, Tokens> options) =>
        options with { Lease = TimeSpan.FromMilliseconds(100) };

    private static Machine NewMachine(IFlightStore engine, HttpClient http, SessionFile session, Random random)
    {
        var isDead = false;
        async Task FaultAsync()
        {
            if (isDead || Next(random) < 0.05)
            {
                isDead = true;
                await Task.Delay(Timeout.Infinite);
            }

            if (Next(random) < 0.15)
                throw FaultyStore.Outage();
            await Task.Yield();
        }

        var machine = new Machine(new FaultyStore(engine) { Before = _ => FaultAsync(), After = _ => FaultAsync() }, new(http), Short,
            session);
        machine.BeforeExchange = DieAsync;
        machine.AfterExchange = DieAsync;
        machine.BeforeCommit = () => Next(random) < 0.1 ? throw new IOException("store down") : DieAsync();
        return machine;

        async Task DieAsync()
        {
            if (isDead || Next(random) < 0.05)
            {
                isDead = true;
                await Task.Delay(Timeout.Infinite);
            }
        }
    }

    private static double Next(Random random)
    {
        lock (random)
            return random.NextDouble();
    }
}
