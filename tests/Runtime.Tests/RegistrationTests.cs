using System.Runtime.CompilerServices;

namespace RefreshRace.Runtime.Tests;

/// <summary>
/// What a delegate registers on its token and does not take back ends with its flight, though flights share the source of the token.
/// </summary>
public class RegistrationTests
{
    public static TheoryData<bool, bool> Kinds => new()
    {
        { false, false },
        { true, false },
        { false, true },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task It_is_forgotten_when_the_flight_has_ended(bool cancelWhenAbandoned, bool fails)
    {
        var flight = Flights.With(cancelWhenAbandoned: cancelWhenAbandoned);
        var registered = await Register(flight, fails);
        await Eventually.Holds(() =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return !registered.IsAlive;
        });
        GC.KeepAlive(flight);
    }

    [Fact]
    public async Task A_flight_that_is_still_under_way_hears_of_its_timeout()
    {
        var time = new ManualTime();
        var flight = Flights.With(time);
        var fired = new TaskCompletionSource();
        var slow = flight.RunAsync("slow", async (_, token) =>
        {
            using var registration = token.Register(fired.SetResult);
            await fired.Task;
            return "late";
        });
        await Eventually.Holds(() => time.ActiveTimers > 0);
        for (var i = 0; i < 100; i++)
            await flight.RunAsync($"{i}", (_, token) => Task.FromResult($"{token.Register(() => { }).Token.CanBeCanceled}"));
        time.Advance(TimeSpan.FromSeconds(60));
        await Assert.ThrowsAsync<TimeoutException>(() => slow.Ends());
        time.Advance(TimeSpan.FromSeconds(4));
        await fired.Task.Ends();
    }

    /// <summary>The next flight may get the token of one that has ended. What it registers itself must be called.</summary>
    [Fact]
    public async Task The_token_serves_the_next_flight()
    {
        var time = new ManualTime();
        var flight = Flights.With(time);
        var late = 0;
        await flight.RunAsync("A", (_, token) =>
        {
            token.Register(() => late++);
            return Task.FromResult("A1");
        });
        var fired = new TaskCompletionSource();
        var slow = flight.RunAsync("A2", async (_, token) =>
        {
            token.Register(fired.SetResult);
            await fired.Task;
            return "late";
        });
        await Eventually.Holds(() => flight.InFlight() == 1);
        time.Advance(TimeSpan.FromSeconds(64));
        await Assert.ThrowsAsync<TimeoutException>(() => slow.Ends());
        await fired.Task.Ends();
        Assert.Equal(0, late);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> Register(SingleFlight<string, string> flight, bool fails)
    {
        var state = new WeakReference(null);
        await Record.ExceptionAsync(() => flight.RunAsync("A", (_, token) =>
        {
            state.Target = RegisterOn(token);
            return fails ? throw new FormatException() : Task.FromResult("A1");
        }));
        return state;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static object RegisterOn(CancellationToken token)
    {
        var state = new byte[1000];
        CancellationTokenSource.CreateLinkedTokenSource(token).Token.Register(static _ => { }, state);
        return state;
    }
}
