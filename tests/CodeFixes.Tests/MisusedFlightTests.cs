using RefreshRace.CodeFixes.Tests.Harness;
using Xunit;

namespace RefreshRace.CodeFixes.Tests;

/// <summary>RR0013 by the real analyzer, in the forms that have one safe answer.</summary>
public sealed class MisusedFlightTests
{
    [Fact]
    public Task A_flight_per_call_becomes_a_static_field() => VerifyAsync(
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            public async Task<TokenResponse> EnsureAsync()
            {
                // One for all.
                var flight = new SingleFlight<string, TokenResponse>();
                return await flight.RunAsync(store.RefreshToken, (token, flightToken) => {|RR0013:provider.RedeemAsync(token, flightToken)|});
            }
        }
        """,
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private static readonly SingleFlight<string, TokenResponse> s_refreshFlight = new();

            public async Task<TokenResponse> EnsureAsync()
            {
                return await s_refreshFlight.RunAsync(store.RefreshToken, (token, flightToken) => provider.RedeemAsync(token, flightToken));
            }
        }
        """);

    [Fact]
    public Task A_flight_without_a_key_does_not_become_static()
    {
        const string Source = """
            public sealed class Sessions(IProvider provider, ITokenStore store)
            {
                public async Task<TokenResponse> EnsureAsync()
                {
                    var flight = new SessionFlight<TokenResponse>();
                    return await flight.RunAsync(flightToken => {|RR0013:provider.RedeemAsync(store.RefreshToken, flightToken)|});
                }
            }
            """;
        return VerifyAsync(Source, Source);
    }

    [Fact]
    public Task The_flights_token_takes_the_place_of_the_callers() => VerifyAsync(
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private static readonly SingleFlight<string, TokenResponse> s_flight = new();

            public Task<TokenResponse> EnsureAsync(CancellationToken cancellationToken) =>
                s_flight.RunAsync(store.RefreshToken, (token, _) => {|RR0013:provider.RedeemAsync(token, /* whose? */ cancellationToken)|}, cancellationToken);
        }
        """,
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private static readonly SingleFlight<string, TokenResponse> s_flight = new();

            public Task<TokenResponse> EnsureAsync(CancellationToken cancellationToken) =>
                s_flight.RunAsync(store.RefreshToken, (token, flightToken) => provider.RedeemAsync(token, /* whose? */ flightToken), cancellationToken);
        }
        """);

    [Fact]
    public Task A_flight_whose_options_ask_its_object_does_not_become_static()
    {
        const string Source = """
            public sealed class Sessions(IProvider provider)
            {
                public bool Retains => true;

                public Task<TokenResponse> RenewAsync(string refreshToken, CancellationToken cancellationToken)
                {
                    var flights = new SingleFlight<string, TokenResponse>(new SingleFlightOptions<string, TokenResponse> { RetainIf = _ => Retains });
                    return flights.RunAsync(refreshToken, (token, flight) => {|RR0013:provider.RedeemAsync(token, flight)|}, cancellationToken);
                }
            }
            """;
        return VerifyAsync(Source, Source);
    }

    /// <summary>The name of the flight's token means another one there.</summary>
    [Fact]
    public Task A_token_that_the_flights_cannot_be_named_in_place_of_stays()
    {
        const string Source = """
            public sealed class Sessions(IProvider provider)
            {
                private static readonly SingleFlight<string, TokenResponse> s_flight = new();

                public Task<TokenResponse> RenewAsync(string refreshToken, CancellationToken cancellationToken) =>
                    s_flight.RunAsync(
                        refreshToken,
                        async (token, flight) =>
                        {
                            var tokens = await {|RR0013:provider.RedeemAsync(token, cancellationToken)|};
                            System.Func<CancellationToken, Task> wait = flight => Task.Delay(1, cancellationToken);
                            await wait(default);
                            return tokens;
                        },
                        cancellationToken);
            }
            """;
        return VerifyAsync(Source, Source);
    }

    private static Task VerifyAsync(string source, string fixedSource) => Analyzed.VerifyAsync<MisusedFlightFix>(MisusedFlightFix.Key, [], source, fixedSource);
}
