namespace RefreshRace.Runtime.Tests;

/// <summary>The forms without a result or without a key are thin; what is tested here is that they are wired to the same table.</summary>
public class OtherShapesTests
{
    [Fact]
    public async Task Keyed_without_a_result()
    {
        var flight = new SingleFlight<string>(new SingleFlightOptions<string> { Comparer = StringComparer.OrdinalIgnoreCase });
        var held = new TaskCompletionSource();
        var started = 0;
        Task Run(string key, CancellationToken token)
        {
            Interlocked.Increment(ref started);
            return held.Task;
        }

        var calls = Enumerable.Range(0, 3).Select(i => flight.RunAsync(i == 0 ? "r0" : "R0", Run)).ToArray();
        held.SetResult();
        await Task.WhenAll(calls).Ends();
        Assert.Equal(1, started);
        await flight.RunAsync("R0", (_, _) => throw new InvalidOperationException());
        flight.Run("R0", (_, _) => throw new InvalidOperationException());
        Assert.True(flight.Evict("R0"));
        flight.Run("R0", (key, _) => started += key.Length);
        Assert.Equal(3, started);
        await Assert.ThrowsAsync<FormatException>(() => flight.RunAsync("X", (_, _) => throw new FormatException()));
        await Assert.ThrowsAsync<InvalidOperationException>(() => flight.RunAsync("X", (_, _) => null!));
        Assert.Throws<FormatException>(() => flight.Run("X", (_, _) => throw new FormatException()));
        Assert.Throws<ArgumentNullException>("key", () => { _ = flight.RunAsync(null!, Run); });
        Assert.Throws<ArgumentNullException>("flight", () => { _ = flight.RunAsync("X", null!); });
        await flight.DrainAsync().Ends();
        await Assert.ThrowsAsync<InvalidOperationException>(() => flight.RunAsync("Y", Run));
    }

    [Fact]
    public async Task Session_with_a_result()
    {
        var flight = new SessionFlight<string>();
        var exchange = new Exchange();
        var calls = Enumerable.Range(0, 3).Select(_ => flight.RunAsync(token => exchange.Run("session", token))).ToArray();
        await exchange.Succeed(0, "R1");
        Assert.All(await Task.WhenAll(calls).Ends(), result => Assert.Equal("R1", result));
        Assert.Equal(1, exchange.Started);
        Assert.Equal("R1", flight.Run(_ => throw new InvalidOperationException()));
        Assert.True(flight.Evict());
        Assert.Equal("R2", flight.Run(_ => "R2"));
        await flight.DrainAsync().Ends();
        flight.Evict();
        await Assert.ThrowsAsync<InvalidOperationException>(() => flight.RunAsync(_ => Task.FromResult("")));
    }

    [Fact]
    public async Task Session_without_a_result()
    {
        var flight = new SessionFlight(new SessionFlightOptions { RetainFor = TimeSpan.FromMinutes(1) });
        var held = new TaskCompletionSource();
        var started = 0;
        var calls = Enumerable.Range(0, 3).Select(_ => flight.RunAsync(_ =>
        {
            Interlocked.Increment(ref started);
            return held.Task;
        })).ToArray();
        held.SetResult();
        await Task.WhenAll(calls).Ends();
        Assert.Equal(1, started);
        flight.Run(_ => throw new InvalidOperationException());
        Assert.True(flight.Evict());
        flight.Run(_ => started++);
        Assert.Equal(2, started);
        await flight.DrainAsync().Ends();
    }

    [Fact]
    public async Task A_session_joiner_leaves_alone()
    {
        var flight = new SessionFlight<string>();
        var exchange = new Exchange();
        using var cancel = new CancellationTokenSource();
        var leader = flight.RunAsync(token => exchange.Run("session", token));
        await exchange.Answer(0);
        var leaving = flight.RunAsync(_ => throw new InvalidOperationException(), cancel.Token);
        cancel.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving.Ends());
        await exchange.Succeed(0, "R1");
        Assert.Equal("R1", await leader.Ends());
    }
}
