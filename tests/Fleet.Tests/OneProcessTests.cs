namespace RefreshRace.Fleet.Tests;

/// <summary>One process of the application, with OpenIddict as its provider.</summary>
public class OneProcessTests
{
    private const int WhoStay = FleetDriver.Requests - 1;

    [Fact]
    public async Task Before_the_fix_a_burst_presents_consumed_tokens_and_ends_the_session()
    {
        await using var fleet = await FleetDriver.StartAsync("racy", 1);
        var burst = await fleet.BurstAsync(await fleet.SignInAsync());
        Assert.True(burst.ConsumedPresented > 0, burst.ToString());
        Assert.True(burst.SignedOut > 0, burst.ToString());
        Assert.False(burst.SessionLives);
    }

    [Fact]
    public async Task After_the_fix_one_token_is_presented_once_and_every_request_is_answered()
    {
        await using var fleet = await FleetDriver.StartAsync("fixed", 1);
        var session = await fleet.SignInAsync();
        Assert.Equal(new(1, 0, WhoStay, 0, 0, true), await fleet.BurstAsync(session));

        fleet.Gate.Weather = Weather.Slow;
        Assert.Equal(new(1, 0, WhoStay, 0, 0, true), await fleet.BurstAsync(session));

        // The failure reaches every caller, and nobody is signed out for it; when the provider is back, everything goes on.
        fleet.Gate.Weather = Weather.Down;
        Assert.Equal(new(0, 0, 0, 0, WhoStay, false), await fleet.BurstAsync(session, checkLife: false));
        Assert.Equal(0, fleet.Database.Removed);
        fleet.Gate.Weather = Weather.Fine;
        Assert.Equal(new(1, 0, WhoStay, 0, 0, true), await fleet.BurstAsync(session));
    }
}
