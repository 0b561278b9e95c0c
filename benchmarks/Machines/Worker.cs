using System.Diagnostics;

namespace RefreshRace.Machines;

/// <summary>One of three processes that all ask for the same tokens in the same order.</summary>
internal static class Worker
{
    /// <summary>How many refreshes a process has under way.</summary>
    private const int AtATime = 64;

    internal static async Task RunAsync(string name, string connectionString, int flights, string run)
    {
        var exchange = new Exchange();
        var contender = await ContenderFactory.CreateAsync(name, connectionString, exchange, run);
        for (var number = -AtATime; number < 0; number++)
            await contender.RefreshAsync(number);
        Console.WriteLine("ready");
        await Console.In.ReadLineAsync();

        var before = exchange.Count;
        var next = -1;
        var waits = new double[flights];
        var failures = 0;
        await Task.WhenAll(Enumerable.Range(0, AtATime).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref next) is var number && number < flights)
            {
                try
                {
                    var tokens = await contender.RefreshAsync(number);
                    waits[number] = Stopwatch.GetElapsedTime(tokens.Exchanged).TotalMilliseconds;
                }
                catch (Exception exception)
                {
                    Interlocked.Increment(ref failures);
                    if (failures == 1)
                        Console.Error.WriteLine($"{name}: {exception.GetType().Name}: {exception.Message}");
                }
            }
        })));
        Array.Sort(waits);
        Console.WriteLine(string.Join(' ', exchange.Count - before, failures, waits[flights / 2], waits[flights * 99 / 100]));
    }
}
