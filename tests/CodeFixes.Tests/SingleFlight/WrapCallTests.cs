using Microsoft.CodeAnalysis.CSharp;
using RefreshRace.CodeFixes.Tests.Harness;
using Xunit;

namespace RefreshRace.CodeFixes.Tests.SingleFlight;

/// <summary>Wrap this call: alone, where the member cannot be guarded or the user prefers it.</summary>
public sealed class WrapCallTests
{
    [Fact]
    public Task The_call_runs_on_the_keys_token_and_the_flights_cancellation() => Marked.FixAsync(
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            public async Task<string> RefreshAsync(string refreshToken, CancellationToken cancellationToken)
            {
                var tokens = await [|provider.RedeemAsync(refreshToken, cancellationToken)|].ConfigureAwait(false);
                return tokens.AccessToken;
            }
        }
        """,
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private static readonly SingleFlight<string, TokenResponse> s_refreshFlight = new();

            public async Task<string> RefreshAsync(string refreshToken, CancellationToken cancellationToken)
            {
                var tokens = await s_refreshFlight.RunAsync(refreshToken, (token, flightToken) => provider.RedeemAsync(token, flightToken), cancellationToken).ConfigureAwait(false);
                return tokens.AccessToken;
            }
        }
        """,
        SingleFlightFix.WrapKey);

    [Theory]
    [InlineData("")]
    [InlineData(", default")]
    [InlineData(", CancellationToken.None")]
    public Task A_caller_who_could_not_leave_still_cannot(string passed) => Marked.FixAsync(
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            public async Task<string> RefreshAsync(string refreshToken, CancellationToken cancellationToken)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var tokens = await [|provider.RedeemAsync(refreshToken PASSED)|];
                return tokens.AccessToken;
            }
        }
        """.Replace(" PASSED", passed),
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private static readonly SingleFlight<string, TokenResponse> s_refreshFlight = new();

            public async Task<string> RefreshAsync(string refreshToken, CancellationToken cancellationToken)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var tokens = await s_refreshFlight.RunAsync(refreshToken, (token, flightToken) => provider.RedeemAsync(token, flightToken), CancellationToken.None);
                return tokens.AccessToken;
            }
        }
        """,
        SingleFlightFix.WrapKey);

    [Fact]
    public Task A_member_that_does_nothing_but_the_call_lets_its_caller_leave() => Marked.FixAsync(
        """
        public sealed class Sessions(IProvider provider)
        {
            public Task<TokenResponse> RefreshAsync(string refreshToken, CancellationToken cancellationToken) => [|provider.RedeemAsync(refreshToken)|];
        }
        """,
        """
        public sealed class Sessions(IProvider provider)
        {
            private static readonly SingleFlight<string, TokenResponse> s_refreshFlight = new();

            public Task<TokenResponse> RefreshAsync(string refreshToken, CancellationToken cancellationToken) => s_refreshFlight.RunAsync(refreshToken, (token, flightToken) => provider.RedeemAsync(token, flightToken), cancellationToken);
        }
        """);

    [Fact]
    public Task A_member_that_works_on_its_callers_session_is_not_guarded_but_its_call_is_wrapped() => Marked.FixAsync(
        """
        public sealed class Session { public string RefreshToken { get; set; } = ""; }

        public sealed class Sessions(IProvider provider)
        {
            public async Task RefreshAsync(Session session)
            {
                var tokens = await [|provider.RedeemValueAsync(session.RefreshToken)|];
                session.RefreshToken = tokens.RefreshToken;
            }
        }
        """,
        """
        public sealed class Session { public string RefreshToken { get; set; } = ""; }

        public sealed class Sessions(IProvider provider)
        {
            private static readonly SingleFlight<string, TokenResponse> s_refreshFlight = new();

            public async Task RefreshAsync(Session session)
            {
                var tokens = await s_refreshFlight.RunAsync(session.RefreshToken, (token, flightToken) => provider.RedeemValueAsync(token, flightToken).AsTask());
                session.RefreshToken = tokens.RefreshToken;
            }
        }
        """);

    [Fact]
    public Task An_async_void_handler_keeps_its_shape() => Marked.FixAsync(
        """
        public sealed class Window(IProvider provider, ITokenStore store)
        {
            public async void OnClick(object sender, EventArgs e)
            {
                await [|provider.RedeemOnlyAsync(store.RefreshToken)|];
            }
        }
        """,
        """
        public sealed class Window(IProvider provider, ITokenStore store)
        {
            private static readonly SingleFlight<string> s_refreshFlight = new();

            public async void OnClick(object sender, EventArgs e)
            {
                await s_refreshFlight.RunAsync(store.RefreshToken, (token, flightToken) => provider.RedeemOnlyAsync(token, flightToken));
            }
        }
        """);

    [Fact]
    public Task Top_level_statements_keep_the_flight_in_a_local() => Marked.RawAsync(
        """
        using System;
        using System.Threading.Tasks;
        using Sdk;

        IProvider provider = null!;
        ITokenStore store = null!;
        Func<Task<TokenResponse>> endpoint = async () => await [|provider.RedeemAsync(store.RefreshToken)|];
        await endpoint();
        """,
        """
        using System;
        using System.Threading.Tasks;
        using RefreshRace;
        using Sdk;

        var redeemFlight = new SingleFlight<string, TokenResponse>();
        IProvider provider = null!;
        ITokenStore store = null!;
        Func<Task<TokenResponse>> endpoint = async () => await redeemFlight.RunAsync(store.RefreshToken, (token, flightToken) => provider.RedeemAsync(token, flightToken));
        await endpoint();
        """,
        configure: test => test.OutputKind = Microsoft.CodeAnalysis.OutputKind.ConsoleApplication);

    [Fact]
    public Task An_old_language_gets_code_that_it_knows() => Marked.RawAsync(
        """
        using System.Threading.Tasks;
        using Sdk;

        namespace App
        {
            public class Sessions
            {
                static readonly object Gate = new object();

                public async Task<string> RefreshAsync(IProvider provider, ITokenStore store, string token)
                {
                    var tokens = await [|provider.RedeemAsync(store.RefreshToken)|];
                    return tokens.AccessToken;
                }
            }
        }
        """,
        """
        using System.Threading.Tasks;
        using RefreshRace;
        using Sdk;

        namespace App
        {
            public class Sessions
            {
                static readonly object Gate = new object();
                private static readonly SingleFlight<string, TokenResponse> RefreshFlight = new SingleFlight<string, TokenResponse>();

                public async Task<string> RefreshAsync(IProvider provider, ITokenStore store, string token)
                {
                    var tokens = await RefreshFlight.RunAsync(store.RefreshToken, (token2, flightToken) => provider.RedeemAsync(token2, flightToken));
                    return tokens.AccessToken;
                }
            }
        }
        """,
        configure: test => test.LanguageVersion = LanguageVersion.CSharp7_3);

    [Fact]
    public Task A_result_that_carries_its_error_has_options_in_old_languages_too() => Marked.FixAsync(
        """
        namespace App
        {
            public class Sessions
            {
                public Task<ErrorResponse> RefreshAsync(IProvider provider, string refreshToken)
                {
                    return {|RR0001:provider.RedeemWithErrorAsync(refreshToken)|};
                }
            }
        }
        """,
        """
        namespace App
        {
            public class Sessions
            {
                private static readonly SingleFlight<string, ErrorResponse> s_refreshFlight = new SingleFlight<string, ErrorResponse>(new SingleFlightOptions<string, ErrorResponse> { RetainIf = r => !r.IsError });

                public Task<ErrorResponse> RefreshAsync(IProvider provider, string refreshToken)
                {
                    return s_refreshFlight.RunAsync(refreshToken, (token, flightToken) => provider.RedeemWithErrorAsync(token, flightToken));
                }
            }
        }
        """,
        configure: test => test.LanguageVersion = LanguageVersion.CSharp7_3);

    [Theory]
    [InlineData("_settings.RefreshToken = token.RefreshToken;")]
    [InlineData("_settings.RefreshToken = renewed.RefreshToken ?? _settings.RefreshToken;")]
    public Task What_is_stored_after_the_call_would_be_stored_too_late(string store) => Marked.NoFixAsync(
        $$"""
        public class Settings { public string RefreshToken { get; set; } = ""; }

        public class Sessions(IProvider provider)
        {
            private readonly Settings _settings = new();

            public async Task<string> RefreshAsync()
            {
                var renewed = await {|RR0001:provider.RedeemAsync(_settings.RefreshToken)|};
                var token = renewed;
                {{store}}
                return token.AccessToken;
            }
        }
        """,
        SingleFlightFix.WrapKey);

    [Fact]
    public Task A_cancellation_token_inside_of_the_request_is_the_flights()
    {
        const string Request = """
            public class Request { public string RefreshToken { get; init; } = ""; public CancellationToken CancellationToken { get; init; } }

            public interface IApi { Task<TokenResponse> RedeemAsync(Request request); }

            """;
        return Marked.FixAsync(
            Request + """
            public class Sessions(IApi api)
            {
                public async Task<string> ShowAsync(string refreshToken, bool raw, CancellationToken cancellationToken)
                {
                    var tokens = await {|RR0001:api.RedeemAsync(new() { RefreshToken = refreshToken, CancellationToken = cancellationToken })|};
                    return raw ? tokens.AccessToken : "";
                }
            }
            """,
            Request + """
            public class Sessions(IApi api)
            {
                private static readonly SingleFlight<string, TokenResponse> s_refreshFlight = new();

                public async Task<string> ShowAsync(string refreshToken, bool raw, CancellationToken cancellationToken)
                {
                    var tokens = await s_refreshFlight.RunAsync(refreshToken, (token, flightToken) => api.RedeemAsync(new() { RefreshToken = token, CancellationToken = flightToken }), cancellationToken);
                    return raw ? tokens.AccessToken : "";
                }
            }
            """);
    }

    /// <summary>What goes over the wire is called after the variable.</summary>
    [Fact]
    public Task Members_that_are_named_after_the_token_keep_their_names() => Marked.FixAsync(
        """
        public interface IApi
        {
            Task<TokenResponse> RedeemAsync(string path, object body, CancellationToken cancellationToken);
        }

        public sealed class Sessions(IApi api, ITokenStore store)
        {
            public async Task<string> RefreshAsync(string refreshToken, CancellationToken cancellationToken)
            {
                var tokens = await [|api.RedeemAsync(nameof(refreshToken), new { refreshToken, at = refreshToken, pair = (refreshToken, 1) }, cancellationToken)|];
                return tokens.AccessToken;
            }
        }
        """,
        """
        public interface IApi
        {
            Task<TokenResponse> RedeemAsync(string path, object body, CancellationToken cancellationToken);
        }

        public sealed class Sessions(IApi api, ITokenStore store)
        {
            private static readonly SingleFlight<string, TokenResponse> s_refreshFlight = new();

            public async Task<string> RefreshAsync(string refreshToken, CancellationToken cancellationToken)
            {
                var tokens = await s_refreshFlight.RunAsync(refreshToken, (token, flightToken) => api.RedeemAsync(nameof(refreshToken), new { refreshToken = token, at = token, pair = (refreshToken: token, 1) }, flightToken), cancellationToken);
                return tokens.AccessToken;
            }
        }
        """,
        SingleFlightFix.WrapKey);

    [Fact]
    public Task And_so_do_those_named_after_another_part_of_the_key() => Marked.FixAsync(
        """
        public interface IApi
        {
            Task<TokenResponse> RedeemAsync(string path, object body, CancellationToken cancellationToken);
        }

        public sealed class Sessions(IApi api, ITokenStore store)
        {
            public async Task<string> RefreshAsync(string refreshToken, string scope, CancellationToken cancellationToken)
            {
                var tokens = await [|api.RedeemAsync("token", new { refreshToken, scope }, cancellationToken)|];
                return tokens.AccessToken;
            }
        }
        """,
        """
        public interface IApi
        {
            Task<TokenResponse> RedeemAsync(string path, object body, CancellationToken cancellationToken);
        }

        public sealed class Sessions(IApi api, ITokenStore store)
        {
            private static readonly SingleFlight<(string RefreshToken, string Scope), TokenResponse> s_refreshFlight = new();

            public async Task<string> RefreshAsync(string refreshToken, string scope, CancellationToken cancellationToken)
            {
                var tokens = await s_refreshFlight.RunAsync((refreshToken, scope), (key, flightToken) => api.RedeemAsync("token", new { refreshToken = key.RefreshToken, scope = key.Scope }, flightToken), cancellationToken);
                return tokens.AccessToken;
            }
        }
        """,
        SingleFlightFix.WrapKey);

    [Fact]
    public Task A_token_that_may_be_missing_is_the_callers_as_well() => Marked.FixAsync(
        """
        public interface IApi
        {
            Task<TokenResponse> RedeemAsync(string refreshToken, CancellationToken? cancellationToken = null);
        }

        public sealed class Sessions(IApi api, ITokenStore store)
        {
            public async Task<string> RefreshAsync(string refreshToken, CancellationToken? cancellationToken = null)
            {
                var tokens = await [|api.RedeemAsync(refreshToken, cancellationToken)|];
                return tokens.AccessToken;
            }

            public async Task<string> RenewAsync(string refreshToken, CancellationToken cancellationToken = default)
            {
                var tokens = await [|api.RedeemAsync(refreshToken, cancellationToken)|];
                return tokens.AccessToken;
            }
        }
        """,
        """
        public interface IApi
        {
            Task<TokenResponse> RedeemAsync(string refreshToken, CancellationToken? cancellationToken = null);
        }

        public sealed class Sessions(IApi api, ITokenStore store)
        {
            private static readonly SingleFlight<string, TokenResponse> s_refreshFlight = new();

            public async Task<string> RefreshAsync(string refreshToken, CancellationToken? cancellationToken = null)
            {
                var tokens = await s_refreshFlight.RunAsync(refreshToken, (token, flightToken) => api.RedeemAsync(token, flightToken), cancellationToken.GetValueOrDefault());
                return tokens.AccessToken;
            }

            public async Task<string> RenewAsync(string refreshToken, CancellationToken cancellationToken = default)
            {
                var tokens = await s_refreshFlight.RunAsync(refreshToken, (token, flightToken) => api.RedeemAsync(token, flightToken), cancellationToken);
                return tokens.AccessToken;
            }
        }
        """,
        SingleFlightFix.WrapKey);

    /// <summary>Neither the parameter of a lambda in the call, nor another object's member.</summary>
    [Fact]
    public Task A_name_that_means_something_else_inside_of_the_call_stays() => Marked.FixAsync(
        """
        public sealed class Other { public string? refreshToken; }

        public interface IApi
        {
            Task<TokenResponse> RedeemAsync(string refreshToken, string scope, Func<string, string> sign, Func<string, string> show);
        }

        public sealed class Sessions(IApi api, ITokenStore store, Other? other)
        {
            public async Task<string> RefreshAsync(string refreshToken, string scope)
            {
                var tokens = await [|api.RedeemAsync(refreshToken, scope, refreshToken => refreshToken + other?.refreshToken, scope => scope)|];
                return tokens.AccessToken;
            }
        }
        """,
        """
        public sealed class Other { public string? refreshToken; }

        public interface IApi
        {
            Task<TokenResponse> RedeemAsync(string refreshToken, string scope, Func<string, string> sign, Func<string, string> show);
        }

        public sealed class Sessions(IApi api, ITokenStore store, Other? other)
        {
            private static readonly SingleFlight<(string RefreshToken, string Scope), TokenResponse> s_refreshFlight = new();

            public async Task<string> RefreshAsync(string refreshToken, string scope)
            {
                var tokens = await s_refreshFlight.RunAsync((refreshToken, scope), (key, _) => api.RedeemAsync(key.RefreshToken, key.Scope, refreshToken => refreshToken + other?.refreshToken, scope => scope));
                return tokens.AccessToken;
            }
        }
        """,
        SingleFlightFix.WrapKey);
}
