using RefreshRace.CodeFixes.Tests.Harness;
using Xunit;

namespace RefreshRace.CodeFixes.Tests.Neighbours;

/// <summary>Guard the method and wrap the call, over the kinds of members that there are.</summary>
public sealed class FlightNeighbourTests
{
    [Fact]
    public Task An_async_method_whose_core_is_passed_as_it_is() => Quiet.StaysAsync<MarkedRefreshAnalyzer, SingleFlightFix>(
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            public async Task<TokenResponse> RefreshAsync(string refreshToken, CancellationToken cancellationToken)
            {
                var tokens = await provider.RedeemAsync(refreshToken, cancellationToken).ConfigureAwait(false);
                store.Save(tokens);
                return tokens;
            }
        }
        """);

    [Fact]
    public Task A_method_without_a_result_or_a_cancellation_token() => Quiet.StaysAsync<MarkedRefreshAnalyzer, SingleFlightFix>(
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            public async Task RefreshAsync(string refreshToken)
            {
                var tokens = await provider.RedeemAsync(refreshToken).ConfigureAwait(false);
                await store.SaveAsync(tokens).ConfigureAwait(false);
            }
        }
        """);

    [Fact]
    public Task An_async_value_task() => Quiet.StaysAsync<MarkedRefreshAnalyzer, SingleFlightFix>(
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            public async ValueTask<string?> RefreshAsync(string? refreshToken, CancellationToken cancellationToken = default)
            {
                if (string.IsNullOrEmpty(refreshToken))
                {
                    return null;
                }

                var tokens = await provider.RedeemValueAsync(refreshToken, cancellationToken).ConfigureAwait(false);
                store.Save(tokens);
                return tokens.AccessToken;
            }
        }
        """);

    [Fact]
    public Task A_value_task_without_a_result() => Quiet.StaysAsync<MarkedRefreshAnalyzer, SingleFlightFix>(
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            public async ValueTask RefreshAsync(CancellationToken cancellationToken)
            {
                await provider.RedeemValueOnlyAsync(store.RefreshToken, cancellationToken).ConfigureAwait(false);
            }
        }
        """);

    [Fact]
    public Task Methods_that_hand_the_task_on() => Quiet.StaysAsync<MarkedRefreshAnalyzer, SingleFlightFix>(
        """
        public sealed class Sessions(IProvider provider)
        {
            public Task<TokenResponse> RefreshAsync(string refreshToken, CancellationToken cancellationToken) => provider.RedeemAsync(refreshToken, cancellationToken);

            public Task RenewAsync(string refreshToken)
            {
                return provider.RedeemOnlyAsync(refreshToken);
            }

            public ValueTask<TokenResponse> RotateAsync(string refreshToken) => provider.RedeemValueAsync(refreshToken);
        }
        """);

    // MA0045 spares what others call, as this member before the fix; its core is private, and must stay as synchronous as the member is.
    [Fact]
    public Task Synchronous_methods() => Quiet.StaysAsync<MarkedRefreshAnalyzer, SingleFlightFix>(
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            public TokenResponse Refresh(string refreshToken)
            {
                var tokens = provider.Redeem(refreshToken);
                store.Save(tokens);
                return tokens;
            }

            public void Renew()
            {
                provider.RedeemNow(store.RefreshToken);
            }
        }
        """,
        accepted: ["MA0045"]);

    [Fact]
    public Task A_client_of_one_session() => Quiet.StaysAsync<MarkedRefreshAnalyzer, SingleFlightFix>(
        """
        public sealed class Client(IProvider provider)
        {
            private string? _refreshToken = "start";
            private string? _accessToken;
            private DateTime _expiresAt = DateTime.MinValue;

            public async Task<string?> GetAccessTokenAsync(CancellationToken cancellationToken)
            {
                if (_expiresAt > DateTime.UtcNow)
                {
                    return _accessToken;
                }

                var tokens = await provider.RedeemAsync(_refreshToken!, cancellationToken).ConfigureAwait(false);
                _accessToken = tokens.AccessToken;
                _refreshToken = tokens.RefreshToken;
                _expiresAt = tokens.ExpiresAt;
                return _accessToken;
            }
        }
        """);

    [Fact]
    public Task A_client_of_one_session_without_a_cancellation_token() => Quiet.StaysAsync<MarkedRefreshAnalyzer, SingleFlightFix>(
        """
        public sealed class Client(IProvider provider)
        {
            private string? _accessToken;

            public string? Token => _accessToken;

            public async Task RenewAsync()
            {
                var tokens = await provider.RedeemSessionAsync().ConfigureAwait(false);
                _accessToken = tokens.AccessToken;
            }
        }
        """);

    [Fact]
    public Task Further_inputs_that_belong_to_the_key() => Quiet.StaysAsync<MarkedRefreshAnalyzer, SingleFlightFix>(
        """
        public interface IScopedProvider { Task<TokenResponse> RedeemHereAsync(string refreshToken, string[] scopes, CancellationToken cancellationToken); }

        public sealed class Sessions(IScopedProvider provider, IProvider other, ITokenStore store)
        {
            public async Task<string> RefreshAsync(string refreshToken, string[] scopes, CancellationToken cancellationToken)
            {
                var tokens = await provider.RedeemHereAsync(refreshToken, scopes, cancellationToken).ConfigureAwait(false);
                store.Save(tokens);
                return tokens.AccessToken;
            }

            public async Task<string> RenewAsync(string refreshToken, string scope = "api", CancellationToken cancellationToken = default)
            {
                var tokens = await other.RedeemScopedAsync(refreshToken, scope, cancellationToken).ConfigureAwait(false);
                store.Save(tokens);
                return tokens.AccessToken;
            }
        }
        """);

    [Fact]
    public Task Implementations_and_overrides_that_use_nothing_of_their_object() => Quiet.StaysAsync<MarkedRefreshAnalyzer, SingleFlightFix>(
        """
        public interface IRefreshes
        {
            Task<TokenResponse> RefreshAsync(IProvider provider, ITokenStore store, CancellationToken cancellationToken);
        }

        public abstract class Renewal
        {
            public abstract Task<TokenResponse> RenewAsync(IProvider provider, ITokenStore store);
        }

        public sealed class Sessions : Renewal, IRefreshes
        {
            async Task<TokenResponse> IRefreshes.RefreshAsync(IProvider provider, ITokenStore store, CancellationToken cancellationToken)
            {
                var tokens = await provider.RedeemAsync(store.RefreshToken, cancellationToken).ConfigureAwait(false);
                store.Save(tokens);
                return tokens;
            }

            public override async Task<TokenResponse> RenewAsync(IProvider provider, ITokenStore store)
            {
                var tokens = await provider.RedeemAsync(store.RefreshToken).ConfigureAwait(false);
                store.Save(tokens);
                return tokens;
            }
        }
        """);

    [Fact]
    public Task Getters_local_functions_and_generic_methods() => Quiet.StaysAsync<MarkedRefreshAnalyzer, SingleFlightFix>(
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            public Task<TokenResponse> Current => provider.RedeemAsync(store.RefreshToken);

            public Task<TokenResponse> Latest
            {
                get
                {
                    var refreshToken = store.RefreshToken;
                    return provider.RedeemAsync(refreshToken);
                }
            }

            public async Task<T?> CallAsync<T>(string refreshToken, Func<string, T> call, CancellationToken cancellationToken)
            {
                var tokens = await RefreshAsync().ConfigureAwait(false);
                return call(tokens.AccessToken);

                async Task<TokenResponse> RefreshAsync()
                {
                    var fresh = await provider.RedeemAsync(refreshToken, cancellationToken).ConfigureAwait(false);
                    store.Save(fresh);
                    return fresh;
                }
            }
        }
        """);

    [Fact]
    public Task An_answer_that_carries_its_error() => Quiet.StaysAsync<MarkedRefreshAnalyzer, SingleFlightFix>(
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            public async Task<ErrorResponse> RefreshAsync(string refreshToken, CancellationToken cancellationToken)
            {
                var tokens = await provider.RedeemWithErrorAsync(refreshToken, cancellationToken).ConfigureAwait(false);
                store.Save(tokens);
                return tokens;
            }
        }
        """);

    [Fact]
    public Task Names_that_are_taken() => Quiet.StaysAsync<MarkedRefreshAnalyzer, SingleFlightFix>(
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            public async Task<TokenResponse> RefreshAsync(string refreshToken, CancellationToken cancellationToken)
            {
                var tokens = await provider.RedeemAsync(refreshToken, cancellationToken).ConfigureAwait(false);
                store.Save(tokens);
                return await RefreshCoreAsync(tokens).ConfigureAwait(false);
            }

            private static Task<TokenResponse> RefreshCoreAsync(TokenResponse tokens) => Task.FromResult(tokens);
        }
        """);

    [Fact]
    public Task A_static_extension_a_struct_and_a_generic_type() => Quiet.StaysAsync<MarkedRefreshAnalyzer, SingleFlightFix>(
        """
        public static class Renewal
        {
            public static async Task<string> RenewAsync(this IProvider provider, ITokenStore store, string refreshToken, CancellationToken cancellationToken)
            {
                var tokens = await provider.RedeemAsync(refreshToken, cancellationToken).ConfigureAwait(false);
                store.Save(tokens);
                return tokens.AccessToken;
            }
        }

        public sealed class Sessions<T>(IProvider provider, ITokenStore store)
            where T : class
        {
            public T? State { get; set; }

            public async Task<string> RefreshAsync(string refreshToken, CancellationToken cancellationToken)
            {
                var tokens = await provider.RedeemAsync(refreshToken, cancellationToken).ConfigureAwait(false);
                store.Save(tokens);
                return tokens.AccessToken;
            }
        }
        """);

    // VSTHRD200 and MA0137: who calls an awaited member Refresh calls its core RefreshCore.
    [Fact]
    public Task A_member_that_says_nothing_of_async() => Quiet.StaysAsync<MarkedRefreshAnalyzer, SingleFlightFix>(
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            public async Task<TokenResponse> Refresh(string refreshToken, CancellationToken cancellationToken)
            {
                var tokens = await provider.RedeemAsync(refreshToken, cancellationToken).ConfigureAwait(false);
                await store.SaveAsync(tokens).ConfigureAwait(false);
                return tokens;
            }
        }
        """,
        accepted: ["MA0137", "VSTHRD200"]);
}
