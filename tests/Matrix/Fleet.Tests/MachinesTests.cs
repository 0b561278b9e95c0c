namespace RefreshRace.Fleet.Matrix;

/// <summary>Three processes over one session, with two providers that nobody here wrote, without and with each engine.</summary>
public class MachinesTests
{
    private const int WhoStay = FleetDriver.Requests - 1;
    private const int Bursts = 5;
    private const int MostBursts = 30;

    [Theory]
    [InlineData("racy")]
    [InlineData("fixed")]
    public async Task Without_an_engine_the_session_ends_however_good_each_process_is(string kind)
    {
        await using var fleet = await FleetDriver.StartAsync(kind, 3);
        await EndsAsync(fleet);
    }

    [OidcProviderTheory]
    [InlineData("racy", 1)]
    [InlineData("racy", 3)]
    [InlineData("fixed", 3)]
    public async Task Without_an_engine_the_session_ends_at_oidc_provider_too(string kind, int machines)
    {
        await using var fleet = await FleetDriver.StartAsync(kind, machines, provider: NodeProvider.StartAsync);
        await EndsAsync(fleet);
    }

    [OidcProviderTheory]
    [InlineData("fixed", 1)]
    public async Task One_process_with_the_fixes_keeps_it_at_oidc_provider(string kind, int machines)
    {
        await using var fleet = await FleetDriver.StartAsync(kind, machines, provider: NodeProvider.StartAsync);
        await LivesAsync(fleet);
    }

    [Theory, OnRedis, OnPostgres]
    public async Task With_an_engine_it_lives(string engine)
    {
        var (kind, connectionString) = await StartAsync(engine);
        await using var fleet = await FleetDriver.StartAsync(kind, 3, connectionString);
        await LivesAsync(fleet);
    }

    [Theory, OnRedis, OnPostgres]
    public async Task With_an_engine_it_lives_at_oidc_provider_too(string engine)
    {
        Assert.True(NodeProvider.Missing is null, NodeProvider.Missing);
        var (kind, connectionString) = await StartAsync(engine);
        await using var fleet = await FleetDriver.StartAsync(kind, 3, connectionString, NodeProvider.StartAsync);
        await LivesAsync(fleet);
    }

    [Theory, OnRedis, OnPostgres]
    public async Task An_answer_that_is_lost_is_a_failure_of_its_burst_and_the_end_of_the_session_at_a_strict_provider_only_with_the_next(
        string engine)
    {
        var (kind, connectionString) = await StartAsync(engine);
        await using var fleet = await FleetDriver.StartAsync(kind, 3, connectionString);
        var session = await fleet.SignInAsync();
        fleet.Gate.Weather = Weather.LosesAnswers;
        fleet.Gate.AnswersToLose = 1;

        // Whoever waits gets the failure. A straggler that comes after it presents the token again: the provider rotated it, and nobody
        // here knows.
        var burst = await fleet.BurstAsync(session, checkLife: false);

        Assert.Equal(WhoStay, burst.Failed + burst.SignedOut);
        Assert.True(burst.Failed > 0, burst.ToString());
        Assert.True(burst.ConsumedPresented <= 2, burst.ToString());
        Assert.False(await fleet.IsAliveAsync(session));
        Assert.Equal(1, fleet.Database.Removed);
    }

    /// <summary>A burst may be lucky, when one process is done before the others begin. Not each of them is.</summary>
    private static async Task EndsAsync(FleetDriver fleet)
    {
        for (var number = 0; number < MostBursts; number++)
        {
            var burst = await fleet.BurstAsync(await fleet.SignInAsync());
            if (burst.ConsumedPresented > 0 && !burst.SessionLives)
                return;
        }

        Assert.Fail($"All of {MostBursts} sessions went on.");
    }

    private static async Task LivesAsync(FleetDriver fleet)
    {
        var session = await fleet.SignInAsync();
        for (var number = 0; number < Bursts; number++)
        {
            fleet.Gate.Weather = number % 2 == 0 ? Weather.Fine : Weather.Slow;
            Assert.Equal(new(1, 0, WhoStay, 0, 0, true), await fleet.BurstAsync(session));
        }

        fleet.Gate.Weather = Weather.Down;
        Assert.Equal(new(0, 0, 0, 0, WhoStay, false), await fleet.BurstAsync(session, checkLife: false));
        fleet.Gate.Weather = Weather.Fine;
        Assert.Equal(new(1, 0, WhoStay, 0, 0, true), await fleet.BurstAsync(session));
        Assert.Equal(0, fleet.Database.Removed);
    }

    private static async Task<(string Kind, string ConnectionString)> StartAsync(string engine)
    {
        if (engine == "Redis")
            return ("redis", (await RedisServer.StartAsync()).ConnectionString);
        var connectionString = (await PostgresServer.StartAsync()).ConnectionString;
        await Table.PrepareAsync("postgres", connectionString);
        return ("postgres", connectionString);
    }
}
