namespace RefreshRace.Runtime.Tests;

/// <summary>
/// <c>Run</c> on a thread whose context wants continuations back: what its delegate blocks on must not wait for that thread, whether or not
/// somebody traces.
/// </summary>
[Collection(NotBesideListeners.Name)]
public class RunOnContextTests
{
    private static async Task<string> Exchange()
    {
        await Task.Yield();
        await Task.Delay(1);
        return "T1";
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_delegate_may_block_on_asynchronous_code(bool traced)
    {
        using var spans = traced ? new Spans(null) : null;
        var flight = Flights.With();
        using var thread = new PostingThread();
        Assert.Equal("T1", await thread.On(() => flight.Run("T0", (_, _) => Exchange().GetAwaiter().GetResult())).Ends());
        Assert.Equal("S1", await thread.On(() => flight.Run("S0", (_, _) => Exchange().Result == "T1" ? "S1" : "")).Ends());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_runs_on_the_callers_thread_without_its_context_and_gives_it_back(bool traced)
    {
        using var spans = traced ? new Spans(null) : null;
        var flight = Flights.With();
        using var thread = new PostingThread();
        var seen = await thread.On(() =>
        {
            var before = SynchronizationContext.Current;
            var (onThread, context) = (0, before);
            flight.Run("T0", (_, _) =>
            {
                onThread = Environment.CurrentManagedThreadId;
                context = SynchronizationContext.Current;
                return "T1";
            });
            var failure = Record.Exception(() => flight.Run("S0", (_, _) => throw new FormatException()));
            return (
                SameThread: onThread == Environment.CurrentManagedThreadId,
                Context: context,
                Restored: ReferenceEquals(before, SynchronizationContext.Current),
                Failure: failure);
        }).Ends();
        Assert.True(seen.SameThread);
        Assert.Null(seen.Context);
        Assert.True(seen.Restored);
        Assert.IsType<FormatException>(seen.Failure);
    }
}
