using Microsoft.CodeAnalysis.CSharp;
using RefreshRace.CodeFixes.Tests.Harness;
using Xunit;

namespace RefreshRace.CodeFixes.Tests.SingleFlight;

/// <summary>Inputs beside the token for which a provider answers with other tokens: a caller who asked for one scope must not be handed the tokens of another.</summary>
public sealed class AnswerPartsTests
{
    private const string Api = """
        public class RefreshRequest { public string RefreshToken { get; set; } = ""; public string Scope { get; set; } = ""; public string[]? Resources { get; set; } public string ClientId { get; set; } = ""; }
        public class Connection { public string Authority { get; set; } = ""; public string Scope { get; set; } = ""; }
        public interface IApi
        {
            Task<TokenResponse> RedeemAsync(RefreshRequest request, CancellationToken cancellationToken = default);
            Task<TokenResponse> RedeemForAsync(string refreshToken, string[]? scopes, CancellationToken cancellationToken = default);
            Task<TokenResponse> RedeemAtAsync(string form, CancellationToken cancellationToken = default);
        }

        """;

    [Fact]
    public Task A_list_of_scopes_is_a_part_as_one_string() => Marked.FixAsync(
        Api + """
        public class Sessions(IApi api, ITokenStore store)
        {
            public async Task<string> RefreshAsync(string refreshToken, string[] scopes, CancellationToken ct)
            {
                var tokens = await [|api.RedeemForAsync(refreshToken, scopes, ct)|];
                store.Save(tokens);
                return tokens.AccessToken;
            }
        }
        """,
        Api + """
        public class Sessions(IApi api, ITokenStore store)
        {
            private static readonly SingleFlight<(string RefreshToken, string Scopes), string> s_refreshFlight = new();

            public Task<string> RefreshAsync(string refreshToken, string[] scopes, CancellationToken ct)
            {
                return s_refreshFlight.RunAsync((refreshToken, string.Join(' ', scopes)), (key, flightToken) => RefreshCoreAsync(key.RefreshToken, scopes, flightToken), ct);
            }

            private async Task<string> RefreshCoreAsync(string refreshToken, string[] scopes, CancellationToken ct)
            {
                var tokens = await api.RedeemForAsync(refreshToken, scopes, ct);
                store.Save(tokens);
                return tokens.AccessToken;
            }
        }
        """);

    [Fact]
    public Task A_list_that_may_be_missing_is_asked_first_and_the_wrapped_call_is_keyed_by_it_too() => Marked.FixAsync(
        Api + """
        public class Sessions(IApi api)
        {
            public async Task<string> CallAsync(string refreshToken, string path, System.Collections.Generic.IReadOnlyList<string>? scopes = null)
            {
                var wanted = scopes is null ? null : System.Linq.Enumerable.ToArray(scopes);
                var tokens = await [|api.RedeemForAsync(refreshToken, wanted)|];
                return path + tokens.AccessToken;
            }
        }
        """,
        Api + """
        public class Sessions(IApi api)
        {
            private static readonly SingleFlight<(string RefreshToken, string? Scopes), TokenResponse> s_refreshFlight = new();

            public async Task<string> CallAsync(string refreshToken, string path, System.Collections.Generic.IReadOnlyList<string>? scopes = null)
            {
                var wanted = scopes is null ? null : System.Linq.Enumerable.ToArray(scopes);
                var tokens = await s_refreshFlight.RunAsync((refreshToken, scopes is null ? null : string.Join(' ', scopes)), (key, flightToken) => api.RedeemForAsync(key.RefreshToken, wanted, flightToken));
                return path + tokens.AccessToken;
            }
        }
        """);

    [Fact]
    public Task A_request_that_is_handed_over_whole_brings_its_scopes_along() => Marked.FixAsync(
        Api + """
        public class Sessions(IApi api)
        {
            public async Task<string> RefreshAsync(RefreshRequest request, CancellationToken ct)
            {
                var tokens = await [|api.RedeemAsync(request, ct)|];
                return tokens.AccessToken;
            }
        }
        """,
        Api + """
        public class Sessions(IApi api)
        {
            private static readonly SingleFlight<(string RefreshToken, string Scope, string? Resources), TokenResponse> s_refreshFlight = new();

            public async Task<string> RefreshAsync(RefreshRequest request, CancellationToken ct)
            {
                var tokens = await s_refreshFlight.RunAsync((request.RefreshToken, request.Scope, request.Resources is null ? null : string.Join(' ', request.Resources)), (_, flightToken) => api.RedeemAsync(request, flightToken), ct);
                return tokens.AccessToken;
            }
        }
        """);

    [Fact]
    public Task A_scope_that_a_parameter_holds_and_one_that_the_object_holds_are_parts() => Marked.FixAsync(
        Api + """
        public class Sessions(IApi api, string resource)
        {
            private readonly string _audience;

            public async Task<string> RefreshAsync(string refreshToken, Connection connection)
            {
                var form = $"{connection.Authority} {refreshToken} {connection.Scope} {resource} {_audience}";
                var tokens = await [|api.RedeemAtAsync(form)|];
                return tokens.AccessToken;
            }
        }
        """.Replace("_audience;", "_audience = \"\" + DateTime.Now;"),
        Api + """
        public class Sessions(IApi api, string resource)
        {
            private static readonly SingleFlight<(string RefreshToken, string Scope, string Resource, string Audience), string> s_refreshFlight = new();
            private readonly string _audience = "" + DateTime.Now;

            public Task<string> RefreshAsync(string refreshToken, Connection connection)
            {
                return s_refreshFlight.RunAsync((refreshToken, connection.Scope, resource, _audience), (key, _) => RefreshCoreAsync(key.RefreshToken, connection));
            }

            private async Task<string> RefreshCoreAsync(string refreshToken, Connection connection)
            {
                var form = $"{connection.Authority} {refreshToken} {connection.Scope} {resource} {_audience}";
                var tokens = await api.RedeemAtAsync(form);
                return tokens.AccessToken;
            }
        }
        """);

    [Fact]
    public Task A_scope_that_is_the_same_for_all_objects_is_no_part() => Marked.FixAsync(
        Api + """
        public class Sessions(IApi api)
        {
            private readonly string _scope = "openid";

            public async Task<string> RefreshAsync(string refreshToken)
            {
                var tokens = await [|api.RedeemAtAsync(refreshToken + _scope)|];
                return tokens.AccessToken;
            }
        }
        """,
        Api + """
        public class Sessions(IApi api)
        {
            private static readonly SingleFlight<string, string> s_refreshFlight = new();
            private readonly string _scope = "openid";

            public Task<string> RefreshAsync(string refreshToken)
            {
                return s_refreshFlight.RunAsync(refreshToken, (token, _) => RefreshCoreAsync(token));
            }

            private async Task<string> RefreshCoreAsync(string refreshToken)
            {
                var tokens = await api.RedeemAtAsync(refreshToken + _scope);
                return tokens.AccessToken;
            }
        }
        """);

    [Fact]
    public Task A_member_that_loads_its_token_has_its_scope_in_the_key_and_an_old_language_can_write_it() => Marked.FixAsync(
        """
        public class Sessions
        {
            private readonly IProvider _provider;

            private readonly ITokenStore _store;

            public Sessions(IProvider provider, ITokenStore store)
            {
                _provider = provider;
                _store = store;
            }

            public async Task<string> RefreshAsync(string scope, CancellationToken ct)
            {
                var refreshToken = await _store.GetRefreshTokenAsync();
                if (refreshToken == null)
                {
                    return null;
                }

                var tokens = await [|_provider.RedeemScopedAsync(refreshToken, scope, ct)|];
                _store.Save(tokens);
                return tokens.AccessToken;
            }
        }
        """,
        """
        public class Sessions
        {
            private static readonly SingleFlight<(string RefreshToken, string Scope), TokenResponse> s_refreshFlight = new SingleFlight<(string RefreshToken, string Scope), TokenResponse>();
            private readonly IProvider _provider;

            private readonly ITokenStore _store;

            public Sessions(IProvider provider, ITokenStore store)
            {
                _provider = provider;
                _store = store;
            }

            public async Task<string> RefreshAsync(string scope, CancellationToken ct)
            {
                var refreshToken = await _store.GetRefreshTokenAsync();
                if (refreshToken == null)
                {
                    return null;
                }

                var tokens = await s_refreshFlight.RunAsync((refreshToken, scope), async (key, flightToken) =>
                {
                    var answer = await _provider.RedeemScopedAsync(key.RefreshToken, scope, flightToken);
                    _store.Save(answer);
                    return answer;
                }, ct);
                return tokens.AccessToken;
            }
        }
        """,
        configure: test => test.LanguageVersion = LanguageVersion.CSharp7_3);

    [Fact]
    public Task A_flag_that_asks_for_a_resource_is_a_part() => Marked.FixAsync(
        Api + """
        public class Sessions(IApi api)
        {
            public async Task<string> RefreshAsync(string refreshToken, bool forResource)
            {
                var form = refreshToken;
                if (forResource)
                {
                    form += "&resource=https://api";
                }

                var tokens = await [|api.RedeemAtAsync(form)|];
                return tokens.AccessToken;
            }
        }
        """,
        Api + """
        public class Sessions(IApi api)
        {
            private static readonly SingleFlight<(string RefreshToken, bool ForResource), string> s_refreshFlight = new();

            public Task<string> RefreshAsync(string refreshToken, bool forResource)
            {
                return s_refreshFlight.RunAsync((refreshToken, forResource), (key, _) => RefreshCoreAsync(key.RefreshToken, key.ForResource));
            }

            private async Task<string> RefreshCoreAsync(string refreshToken, bool forResource)
            {
                var form = refreshToken;
                if (forResource)
                {
                    form += "&resource=https://api";
                }

                var tokens = await api.RedeemAtAsync(form);
                return tokens.AccessToken;
            }
        }
        """);

    [Fact]
    public async Task Scopes_that_no_key_can_hold_are_offered_nothing()
    {
        var runner = FixRunner.ForMarked();
        var document = runner.NewDocument("""
            using System.Collections.Generic;
            using System.Threading.Tasks;
            using Sdk;
            public class Scope { }
            public interface IApi { Task<TokenResponse> RedeemForAsync(string refreshToken, IEnumerable<Scope> scopes); }
            public class Sessions
            {
                public Task<TokenResponse> RefreshAsync(IApi api, string refreshToken, IEnumerable<Scope> scopes) => api.RedeemForAsync(refreshToken, scopes);
            }
            """);
        Assert.Empty(await runner.OffersAsync(document, Assert.Single(await runner.AnalyzeAsync(document))));
    }
}
