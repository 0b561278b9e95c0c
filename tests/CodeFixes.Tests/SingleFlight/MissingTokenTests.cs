using RefreshRace.CodeFixes.Tests.Harness;
using Xunit;

namespace RefreshRace.CodeFixes.Tests.SingleFlight;

/// <summary>Where there may be no token: nothing is redeemed then, so no flight starts; and what loads one in that case is not left outside of the flight.</summary>
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
    [InlineData("if (string.IsNullOrEmpty(_refreshToken)) return null;", "string.IsNullOrEmpty(_refreshToken)")]
    [InlineData("var refreshToken = _refreshToken; if (!(refreshToken != null)) return null;", "_refreshToken is null")]
    [InlineData("if (_refreshToken is not { }) return null;", "_refreshToken is null")]
    public Task A_flight_without_a_key_is_not_started_where_there_is_no_token(string start, string test) => Marked.FixAsync(
        Client.Replace("MEMBER", $$"""
                public async Task<string?> RenewAsync(CancellationToken ct)
                {
                    {{start}}
                    var tokens = await [|_provider.RedeemAsync(_refreshToken, ct)|];
                    _refreshToken = tokens.RefreshToken;
                    return _accessToken = tokens.AccessToken;
                }
            """),
        Client.Replace("    private string? _refreshToken;\n", "    private string? _refreshToken;\n    private readonly SessionFlight<string?> _renewFlight = new();\n").Replace("MEMBER", $$"""
                public Task<string?> RenewAsync(CancellationToken ct)
                {
                    if ({{test}})
                    {
                        return RenewCoreAsync(ct);
                    }

                    return _renewFlight.RunAsync(RenewCoreAsync, ct);
                }

                private async Task<string?> RenewCoreAsync(CancellationToken ct)
                {
                    {{start}}
                    var tokens = await _provider.RedeemAsync(_refreshToken, ct);
                    _refreshToken = tokens.RefreshToken;
                    return _accessToken = tokens.AccessToken;
                }
            """));

    [Fact]
    public Task A_branch_that_refreshes_where_there_is_a_token_is_asked_too() => Marked.FixAsync(
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
        Client.Replace("    private string? _refreshToken;\n", "    private string? _refreshToken;\n    private readonly SessionFlight _renewFlight = new();\n").Replace("MEMBER", """
                public Task RenewAsync()
                {
                    if (_refreshToken is null)
                    {
                        return RenewCoreAsync();
                    }

                    return _renewFlight.RunAsync(_ => RenewCoreAsync());
                }

                private async Task RenewCoreAsync()
                {
                    if (_refreshToken != null)
                    {
                        var tokens = await _provider.RedeemAsync(_refreshToken);
                        _refreshToken = tokens.RefreshToken;
                    }
                }
            """));

    [Fact]
    public Task A_token_that_is_loaded_where_it_is_missing_is_loaded_in_the_flight() => Marked.FixAsync(
        Client.Replace("MEMBER", """
                public async Task RenewAsync(ITokenStore store)
                {
                    if (_refreshToken is null)
                    {
                        _refreshToken = await store.GetRefreshTokenAsync();
                    }

                    var tokens = await [|_provider.RedeemAsync(_refreshToken)|];
                    _refreshToken = tokens.RefreshToken;
                }
            """),
        Client.Replace("    private string? _refreshToken;\n", "    private string? _refreshToken;\n    private readonly SessionFlight _renewFlight = new();\n").Replace("MEMBER", """
                public Task RenewAsync(ITokenStore store)
                {
                    return _renewFlight.RunAsync(_ => RenewCoreAsync(store));
                }

                private async Task RenewCoreAsync(ITokenStore store)
                {
                    if (_refreshToken is null)
                    {
                        _refreshToken = await store.GetRefreshTokenAsync();
                    }

                    var tokens = await _provider.RedeemAsync(_refreshToken);
                    _refreshToken = tokens.RefreshToken;
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
    public Task A_token_that_is_read_first_and_may_be_missing_is_asked_before_the_flight() => Marked.FixAsync(
        """
        public class Sessions(IProvider provider, Func<Task<string?>> load)
        {
            public async Task<string> RefreshAsync(CancellationToken ct)
            {
                var refreshToken = await load();
                var tokens = await [|provider.RedeemAsync(refreshToken, ct)|];
                return tokens.AccessToken;
            }
        }
        """,
        """
        public class Sessions(IProvider provider, Func<Task<string?>> load)
        {
            public async Task<string> RefreshAsync(CancellationToken ct)
            {
                var refreshToken = await load();
                var tokens = await provider.RedeemAsync(refreshToken, ct);
                return tokens.AccessToken;
            }
        }
        """);

    [Theory]
    [InlineData("session = await RefreshAsync(session)", true)]
    // Whoever joins another's flight would go on with a session that nobody has updated.
    [InlineData("await RefreshAsync(session)", false)]
    public async Task An_object_that_is_updated_is_shared_where_all_callers_take_it_from_the_answer(string call, bool isOffered)
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
        var offers = await runner.OffersAsync(document, Assert.Single(await runner.AnalyzeAsync(document)));
        Assert.Equal(isOffered, offers.Any(offer => offer.Title == "Guard 'RefreshAsync' with SingleFlight"));
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
