using RefreshRace.Distributed.Tests;

namespace Fleet;

/// <summary>The table of the README: what becomes of 50 requests that meet one expired session, before and after.</summary>
internal static class Table
{
    private const int Bursts = 5;

    internal static async Task PrintAsync()
    {
        Console.WriteLine(
            $"{Bursts} sign-ins at OpenIddict (rotation, reuse detection without a leeway), {FleetDriver.Requests} requests of each while its access token is expired.");
        Console.WriteLine("One client leaves at once, ten have read the refresh token and come late with it.");
        Console.WriteLine();
        Console.WriteLine(
            "| the application | refreshes per burst | consumed tokens presented | requests answered | sessions that live on |");
        Console.WriteLine("|---|---|---|---|---|");
        await RowAsync("racy, one process", "racy", 1);
        await RowAsync("fixed, one process", "fixed", 1);
        await RowAsync("racy, three processes", "racy", 3);
        await RowAsync("fixed, three processes", "fixed", 3);
        await EngineAsync("PostgreSQL", "postgres", PostgresServer.Missing, async () =>
            (await PostgresServer.StartAsync()).ConnectionString);
        await EngineAsync("Redis", "redis", RedisServer.Missing, async () => (await RedisServer.StartAsync()).ConnectionString);
        await EngineAsync("Garnet", "garnet", null, () => Task.FromResult(GarnetHost.Start().ConnectionString));
    }

    private static async Task EngineAsync(string name, string kind, string? missing, Func<Task<string>> start)
    {
        if (missing is not null)
        {
            Console.WriteLine($"| three processes with {name} | skipped: {missing} | | | |");
            return;
        }

        await RowAsync($"three processes with {name}", kind, 3, await start());
    }

    private static async Task RowAsync(string name, string kind, int machines, string engine = "none")
    {
        await PrepareAsync(kind, engine);
        await using var driver = await FleetDriver.StartAsync(kind, machines, engine);
        var results = new List<BurstResult>();
        for (var burst = 0; burst < Bursts; burst++)
            results.Add(await driver.BurstAsync(await driver.SignInAsync()));
        Console.WriteLine(
            $"| {name} | {Range(results, r => r.Refreshes)} | {Range(results, r => r.ConsumedPresented)} | {results.Sum(r => r.Answered)} of {Bursts * (FleetDriver.Requests - 1)} "
            + $"| {results.Count(r => r.SessionLives)} of {Bursts} |");
    }

    /// <summary>The table has to be there before the application starts.</summary>
    internal static async Task PrepareAsync(string kind, string engine)
    {
        if (kind != "postgres")
            return;
        await using var dataSource = Npgsql.NpgsqlDataSource.Create(engine);
        await using var store = new RefreshRace.Postgres.PostgresFlightStore(dataSource);
        await store.EnsureCreatedAsync();
    }

    private static string Range(IEnumerable<BurstResult> results, Func<BurstResult, int> value)
    {
        var (least, most) = (results.Min(value), results.Max(value));
        return least == most ? $"{least}" : $"{least} to {most}";
    }
}
