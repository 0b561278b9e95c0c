using RefreshRace.Analyzers;
using RefreshRace.CodeFixes.Tests.Harness;
using RefreshRace.CodeFixes.Tests.Rethrow;
using Xunit;

namespace RefreshRace.CodeFixes.Tests.Neighbours;

/// <summary>Tasks that are kept for others, and flights that are used in a wrong way.</summary>
public sealed class SharingNeighbourTests
{
    [Theory]
    [InlineData("return _inFlight ??= provider.RedeemAsync(store.RefreshToken);", "Task<TokenResponse>")]
    [InlineData("_inFlight ??= provider.RedeemAsync(store.RefreshToken);\n        try\n        {\n            return await _inFlight.ConfigureAwait(false);\n        }\n        finally\n        {\n            _inFlight = null;\n        }", "async Task<TokenResponse>")]
    [InlineData("if (_inFlight is null || _inFlight.IsCompleted)\n        {\n            _inFlight = provider.RedeemAsync(store.RefreshToken);\n        }\n\n        return await _inFlight.ConfigureAwait(false);", "async ValueTask<TokenResponse>")]
    [InlineData("lock (_gate)\n        {\n            return _inFlight ??= provider.RedeemAsync(store.RefreshToken);\n        }", "Task<TokenResponse>")]
    public Task A_task_in_a_field(string body, string returns) => Quiet.StaysAsync<RefreshRaceAnalyzer, SharedTaskFix>(
        $$"""
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            {{(body.StartsWith("lock", StringComparison.Ordinal) ? "private readonly object _gate = new();" : "")}}
            private Task<TokenResponse>? _inFlight;

            public {{returns}} EnsureAsync()
            {
                {{body}}
            }
        }
        """);

    [Fact]
    public Task A_task_on_the_callers_token() => Quiet.StaysAsync<RefreshRaceAnalyzer, SharedTaskFix>(
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private readonly object _gate = new();
            private Task<TokenResponse>? _inFlight;

            public async Task<TokenResponse> EnsureAsync(CancellationToken cancellationToken)
            {
                Task<TokenResponse> task;
                lock (_gate)
                {
                    if (_inFlight is null || _inFlight.IsCompleted)
                    {
                        _inFlight = provider.RedeemAsync(store.RefreshToken, cancellationToken);
                    }

                    task = _inFlight;
                }

                return await task.ConfigureAwait(false);
            }
        }
        """);

    [Fact]
    public Task A_helper_whose_task_is_kept() => Quiet.StaysAsync<MarkedRefreshAnalyzer, SharedTaskFix>(
        """
        public sealed class Sessions(IProvider provider, string start)
        {
            private Task? _inFlight;
            private string _refreshToken = start;

            public async Task EnsureAsync(CancellationToken cancellationToken)
            {
                await (_inFlight ??= RefreshAsync(cancellationToken)).ConfigureAwait(false);
                _inFlight = null;
            }

            private async Task RefreshAsync(CancellationToken cancellationToken)
            {
                var tokens = await provider.RedeemAsync(_refreshToken, cancellationToken).ConfigureAwait(false);
                _refreshToken = tokens.RefreshToken;
            }
        }
        """,
        rule: "RR0006");

    [Fact]
    public Task A_flag_or_a_dictionary_that_stays() => Quiet.StaysAsync<RefreshRaceAnalyzer, SharedTaskFix>(
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private readonly System.Collections.Concurrent.ConcurrentDictionary<string, Task<TokenResponse>> _inFlight = new(StringComparer.Ordinal);

            public Task<TokenResponse> EnsureAsync(string user) => _inFlight.GetOrAdd(user, _ => RefreshAsync());

            private async Task<TokenResponse> RefreshAsync()
            {
                var tokens = await provider.RedeemAsync(store.RefreshToken).ConfigureAwait(false);
                await store.SaveAsync(tokens).ConfigureAwait(false);
                return tokens;
            }
        }
        """);

    [Fact]
    public Task A_flight_per_call() => Quiet.StaysAsync<RefreshRaceAnalyzer, MisusedFlightFix>(
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            public async Task<TokenResponse> EnsureAsync(CancellationToken cancellationToken)
            {
                var flight = new SingleFlight<string, TokenResponse>();
                return await flight.RunAsync(store.RefreshToken, (token, flightToken) => provider.RedeemAsync(token, flightToken), cancellationToken).ConfigureAwait(false);
            }
        }
        """);

    [Fact]
    public Task A_flight_on_the_callers_token() => Quiet.StaysAsync<RefreshRaceAnalyzer, MisusedFlightFix>(
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private static readonly SingleFlight<string, TokenResponse> s_flight = new();

            public Task<TokenResponse> EnsureAsync(CancellationToken cancellationToken) =>
                s_flight.RunAsync(store.RefreshToken, (token, _) => provider.RedeemAsync(token, cancellationToken), cancellationToken);

            public async Task<TokenResponse> RenewAsync(CancellationToken cancellationToken)
            {
                return await s_flight.RunAsync(
                    store.RefreshToken,
                    async (token, _) =>
                    {
                        cancellationToken.ThrowIfCancellationRequested();
                        var tokens = await provider.RedeemAsync(token, cancellationToken).ConfigureAwait(false);
                        await store.SaveAsync(tokens).ConfigureAwait(false);
                        return tokens;
                    },
                    cancellationToken).ConfigureAwait(false);
            }
        }
        """);

    [Fact]
    public Task Catches_that_swallow() => Quiet.StaysAsync<MarkedSwallowAnalyzer, RethrowFix>(
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            public async Task<string?> ReturnsNullAsync(CancellationToken cancellationToken)
            {
                try
                {
                    var tokens = await provider.RedeemAsync(store.RefreshToken, cancellationToken).ConfigureAwait(false);
                    return tokens.AccessToken;
                }
                catch (Exception exception)
                {
                    Console.WriteLine(exception);
                    return null;
                }
            }

            public async Task<string?> FallsThroughAsync(CancellationToken cancellationToken)
            {
                string? token = null;
                try
                {
                    var tokens = await provider.RedeemAsync(store.RefreshToken, cancellationToken).ConfigureAwait(false);
                    token = tokens.AccessToken;
                }
                catch (HttpRequestException)
                {
                    // Nothing to do.
                }

                return token;
            }

            public async Task<bool> TellsNothingAsync(CancellationToken cancellationToken)
            {
                try
                {
                    await provider.RedeemOnlyAsync(store.RefreshToken, cancellationToken).ConfigureAwait(false);
                }
                catch
                {
                    return false;
                }

                return true;
            }

            public string? Synchronous()
            {
                try
                {
                    return provider.Redeem(store.RefreshToken).AccessToken;
                }
                catch (Exception exception) when (exception is TimeoutException)
                {
                    return null;
                }
            }
        }
        """);

    [Fact]
    public Task Answers_that_are_not_a_success() => Quiet.StaysAsync<MarkedSwallowAnalyzer, RethrowFix>(
        """
        public sealed class Sessions(HttpClient http, IProvider provider, ITokenStore store)
        {
            public async Task<string?> ByStatusAsync(CancellationToken cancellationToken)
            {
                using var response = await http.GetAsync(new Uri("https://idp/refresh"), cancellationToken).ConfigureAwait(false);
                if (!response.IsSuccessStatusCode)
                {
                    return null;
                }

                return await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
            }

            public async Task<string?> ByChoiceAsync(CancellationToken cancellationToken)
            {
                using var response = await http.GetAsync(new Uri("https://idp/refresh"), cancellationToken).ConfigureAwait(false);
                return response.IsSuccessStatusCode ? await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false) : null;
            }

            public async Task<string?> ByErrorAsync(CancellationToken cancellationToken)
            {
                var answer = await provider.RedeemWithErrorAsync(store.RefreshToken, cancellationToken).ConfigureAwait(false);
                if (answer.IsError)
                {
                    return null;
                }

                return answer.AccessToken;
            }
        }
        """);
}
