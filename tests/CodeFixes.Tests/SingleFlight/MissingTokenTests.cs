using RefreshRace.CodeFixes.Tests.Harness;
using Xunit;

namespace RefreshRace.CodeFixes.Tests.SingleFlight;

/// <summary>Where there may be no token: the code's own test comes before the flight, and where it makes none nothing is offered.</summary>
public sealed class MissingTokenTests
{
    private const string Client = """
        public sealed class Client
        {
            private readonly IProvider _provider = null!;
            private string? _accessToken;
            private string? _refreshToken;

        MEMBER
        }
        """;

    [Theory]
    [InlineData("if (string.IsNullOrEmpty(_refreshToken)) return null;")]
    [InlineData("if (_refreshToken is not { }) return null;")]
    public Task A_token_that_is_tested_is_the_key_behind_its_test(string start) => Marked.FixAsync(
        Client.Replace("MEMBER", $$"""
                public async Task<string?> RenewAsync(CancellationToken ct)
                {
                    {{start}}
                    var tokens = await [|_provider.RedeemAsync(_refreshToken, ct)|];
                    _refreshToken = tokens.RefreshToken;
                    return _accessToken = tokens.AccessToken;
                }
            """),
        Client.Replace("    private string? _refreshToken;\n", "    private string? _refreshToken;\n    private readonly SingleFlight<string, string?> _renewFlight = new();\n").Replace("MEMBER", $$"""
                public async Task<string?> RenewAsync(CancellationToken ct)
                {
                    {{start}}
                    return await _renewFlight.RunAsync(_refreshToken, async (token, flightToken) =>
                    {
                        var tokens = await _provider.RedeemAsync(token, flightToken);
                        _refreshToken = tokens.RefreshToken;
                        return _accessToken = tokens.AccessToken;
                    }, ct);
                }
            """));

    [Fact]
    public Task A_branch_that_refreshes_where_there_is_a_token_holds_the_flight() => Marked.FixAsync(
        Client.Replace("MEMBER", """
                public async Task RenewAsync()
                {
                    if (_refreshToken != null)
                    {
                        var tokens = await [|_provider.RedeemAsync(_refreshToken)|];
                        _refreshToken = tokens.RefreshToken;
                    }
                }
            """),
        Client.Replace("    private string? _refreshToken;\n", "    private string? _refreshToken;\n    private readonly SingleFlight<string> _renewFlight = new();\n").Replace("MEMBER", """
                public async Task RenewAsync()
                {
                    if (_refreshToken != null)
                    {
                        await _renewFlight.RunAsync(_refreshToken, async (token, flightToken) =>
                        {
                            var tokens = await _provider.RedeemAsync(token, flightToken);
                            _refreshToken = tokens.RefreshToken;
                        });
                    }
                }
            """));

    [Fact]
    public Task A_token_of_the_caller_or_else_of_the_store_is_the_key_together() => Marked.FixAsync(
        """
        public class Sessions(IProvider provider, ITokenStore store)
        {
            public async Task<string> RefreshAsync(string? refreshToken = null)
            {
                var tokens = await [|provider.RedeemAsync(refreshToken ?? store.RefreshToken)|];
                return tokens.AccessToken;
            }
        }
        """,
        """
        public class Sessions(IProvider provider, ITokenStore store)
        {
            private static readonly SingleFlight<string, TokenResponse> s_refreshFlight = new();

            public async Task<string> RefreshAsync(string? refreshToken = null)
            {
                var tokens = await s_refreshFlight.RunAsync(refreshToken ?? store.RefreshToken, (token, flightToken) => provider.RedeemAsync(token, flightToken));
                return tokens.AccessToken;
            }
        }
        """);

    [Fact]
    public Task A_token_that_may_be_missing_at_the_exchange_is_no_key() => Marked.NoFixAsync("""
        public class Sessions(IProvider provider, Func<Task<string?>> load)
        {
            public async Task<string> RefreshAsync(CancellationToken ct)
            {
                var refreshToken = await load();
                var tokens = await [|provider.RedeemAsync(refreshToken, ct)|];
                return tokens.AccessToken;
            }
        }
        """);

    [Theory]
    [InlineData("session = await RefreshAsync(session)")]
    [InlineData("await RefreshAsync(session)")]
    public async Task An_object_of_the_callers_is_updated_behind_the_flight_by_each_of_them(string call)
    {
        var runner = FixRunner.ForMarked();
        var document = runner.NewDocument($$"""
            using System.Threading.Tasks;
            using Sdk;
            public class Session { public string RefreshToken = ""; public string AccessToken = ""; }
            public class Sessions(IProvider provider)
            {
                public async Task<string> GetAsync(Session session)
                {
                    {{call}};
                    return session.AccessToken;
                }

                private async Task<Session> RefreshAsync(Session session)
                {
                    var tokens = await provider.RedeemAsync(session.RefreshToken);
                    session.AccessToken = tokens.AccessToken;
                    return session;
                }
            }
            """);
        var offer = Assert.Single(await runner.OffersAsync(document, Assert.Single(await runner.AnalyzeAsync(document))));
        var text = (await (await FixRunner.ApplyAsync(document, offer)).GetTextAsync()).ToString();
        Assert.Contains("var tokens = await s_refreshFlight.RunAsync(session.RefreshToken, (token, flightToken) => provider.RedeemAsync(token, flightToken));", text);
        Assert.Contains("        session.AccessToken = tokens.AccessToken;", text);
    }

    [Theory]
    // What the token is when the call is made is not known where the member starts: only the call itself can be the flight.
    [InlineData("refreshToken ??= await store.GetRefreshTokenAsync();")]
    [InlineData("if (refreshToken is null) { refreshToken = store.RefreshToken; }")]
    public async Task A_token_that_a_parameter_gets_later_is_not_its_first_value(string fill)
    {
        var runner = FixRunner.ForMarked();
        var document = runner.NewDocument($$"""
            using System.Threading.Tasks;
            using Sdk;
            public class Sessions(IProvider provider, ITokenStore store)
            {
                public async Task<string> RefreshAsync(string? refreshToken)
                {
                    {{fill}}
                    var tokens = await provider.RedeemAsync(refreshToken);
                    return tokens.AccessToken;
                }
            }
            """);
        Assert.Equal("Wrap this call in SingleFlight", Assert.Single(await runner.OffersAsync(document, Assert.Single(await runner.AnalyzeAsync(document)))).Title);
    }
}
