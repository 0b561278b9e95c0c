namespace RefreshRace.Runtime.Tests;

/// <summary>The schedule tests know no place inside a lock, so what they cannot see is tested here: that the lock is one.</summary>
public class SpinGateTests
{
    [Fact]
    public void Under_it_no_increment_is_lost_however_many_threads_want_it()
    {
        const int Increments = 2_000_000;
        var counter = new Counter();
        using var start = new Barrier(4);
        var threads = Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            start.SignalAndWait();
            for (var i = 0; i < Increments; i++)
            {
                SpinGate.Enter(ref counter.Held);
                counter.Value++;
                SpinGate.Exit(ref counter.Held);
            }
        })).ToArray();
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
        Assert.Equal(threads.Length * Increments, counter.Value);
        Assert.Equal(0, counter.Held);
    }

    private sealed class Counter
    {
        internal int Held;
        internal int Value;
    }
}
