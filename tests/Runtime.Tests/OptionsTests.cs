using Xunit;

namespace RefreshRace.Runtime.Tests;

public sealed class OptionsTests
{
    [Fact]
    public async Task Options_are_read_once_and_what_happens_to_them_later_changes_no_flight()
    {
        var options = new SingleFlightOptions<string, int> { RetainIf = result => result > 0 };
        var flight = new SingleFlight<string, int>(options);
        options.RetainIf = _ => false;
        options.Recover = (_, _, _) => Task.FromResult(-1);
        options.CancelWhenAbandoned = true;
        options.LeaderLeaves = LeaderLeaves.Immediately;

        Assert.Equal(1, await flight.RunAsync("token", (_, _) => Task.FromResult(1)));
        Assert.Equal(1, await flight.RunAsync("token", (_, _) => Task.FromResult(2)));
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => flight.RunAsync("other", (_, _) => Task.FromException<int>(new InvalidOperationException())));
    }
}
