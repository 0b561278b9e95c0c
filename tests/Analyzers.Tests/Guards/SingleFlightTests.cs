using RefreshRace.Analyzers.Model;

namespace RefreshRace.Analyzers.Tests.Guards;

/// <summary>The shipped SingleFlight, used rightly and wrongly (RR0013).</summary>
public sealed class SingleFlightTests
{
    [Fact]
    public void KeyedByTheToken_Holds() => Judge.Holds("""
        class Client
        {
            private static readonly RefreshRace.SingleFlight<string, Tokens> Flight = new();

            public Task<Tokens> EnsureAsync(string refreshToken, CancellationToken cancellationToken) =>
                Flight.RunAsync(refreshToken, (key, token) => Idp.SendAsync(key, token), cancellationToken);
        }
        """);

    [Fact]
    public void CreatedPerCall_IsMisused() => Judge.Flawed(GuardFlaw.SingleFlightMisused, """
        class Client
        {
            public Task<Tokens> EnsureAsync(string refreshToken, CancellationToken cancellationToken)
            {
                var flight = new RefreshRace.SingleFlight<string, Tokens>();
                return flight.RunAsync(refreshToken, (key, token) => Idp.SendAsync(key, token), cancellationToken);
            }
        }
        """);

    [Fact]
    public void CallersTokenInsideTheFlight_IsMisused() => Judge.Flawed(GuardFlaw.SingleFlightMisused, """
        class Client
        {
            private static readonly RefreshRace.SingleFlight<string, Tokens> Flight = new();

            public Task<Tokens> EnsureAsync(string refreshToken, CancellationToken cancellationToken) =>
                Flight.RunAsync(refreshToken, (key, _) => Idp.SendAsync(key, cancellationToken), cancellationToken);
        }
        """);

    [Fact]
    public void StoredAfterTheFlight_IsMisused() => Judge.Flawed(GuardFlaw.SingleFlightMisused, """
        class Client
        {
            private readonly RefreshRace.SingleFlight<string, Tokens> _flight = new();
            private string _refreshToken = "";

            public async Task EnsureAsync(CancellationToken cancellationToken)
            {
                var tokens = await _flight.RunAsync(_refreshToken, (key, token) => Idp.SendAsync(key, token), cancellationToken);
                _refreshToken = tokens.Refresh;
            }
        }
        """);

    [Fact]
    public void FlightOfAController_IsTooNarrow() => Judge.Flawed(GuardFlaw.TooNarrow, """
        class HomeController(IStore store) : Microsoft.AspNetCore.Mvc.ControllerBase
        {
            private readonly RefreshRace.SingleFlight<string, Tokens> _flight = new();

            public async Task EnsureAsync(CancellationToken cancellationToken) =>
                await _flight.RunAsync((await store.LoadAsync()).Refresh, (key, token) => Idp.SendAsync(key, token), cancellationToken);
        }
        """);

    [Fact]
    public void ConstantKeyForManyUsers_ServesOneToAnother() => Judge.Flawed(GuardFlaw.KeyNotFromToken, """
        class Client
        {
            private static readonly RefreshRace.SingleFlight<string, Tokens> Flight = new();

            public Task<Tokens> EnsureAsync(string userRefreshToken, CancellationToken cancellationToken) =>
                Flight.RunAsync("refresh", (key, token) => Idp.SendAsync(userRefreshToken, token), cancellationToken);
        }
        """);
}
