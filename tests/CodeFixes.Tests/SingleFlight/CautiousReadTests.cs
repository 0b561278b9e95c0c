using RefreshRace.CodeFixes.Tests.Harness;
using Xunit;

namespace RefreshRace.CodeFixes.Tests.SingleFlight;

/// <summary>A token that the flight's key reads before the tests that the member makes of what holds it.</summary>
public sealed class CautiousReadTests
{
    private const string Held = """
        public sealed class Session { public string RefreshToken { get; set; } = ""; }

        """;

    [Fact]
    public Task A_holder_that_may_be_missing_is_asked() => Marked.FixAsync(
        Held + """
        public sealed class Client(IProvider? provider, Session? session)
        {
            public async Task<string?> RenewAsync()
            {
                if (provider is null)
                {
                    return null;
                }

                var tokens = await {|RR0001:provider.RedeemAsync(session!.RefreshToken)|};
                return tokens.AccessToken;
            }
        }
        """,
        Held + """
        public sealed class Client(IProvider? provider, Session? session)
        {
            private static readonly SingleFlight<string, TokenResponse> s_renewFlight = new();

            public async Task<string?> RenewAsync()
            {
                if (provider is null)
                {
                    return null;
                }

                var tokens = await s_renewFlight.RunAsync(session!.RefreshToken, (token, flightToken) => provider.RedeemAsync(token, flightToken));
                return tokens.AccessToken;
            }
        }
        """);

    [Fact]
    public Task Without_annotations_a_method_that_takes_the_holder_may_be_the_test() => Marked.FixAsync(
        Held + """
        public sealed class Client
        {
        #nullable disable
            public Session Current { get; set; }

            public bool Renew(IProvider provider)
            {
                if (HasToken(Current) && !string.IsNullOrEmpty(Current.RefreshToken))
                {
                    return {|RR0001:provider.Redeem(Current.RefreshToken)|} != null;
                }

                return false;
            }

            private static bool HasToken(Session session) => session != null;
        }
        """,
        Held + """
        public sealed class Client
        {
            private static readonly SingleFlight<string, TokenResponse> s_renewFlight = new();

        #nullable disable
            public Session Current { get; set; }

            public bool Renew(IProvider provider)
            {
                if (HasToken(Current) && !string.IsNullOrEmpty(Current.RefreshToken))
                {
                    return s_renewFlight.Run(Current.RefreshToken, (token, _) => provider.Redeem(token)) != null;
                }

                return false;
            }

            private static bool HasToken(Session session) => session != null;
        }
        """);

    [Fact]
    public Task A_holder_that_the_member_reads_at_once_is_read_as_it_is() => Marked.FixAsync(
        Held + """
        public sealed class Client(IProvider provider, Session? session)
        {
            public async Task<string?> RenewAsync()
            {
                var tokens = await {|RR0001:provider.RedeemAsync(session!.RefreshToken)|};
                return tokens.AccessToken;
            }
        }
        """,
        Held + """
        public sealed class Client(IProvider provider, Session? session)
        {
            private static readonly SingleFlight<string, TokenResponse> s_renewFlight = new();

            public async Task<string?> RenewAsync()
            {
                var tokens = await s_renewFlight.RunAsync(session!.RefreshToken, (token, flightToken) => provider.RedeemAsync(token, flightToken));
                return tokens.AccessToken;
            }
        }
        """);
}
