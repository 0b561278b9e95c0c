namespace RefreshRace.Runtime.Tests;

/// <summary>
/// Exact bytes of the short paths, measured on a thread of its own. They are why the table is built as it is, and nothing else guards them.
/// </summary>
[Collection(NotBesideListeners.Name)]
public class AllocationTests
{
    private const int Calls = 20_000;
    private static readonly Task<string> s_done = Task.FromResult("R1");
    private static readonly Func<string, CancellationToken, Task<string>> s_flight = static (_, _) => s_done;
    private readonly string[] _keys = Array.ConvertAll(Enumerable.Range(0, 64).ToArray(), i => $"key {i}");

    [Fact]
    public void A_leader_whose_delegate_completes_at_once_costs_one_object_of_72_bytes()
    {
        var flight = Flights.With(retainFor: TimeSpan.Zero);
        Assert.Equal(72, BytesPerCall(i => flight.RunAsync(_keys[i % 64], s_flight)));
        Assert.Equal(72, BytesPerCall(i => flight.RunAsync(_keys[i % 64], static (_, _, _) => s_done, 7)));
    }

    [Fact]
    public void A_leader_whose_result_is_retained_costs_no_more()
    {
        // The results of the last round expire by their number, so that every call is a leader's.
        var flight = Flights.With(maxRetained: 256);
        var keys = Array.ConvertAll(Enumerable.Range(0, 2 * Calls).ToArray(), i => $"key {i}");
        var next = 0;
        Assert.Equal(72, BytesPerCall(_ => flight.RunAsync(keys[next++ % keys.Length], s_flight)));
    }

    [Fact]
    public void A_retained_hit_and_a_join_cost_nothing()
    {
        var flight = Flights.With();
        flight.RunAsync(_keys[0], s_flight);
        Assert.Equal(0, BytesPerCall(_ => flight.RunAsync(_keys[0], s_flight)));

        var never = new TaskCompletionSource<string>();
        _ = flight.RunAsync(_keys[1], (_, _) => never.Task);
        Assert.Equal(0, BytesPerCall(_ => flight.RunAsync(_keys[1], s_flight)));
        never.SetResult("R1");
    }

    [Fact]
    public void A_blocking_retained_hit_costs_nothing()
    {
        var flight = Flights.With();
        flight.Run(_keys[0], static (_, _) => "R1");
        Assert.Equal(0, BytesPerCall(_ => flight.Run(_keys[0], static (_, _) => "R1")));
    }

    /// <summary>
    /// Whole bytes per call, rounded down: what flights share (one cancellation source per few seconds, one marked context per collection)
    /// is a fraction of a byte. The least of some rounds, because the runtime itself allocates on this thread now and then.
    /// </summary>
    private static long BytesPerCall(Action<int> call)
    {
        var least = long.MaxValue;
        var thread = new Thread(() =>
        {
            for (var round = 0; round < 5; round++)
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                for (var i = 0; i < Calls; i++)
                    call(i);
                least = Math.Min(least, (GC.GetAllocatedBytesForCurrentThread() - before) / Calls);
            }
        });
        thread.Start();
        thread.Join();
        return least;
    }
}
