using System.Diagnostics;
using Npgsql;
using RefreshRace.Distributed.Tests;
using RefreshRace.Machines;
using RefreshRace.Postgres;

const int Processes = 3;
const int Rounds = 5;

if (args is ["worker", var name, var connectionString, var count, var run])
{
    await Worker.RunAsync(name, connectionString, int.Parse(count), run);
    return;
}

var flights = args is [var wanted] ? int.Parse(wanted) : 5000;
var postgres = (await PostgresServer.StartAsync()).ConnectionString;
var redis = (await RedisServer.StartAsync()).ConnectionString;
await using (var dataSource = NpgsqlDataSource.Create(postgres))
{
    await new PostgresTable(dataSource, "").CreateAsync();
    await new PostgresFlightStore(dataSource, new() { UseNotifications = false }).EnsureCreatedAsync();
}

Console.WriteLine(
    $"{flights} flights, {Processes} processes that all ask for each, 64 at a time; an exchange of 5 ms; {Rounds} rounds in turn: median (least to most).");
Console.WriteLine();
Console.WriteLine(
    "| | flights per second | from the end of an exchange to a caller, median ms | 99th percentile ms | exchanges per flight | failed calls |");
Console.WriteLine("|---|---|---|---|---|---|");
var results = ContenderFactory.All.ToDictionary(contender => contender, _ => new List<double[]>());
for (var round = 0; round < Rounds; round++)
{
    // In turn, so that what else the machine does falls on all of them.
    foreach (var contender in ContenderFactory.All)
    {
        var measured = await MeasureAsync(contender, $"r{round}{Guid.NewGuid():N}");
        Console.Error.WriteLine($"Round {round + 1}, {contender}: {measured[0]:F0} flights per second.");
        results[contender].Add(measured);
    }
}

foreach (var (contender, rounds) in results)
    Console.WriteLine(
        $"| {contender} | {string.Join(" | ", Enumerable.Range(0, 5).Select(column => Spread([.. rounds.Select(r => r[column]).Order()], column)))} |");

static string Spread(double[] values, int column)
{
    var format = column == 0 ? "F0" : "0.##";
    return $"{values[values.Length / 2].ToString(format)} ({values[0].ToString(format)} to {values[^1].ToString(format)})";
}

async Task<double[]> MeasureAsync(string contender, string run)
{
    var engine = ContenderFactory.IsPostgres(contender) ? postgres : redis;
    var processes = Enumerable.Range(0, Processes).Select(_ => Process.Start(new ProcessStartInfo(
        "dotnet", [typeof(Worker).Assembly.Location, "worker", contender, engine, flights.ToString(), run])
        { RedirectStandardInput = true, RedirectStandardOutput = true })!).ToArray();
    foreach (var process in processes)
        await process.StandardOutput.ReadLineAsync();
    var started = Stopwatch.GetTimestamp();
    foreach (var process in processes)
        await process.StandardInput.WriteLineAsync("go");
    var lines = await Task.WhenAll(
        processes.Select(async process => (await process.StandardOutput.ReadLineAsync())!.Split(' ').Select(double.Parse).ToArray()));
    var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
    foreach (var process in processes)
        await process.WaitForExitAsync();
    return [flights / seconds, lines.Average(l => l[2]), lines.Max(l => l[3]), lines.Sum(l => l[0]) / flights, lines.Sum(l => l[1])];
}
