using RefreshRace.CodeFixes.Tests.Harness;
using Xunit;

namespace RefreshRace.CodeFixes.Tests.SingleFlight;

/// <summary>Guard the method: what moves, what stays, and what the flight is keyed by.</summary>
public sealed class GuardMethodTests
{
    [Fact]
    public Task The_body_moves_unchanged_and_the_core_is_passed_as_it_is() => Marked.FixAsync(
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            /// <summary>Renews the tokens.</summary>
            [Obsolete("still used")]
            public async Task<TokenResponse> RefreshAsync(string refreshToken, CancellationToken cancellationToken = default)
            {
                // The provider rotates.
                var tokens = await [|provider.RedeemAsync(refreshToken, cancellationToken)|].ConfigureAwait(false);
        #if DEBUG
                store.Save(tokens);
        #endif
                await store.SaveAsync(tokens).ConfigureAwait(false);
                return tokens; // the new ones
            } // renewed

            public void Other() { }
        }
        """,
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private static readonly SingleFlight<string, TokenResponse> s_refreshFlight = new();

            /// <summary>Renews the tokens.</summary>
            [Obsolete("still used")]
            public Task<TokenResponse> RefreshAsync(string refreshToken, CancellationToken cancellationToken = default)
            {
                return s_refreshFlight.RunAsync(refreshToken, RefreshCoreAsync, cancellationToken);
            }

            private async Task<TokenResponse> RefreshCoreAsync(string refreshToken, CancellationToken cancellationToken)
            {
                // The provider rotates.
                var tokens = await provider.RedeemAsync(refreshToken, cancellationToken).ConfigureAwait(false);
        #if DEBUG
                store.Save(tokens);
        #endif
                await store.SaveAsync(tokens).ConfigureAwait(false);
                return tokens; // the new ones
            } // renewed

            public void Other() { }
        }
        """);

    [Fact]
    public Task A_caller_whose_cancellation_token_may_be_missing_waits_with_the_one_it_has() => Marked.FixAsync(
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            public async Task<TokenResponse> RefreshAsync(string refreshToken, CancellationToken? cancellationToken = null)
            {
                var tokens = await [|provider.RedeemAsync(refreshToken, cancellationToken ?? CancellationToken.None)|];
                await store.SaveAsync(tokens);
                return tokens;
            }
        }
        """,
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private static readonly SingleFlight<string, TokenResponse> s_refreshFlight = new();

            public Task<TokenResponse> RefreshAsync(string refreshToken, CancellationToken? cancellationToken = null)
            {
                return s_refreshFlight.RunAsync(refreshToken, (token, flightToken) => RefreshCoreAsync(token, flightToken), cancellationToken.GetValueOrDefault());
            }

            private async Task<TokenResponse> RefreshCoreAsync(string refreshToken, CancellationToken? cancellationToken)
            {
                var tokens = await provider.RedeemAsync(refreshToken, cancellationToken ?? CancellationToken.None);
                await store.SaveAsync(tokens);
                return tokens;
            }
        }
        """);

    [Fact]
    public Task A_member_that_only_makes_the_call_needs_no_core() => Marked.FixAsync(
        """
        public static class Renewal
        {
            public static Task<TokenResponse> RenewAsync(this IProvider provider, string refreshToken) => [|provider.RedeemAsync(refreshToken)|];

            public static async Task<TokenResponse> AgainAsync(IProvider provider, string refreshToken, CancellationToken ct)
            {
                return await [|provider.RedeemAsync(refreshToken, ct)|].ConfigureAwait(false);
            }
        }
        """,
        """
        public static class Renewal
        {
            private static readonly SingleFlight<string, TokenResponse> s_renewFlight = new();

            public static Task<TokenResponse> RenewAsync(this IProvider provider, string refreshToken) => s_renewFlight.RunAsync(refreshToken, (token, flightToken) => provider.RedeemAsync(token, flightToken));

            public static async Task<TokenResponse> AgainAsync(IProvider provider, string refreshToken, CancellationToken ct)
            {
                return await s_renewFlight.RunAsync(refreshToken, (token, flightToken) => provider.RedeemAsync(token, flightToken), ct).ConfigureAwait(false);
            }
        }
        """);

    [Fact]
    public Task An_input_that_changes_the_answer_belongs_to_the_key_and_a_missing_token_needs_no_flight() => Marked.FixAsync(
        """
        public sealed class Tokens
        {
            private readonly IProvider _provider = null!;
            private readonly ITokenStore _store = null!;

            public async ValueTask<string?> GetAsync(string? refreshToken, string scope = "api", CancellationToken ct = default)
            {
                if (string.IsNullOrEmpty(refreshToken))
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
        public sealed class Tokens
        {
            private static readonly SingleFlight<(string RefreshToken, string Scope), TokenResponse> s_refreshFlight = new();
            private readonly IProvider _provider = null!;
            private readonly ITokenStore _store = null!;

            public async ValueTask<string?> GetAsync(string? refreshToken, string scope = "api", CancellationToken ct = default)
            {
                if (string.IsNullOrEmpty(refreshToken))
                {
                    return null;
                }

                var tokens = await s_refreshFlight.RunAsync((refreshToken, scope), async (key, flightToken) =>
                {
                    var tokens = await _provider.RedeemScopedAsync(key.RefreshToken, scope, flightToken);
                    _store.Save(tokens);
                    return tokens;
                }, ct);
                return tokens.AccessToken;
            }
        }
        """);

    [Fact]
    public Task A_type_that_keeps_its_own_token_which_may_be_missing_has_a_flight_per_instance_without_a_key() => Marked.FixAsync(
        """
        public sealed class Client
        {
            private readonly IProvider _provider = null!;
            private string? _refreshToken;
            private string? _accessToken;
            private DateTime _expiresAt = DateTime.MinValue;

            public async Task<string?> GetAccessTokenAsync(CancellationToken ct)
            {
                if (_expiresAt > DateTime.UtcNow)
                {
                    return _accessToken;
                }

                var tokens = await [|_provider.RedeemAsync(_refreshToken!, ct)|];
                _accessToken = tokens.AccessToken;
                _refreshToken = tokens.RefreshToken;
                _expiresAt = tokens.ExpiresAt;
                return _accessToken;
            }
        }
        """,
        """
        public sealed class Client
        {
            private readonly IProvider _provider = null!;
            private string? _refreshToken;
            private string? _accessToken;
            private DateTime _expiresAt = DateTime.MinValue;
            private readonly SingleFlight<string> _refreshFlight = new();

            public async Task<string?> GetAccessTokenAsync(CancellationToken ct)
            {
                if (_expiresAt > DateTime.UtcNow)
                {
                    return _accessToken;
                }

                await _refreshFlight.RunAsync(_refreshToken!, async (token, flightToken) =>
                {
                    var tokens = await _provider.RedeemAsync(token, flightToken);
                    _accessToken = tokens.AccessToken;
                    _refreshToken = tokens.RefreshToken;
                    _expiresAt = tokens.ExpiresAt;
                }, ct);
                return _accessToken;
            }
        }
        """);

    [Fact]
    public Task A_client_that_holds_its_own_session_gets_a_flight_without_a_key() => Marked.FixAsync(
        """
        public sealed class Client
        {
            private readonly IProvider _provider = null!;
            private string? _accessToken;

            public async Task RenewAsync()
            {
                var tokens = await [|_provider.RedeemSessionAsync()|];
                _accessToken = tokens.AccessToken;
            }

            public string? Token => _accessToken;
        }
        """,
        """
        public sealed class Client
        {
            private readonly IProvider _provider = null!;
            private string? _accessToken;
            private readonly SessionFlight _renewFlight = new(new SessionFlightOptions { RetainFor = TimeSpan.Zero });

            public Task RenewAsync()
            {
                return _renewFlight.RunAsync(_ => RenewCoreAsync());
            }

            private async Task RenewCoreAsync()
            {
                var tokens = await _provider.RedeemSessionAsync();
                _accessToken = tokens.AccessToken;
            }

            public string? Token => _accessToken;
        }
        """);

    [Fact]
    public Task A_result_that_carries_its_error_is_not_retained_when_it_does() => Marked.FixAsync(
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            public async Task<ErrorResponse> RefreshAsync(string refreshToken, CancellationToken ct)
            {
                var tokens = await [|provider.RedeemWithErrorAsync(refreshToken, ct)|];
                store.Save(tokens);
                return tokens;
            }
        }
        """,
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private static readonly SingleFlight<string, ErrorResponse> s_refreshFlight = new(new SingleFlightOptions<string, ErrorResponse> { RetainIf = r => !r.IsError });

            public Task<ErrorResponse> RefreshAsync(string refreshToken, CancellationToken ct)
            {
                return s_refreshFlight.RunAsync(refreshToken, RefreshCoreAsync, ct);
            }

            private async Task<ErrorResponse> RefreshCoreAsync(string refreshToken, CancellationToken ct)
            {
                var tokens = await provider.RedeemWithErrorAsync(refreshToken, ct);
                store.Save(tokens);
                return tokens;
            }
        }
        """);

    [Fact]
    public Task A_disposable_answer_stays_inside_the_flight() => Marked.FixAsync(
        """
        public sealed class Sessions(IProvider provider)
        {
            public async Task<TokenResponse> RefreshAsync(string refreshToken, CancellationToken ct)
            {
                using var answer = await [|provider.RedeemOwnedAsync(refreshToken, ct)|];
                return answer.Content;
            }
        }
        """,
        """
        public sealed class Sessions(IProvider provider)
        {
            private static readonly SingleFlight<string, TokenResponse> s_refreshFlight = new();

            public Task<TokenResponse> RefreshAsync(string refreshToken, CancellationToken ct)
            {
                return s_refreshFlight.RunAsync(refreshToken, RefreshCoreAsync, ct);
            }

            private async Task<TokenResponse> RefreshCoreAsync(string refreshToken, CancellationToken ct)
            {
                using var answer = await provider.RedeemOwnedAsync(refreshToken, ct);
                return answer.Content;
            }
        }
        """);

    /// <summary>What the member itself puts into its object is not there when it starts, or is another user's.</summary>
    [Fact]
    public Task A_token_of_something_that_the_member_loads_first_is_no_key_at_its_entry() => Marked.FixAsync(
        """
        public sealed class Session { public string RefreshToken { get; set; } = ""; }

        public interface ISessions { Task<Session> LoadAsync(string user); }

        public sealed class Sessions(IProvider provider, ISessions sessions)
        {
            private Session _session = null!;

            public async Task<string> RefreshAsync(string user)
            {
                _session = await sessions.LoadAsync(user);
                var tokens = await [|provider.RedeemAsync(_session.RefreshToken)|];
                return tokens.AccessToken;
            }
        }
        """,
        """
        public sealed class Session { public string RefreshToken { get; set; } = ""; }

        public interface ISessions { Task<Session> LoadAsync(string user); }

        public sealed class Sessions(IProvider provider, ISessions sessions)
        {
            private static readonly SingleFlight<string, TokenResponse> s_refreshFlight = new();
            private Session _session = null!;

            public async Task<string> RefreshAsync(string user)
            {
                _session = await sessions.LoadAsync(user);
                var tokens = await s_refreshFlight.RunAsync(_session.RefreshToken, (token, flightToken) => provider.RedeemAsync(token, flightToken));
                return tokens.AccessToken;
            }
        }
        """);

    [Fact]
    public Task And_neither_is_one_that_another_member_loads() => Marked.FixAsync(
        """
        public sealed class Session { public string RefreshToken { get; set; } = ""; }

        public interface ISessions { Task<Session> LoadAsync(); }

        public sealed class Sessions(IProvider provider, ISessions sessions)
        {
            private Session _session = null!;

            public async Task<string> RefreshAsync()
            {
                await LoadAsync();
                var tokens = await [|provider.RedeemAsync(_session.RefreshToken)|];
                return tokens.AccessToken;
            }

            private async Task LoadAsync() => _session = await sessions.LoadAsync();
        }
        """,
        """
        public sealed class Session { public string RefreshToken { get; set; } = ""; }

        public interface ISessions { Task<Session> LoadAsync(); }

        public sealed class Sessions(IProvider provider, ISessions sessions)
        {
            private static readonly SingleFlight<string, TokenResponse> s_refreshFlight = new();
            private Session _session = null!;

            public async Task<string> RefreshAsync()
            {
                await LoadAsync();
                var tokens = await s_refreshFlight.RunAsync(_session.RefreshToken, (token, flightToken) => provider.RedeemAsync(token, flightToken));
                return tokens.AccessToken;
            }

            private async Task LoadAsync() => _session = await sessions.LoadAsync();
        }
        """);
}
