using System.Diagnostics.Metrics;

namespace RefreshRace.Runtime.Tests;

/// <summary>
/// What a plugin does with flights: every public type, every form, and every kind of end. Called by name in a load context of its own.
/// </summary>
internal static class Plugin
{
    /// <summary>Returns how many calls ended, so that the host sees that something happened.</summary>
    public static int UseEverything(Meter ofHost) => Task.Run(() => UseEverythingAsync(ofHost)).GetAwaiter().GetResult();

    private static async Task<int> UseEverythingAsync(Meter ofHost)
    {
        var ended = 0;
        foreach (var context in (FlightContext[])[FlightContext.Leader, FlightContext.Isolated])
            ended += await UseKeyedAsync(context, ofHost);
        ended += await UseWithoutResultAsync();
        ended += await UseSessionsAsync();
        ended += await EndBadlyAsync();
        return ended;
    }

    private static async Task<int> UseKeyedAsync(FlightContext context, Meter ofHost)
    {
        var flight = new SingleFlight<string, string>(new SingleFlightOptions<string, string>
        {
            Context = context,
            Successor = r => r,
            RetainIf = r => r.Length > 0,
            Comparer = StringComparer.Ordinal,
            Meter = context == FlightContext.Leader ? ofHost : null,
            Recover = (_, exception, _) => Task.FromResult<string?>(exception is FormatException ? "S1" : null),
            Coordinator = new Elsewhere(),
        });
        var answer = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var cancel = new CancellationTokenSource();
        var leader = flight.RunAsync("T0", (_, _) => answer.Task);
        var joiner = flight.RunAndCommitAsync("T0", (_, _) => answer.Task, (_, _, _) => Task.CompletedTask, cancel.Token);
        answer.SetResult("T1");
        await leader;
        await joiner;
        await flight.RunAsync("T1", static (_, next, _) => Task.FromResult(next), "T2");
        flight.Run("T2", (_, _) => "T3");
        flight.Run("T0", (_, _) => "never");
        await flight.RunAsync("S0", (_, _) => throw new FormatException());
        flight.Evict("T3");
        await flight.RunAsync("U0", (_, _) => Task.FromResult("U1"));
        await flight.DrainAsync();
        return 7;
    }

    private static async Task<int> UseWithoutResultAsync()
    {
        var flight = new SingleFlight<int>(new SingleFlightOptions<int> { Name = "plugin", LeaderLeaves = LeaderLeaves.Immediately });
        await flight.RunAsync(1, async (_, _) => await Task.Yield());
        flight.Run(2, (_, _) => { });
        return 2;
    }

    private static async Task<int> UseSessionsAsync()
    {
        var tokens = new SessionFlight<string>(new SessionFlightOptions<string> { CancelWhenAbandoned = true });
        var done = new SessionFlight(new SessionFlightOptions { FlightTimeout = TimeSpan.FromMinutes(1) });
        await tokens.RunAndCommitAsync(_ => Task.FromResult("T1"), (_, _) => Task.CompletedTask);
        await done.RunAsync(async _ => await Task.Yield());
        tokens.Evict();
        tokens.Run(_ => "T2");
        done.Run(_ => { });
        return 4;
    }

    private static async Task<int> EndBadlyAsync()
    {
        var time = new ManualTime();
        var flight = new SingleFlight<string, string>(new SingleFlightOptions<string, string> { TimeProvider = time });
        var late = flight.RunAsync("slow", (_, _) => new TaskCompletionSource<string>().Task);
        time.Advance(TimeSpan.FromMinutes(2));
        Task[] calls =
        [
            late,
            new SingleFlight<string, string>().RunAsync("A", (_, _) => throw new FormatException()),
            new SingleFlight<string, string>().RunAndCommitAsync(
                "B", (_, _) => Task.FromResult("B1"), (_, _, _) => throw new IOException()),
            new SingleFlight<string, string>().RunAsync("C", (_, _) => throw new FormatException(), new CancellationToken(true)),
        ];
        var failed = 0;
        foreach (var call in calls)
        {
            try
            {
                await call;
            }
            catch (Exception)
            {
                failed++;
            }
        }

        return failed;
    }

    private sealed class Elsewhere : FlightCoordinator<string, string>
    {
        protected internal override async Task<string> RunAsync(
            string key, FlightOperation<string> operation, CancellationToken flightToken)
        {
            var result = await operation.RunAsync(flightToken);
            return operation.IsSuccess(result) && operation.Started ? result : throw new InvalidOperationException();
        }
    }
}
