using RefreshRace.Analyzers;
using RefreshRace.CodeFixes.Tests.Harness;
using Xunit;

namespace RefreshRace.CodeFixes.Tests.Neighbours;

/// <summary>Guard the method and wrap the call, where cancellation tokens are passed on and awaits are configured.</summary>
public sealed class AwaitNeighbourTests
{
    [Fact]
    public Task A_synchronous_call_in_an_async_method() => Quiet.StaysAsync<MarkedRefreshAnalyzer, SingleFlightFix>(
        """
        public interface ILegacyProvider { TokenResponse RedeemHere(string refreshToken); }

        public sealed class Sessions(ILegacyProvider provider, ITokenStore store)
        {
            public async Task<string> RefreshAsync(string refreshToken, CancellationToken cancellationToken)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var tokens = provider.RedeemHere(refreshToken);
                await store.SaveAsync(tokens).ConfigureAwait(false);
                return tokens.AccessToken;
            }
        }
        """);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task A_token_that_is_read_asynchronously(bool isLibrary) => Quiet.StaysAsync<MarkedRefreshAnalyzer, SingleFlightFix>(
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            public async Task<string> RefreshAsync(CancellationToken cancellationToken)
            {
                var refreshToken = await store.GetRefreshTokenAsync().ConfigureAwait(false);
                if (string.IsNullOrEmpty(refreshToken))
                {
                    return "";
                }

                var tokens = await provider.RedeemAsync(refreshToken, cancellationToken).ConfigureAwait(false);
                await store.SaveAsync(tokens).ConfigureAwait(false);
                return tokens.AccessToken;
            }
        }
        """,
        isLibrary);

    [Fact]
    public Task A_method_that_refuses_to_go_on_without_a_token() => Quiet.StaysAsync<MarkedRefreshAnalyzer, SingleFlightFix>(
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            public async Task<string> RefreshAsync(string refreshToken, CancellationToken cancellationToken)
            {
                ArgumentException.ThrowIfNullOrEmpty(refreshToken);
                var tokens = await provider.RedeemAsync(refreshToken, cancellationToken).ConfigureAwait(false);
                store.Save(tokens);
                return tokens.AccessToken;
            }

            public async Task<string> RenewAsync(string refreshToken, CancellationToken cancellationToken)
            {
                if (string.IsNullOrEmpty(refreshToken))
                {
                    throw new ArgumentException("No token.", nameof(refreshToken));
                }

                var tokens = await provider.RedeemAsync(refreshToken, cancellationToken).ConfigureAwait(false);
                store.Save(tokens);
                return tokens.AccessToken;
            }
        }
        """);

    [Fact]
    public Task A_cancellation_token_that_is_not_the_last_parameter() => Quiet.StaysAsync<MarkedRefreshAnalyzer, SingleFlightFix>(
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            public async Task<string> RefreshAsync(string refreshToken, CancellationToken cancellationToken, string scope = "api")
            {
                var tokens = await provider.RedeemScopedAsync(refreshToken, scope, cancellationToken).ConfigureAwait(false);
                store.Save(tokens);
                return tokens.AccessToken;
            }
        }
        """);

    [Fact]
    public Task A_cancellation_token_before_a_callers_name() => Quiet.StaysAsync<MarkedRefreshAnalyzer, SingleFlightFix>(
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            public async Task<string> RefreshAsync(string refreshToken, CancellationToken cancellationToken = default, [System.Runtime.CompilerServices.CallerMemberName] string caller = "")
            {
                Console.WriteLine(caller);
                var tokens = await provider.RedeemAsync(refreshToken, cancellationToken).ConfigureAwait(false);
                store.Save(tokens);
                return tokens.AccessToken;
            }
        }
        """);

    [Fact]
    public Task A_cancellation_token_that_the_call_does_not_pass_on() => Quiet.StaysAsync<MarkedRefreshAnalyzer, SingleFlightFix>(
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            public async Task<string> RefreshAsync(string refreshToken, CancellationToken cancellationToken)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var tokens = await provider.RedeemAsync(refreshToken).ConfigureAwait(false);
                await store.SaveAsync(tokens).ConfigureAwait(false);
                return tokens.AccessToken;
            }
        }
        """);

    [Fact]
    public Task A_call_that_cannot_be_cancelled_in_a_method_that_can() => Quiet.StaysAsync<MarkedRefreshAnalyzer, SingleFlightFix>(
        """
        public interface IOldProvider { Task<TokenResponse> RedeemHereAsync(string refreshToken); }

        public sealed class Sessions(IOldProvider provider, ITokenStore store)
        {
            public async Task<string> RefreshAsync(string refreshToken, CancellationToken cancellationToken)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var tokens = await provider.RedeemHereAsync(refreshToken).ConfigureAwait(false);
                await store.SaveAsync(tokens).ConfigureAwait(false);
                return tokens.AccessToken;
            }

            public Task<TokenResponse> RenewAsync(string refreshToken, CancellationToken cancellationToken)
            {
                cancellationToken.ThrowIfCancellationRequested();
                return provider.RedeemHereAsync(refreshToken);
            }
        }
        """);

    [Fact]
    public Task A_request_that_the_method_builds() => Quiet.StaysAsync<RefreshRaceAnalyzer, SingleFlightFix>(
        """
        public sealed record Answer(string AccessToken, string RefreshToken);

        public sealed class TokenClient(HttpClient http, string stored)
        {
            public Task<Answer?> RenewAsync(CancellationToken cancellationToken) => RefreshAsync(stored, cancellationToken);

            private async Task<Answer?> RefreshAsync(string refreshToken, CancellationToken cancellationToken)
            {
                using var form = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal) { ["grant_type"] = "refresh_token", ["refresh_token"] = refreshToken });
                using var response = await http.PostAsync(new Uri("https://idp/connect/token"), form, cancellationToken).ConfigureAwait(false);
                response.EnsureSuccessStatusCode();
                return await response.Content.ReadFromJsonAsync<Answer>(cancellationToken).ConfigureAwait(false);
            }
        }
        """);

    // MA0040 finds a token in the object, or in a parameter's; whether it ends when this caller does is not for a fix to guess.
    [Fact]
    public Task Cancellation_tokens_that_are_no_parameters() => Quiet.StaysAsync<MarkedRefreshAnalyzer, SingleFlightFix>(
        """
        public interface IOldProvider { Task<TokenResponse> RedeemHereAsync(string refreshToken); }

        public sealed class Request { public CancellationToken Aborted { get; set; } public string RefreshToken { get; set; } = ""; }

        public sealed class Sessions(IOldProvider provider, ITokenStore store)
        {
            public CancellationToken Stopping { get; set; }

            public async Task<string> RefreshAsync(string refreshToken)
            {
                var tokens = await provider.RedeemHereAsync(refreshToken).ConfigureAwait(false);
                await store.SaveAsync(tokens).ConfigureAwait(false);
                return tokens.AccessToken;
            }
        }

        public sealed class Requests(IOldProvider provider, ITokenStore store)
        {
            public async Task<string> RefreshAsync(Request request)
            {
                var tokens = await provider.RedeemHereAsync(request.RefreshToken).ConfigureAwait(false);
                await store.SaveAsync(tokens).ConfigureAwait(false);
                return tokens.AccessToken;
            }
        }
        """,
        accepted: ["MA0040"]);

    [Fact]
    public Task An_event_handler() => Quiet.StaysAsync<MarkedRefreshAnalyzer, SingleFlightFix>(
        """
        public sealed class Window(IProvider provider, ITokenStore store)
        {
            public async void OnClick(object sender, EventArgs e)
            {
                await provider.RedeemOnlyAsync(store.RefreshToken).ConfigureAwait(true);
            }
        }
        """);

    [Fact]
    public Task Awaits_that_are_configured_in_another_way() => Quiet.StaysAsync<MarkedRefreshAnalyzer, SingleFlightFix>(
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            public async Task<string> RefreshAsync(CancellationToken cancellationToken)
            {
                var refreshToken = await store.GetRefreshTokenAsync().ConfigureAwait(continueOnCapturedContext: false);
                if (string.IsNullOrEmpty(refreshToken))
                {
                    return "";
                }

                var tokens = await provider.RedeemAsync(refreshToken, cancellationToken).ConfigureAwait(continueOnCapturedContext: false);
                await store.SaveAsync(tokens).ConfigureAwait(continueOnCapturedContext: false);
                return tokens.AccessToken;
            }

            public async Task<string> RenewAsync(CancellationToken cancellationToken)
            {
                var refreshToken = await store.GetRefreshTokenAsync().ConfigureAwait(ConfigureAwaitOptions.None);
                if (string.IsNullOrEmpty(refreshToken))
                {
                    return "";
                }

                var tokens = await provider.RedeemAsync(refreshToken, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.None);
                await store.SaveAsync(tokens).ConfigureAwait(ConfigureAwaitOptions.None);
                return tokens.AccessToken;
            }
        }
        """);
}
