using RefreshRace.Distributed.Tests;

namespace RefreshRace.Fleet.Tests;

/// <summary>Three processes of the application over one session, with OpenIddict as their provider and Garnet as their engine, which needs
/// no installation.</summary>
public class ThreeProcessesTests
{
    private const int WhoStay = FleetDriver.Requests - 1;

    [Fact]
    public async Task With_an_engine_one_token_is_presented_once_and_every_request_is_answered()
    {
        await using var fleet = await FleetDriver.StartAsync("garnet", 3, GarnetHost.Start().ConnectionString);
        var session = await fleet.SignInAsync();
        Assert.Equal(new(1, 0, WhoStay, 0, 0, true), await fleet.BurstAsync(session));

        fleet.Gate.Weather = Weather.Slow;
        Assert.Equal(new(1, 0, WhoStay, 0, 0, true), await fleet.BurstAsync(session));

        fleet.Gate.Weather = Weather.Down;
        Assert.Equal(new(0, 0, 0, 0, WhoStay, false), await fleet.BurstAsync(session, checkLife: false));
        Assert.Equal(0, fleet.Database.Removed);
        fleet.Gate.Weather = Weather.Fine;
        Assert.Equal(new(1, 0, WhoStay, 0, 0, true), await fleet.BurstAsync(session));
    }
}
