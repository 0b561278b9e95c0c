using RefreshRace.CodeFixes.Tests.Harness;
using Xunit;

namespace RefreshRace.CodeFixes.Tests;

/// <summary>RR0006, RR0007 and RR0008 by the real analyzer: the map of tasks becomes a flight.</summary>
public sealed class SharedEntryTests
{
    [Fact]
    public Task A_task_that_a_finally_removes() => VerifyAsync(
        "RR0006",
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            // What runs.
            private readonly ConcurrentDictionary<string, Task<TokenResponse>> _running = new();

            public async Task<string> EnsureAsync(string refreshToken)
            {
                var running = _running.GetOrAdd(refreshToken, token => {|RR0006:provider.RedeemAsync(token)|});
                try
                {
                    var tokens = await running.ConfigureAwait(false);
                    await store.SaveAsync(tokens).ConfigureAwait(false);
                    return tokens.AccessToken;
                }
                finally
                {
                    // Over.
                    _running.TryRemove(refreshToken, out _);
                }
            }
        }
        """,
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            // What runs.
            private readonly SingleFlight<string, TokenResponse> _running = new();

            public async Task<string> EnsureAsync(string refreshToken)
            {
                var running = _running.RunAsync(refreshToken, (token, flightToken) => provider.RedeemAsync(token, flightToken));
                var tokens = await running.ConfigureAwait(false);
                await store.SaveAsync(tokens).ConfigureAwait(false);
                return tokens.AccessToken;
            }
        }
        """);

    [Fact]
    public Task A_lazy_task_that_stays_after_a_failure() => VerifyAsync(
        "RR0007",
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private readonly ConcurrentDictionary<string, Lazy<Task<TokenResponse>>> _running = new();

            public async Task<string> EnsureAsync(string refreshToken)
            {
                Lazy<Task<TokenResponse>> running = _running.GetOrAdd(refreshToken, token => new Lazy<Task<TokenResponse>>(() => {|RR0007:provider.RedeemAsync(token)|}));
                var tokens = await running.Value;
                await store.SaveAsync(tokens);
                _running.TryRemove(refreshToken, out _);
                return tokens.AccessToken;
            }
        }
        """,
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private readonly SingleFlight<string, TokenResponse> _running = new();

            public async Task<string> EnsureAsync(string refreshToken)
            {
                Task<TokenResponse> running = _running.RunAsync(refreshToken, (token, flightToken) => provider.RedeemAsync(token, flightToken));
                var tokens = await running;
                await store.SaveAsync(tokens);
                return tokens.AccessToken;
            }
        }
        """);

    [Fact]
    public Task A_core_of_several_statements_runs_on_the_flights_token_and_the_caller_can_leave() => VerifyAsync(
        "RR0006",
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private static readonly ConcurrentDictionary<string, Task<TokenResponse>> Running = new ConcurrentDictionary<string, Task<TokenResponse>>();

            public Task<TokenResponse> EnsureAsync(string refreshToken, CancellationToken cancellationToken)
            {
                return Running.GetOrAdd(refreshToken, async token =>
                {
                    // The exchange.
                    var tokens = await {|RR0006:provider.RedeemAsync(token, cancellationToken)|};
                    await store.SaveAsync(tokens);
                    return tokens;
                });
            }
        }
        """,
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private static readonly SingleFlight<string, TokenResponse> Running = new();

            public Task<TokenResponse> EnsureAsync(string refreshToken, CancellationToken cancellationToken)
            {
                return Running.RunAsync(refreshToken, async (token, flightToken) =>
                {
                    // The exchange.
                    var tokens = await provider.RedeemAsync(token, flightToken);
                    await store.SaveAsync(tokens);
                    return tokens;
                }, cancellationToken);
            }
        }
        """);

    [Fact]
    public Task Under_another_key_than_the_token_nothing_is_kept() => VerifyAsync(
        "RR0006",
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private readonly ConcurrentDictionary<string, Task<TokenResponse>> _running = new();

            public async Task<TokenResponse> EnsureAsync(string user)
            {
                try
                {
                    return await _running.GetOrAdd(user, _ => {|RR0006:provider.RedeemAsync(store.RefreshToken)|});
                }
                finally
                {
                    _running.TryRemove(user, out var _);
                }
            }
        }
        """,
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private readonly SingleFlight<string, TokenResponse> _running = new(new SingleFlightOptions<string, TokenResponse> { RetainFor = TimeSpan.Zero });

            public async Task<TokenResponse> EnsureAsync(string user)
            {
                return await _running.RunAsync(user, (_, flightToken) => provider.RedeemAsync(store.RefreshToken, flightToken));
            }
        }
        """);

    [Fact]
    public Task A_method_of_the_key_is_handed_over_as_it_is_or_called() => VerifyAsync(
        "RR0006",
        """
        public sealed class Sessions(IProvider provider)
        {
            private readonly ConcurrentDictionary<string, Task<TokenResponse>> _running = new();

            public async Task<TokenResponse> EnsureAsync(string refreshToken)
            {
                var running = _running.GetOrAdd(refreshToken, ExchangeAsync);
                _ = running.ContinueWith(_ => _running.TryRemove(refreshToken, out var _), TaskScheduler.Default);
                return await running;
            }

            private Task<TokenResponse> ExchangeAsync(string refreshToken) => {|RR0006:provider.RedeemAsync(refreshToken)|};
        }
        """,
        """
        public sealed class Sessions(IProvider provider)
        {
            private readonly SingleFlight<string, TokenResponse> _running = new();

            public async Task<TokenResponse> EnsureAsync(string refreshToken)
            {
                var running = _running.RunAsync(refreshToken, (token, _) => ExchangeAsync(token));
                return await running;
            }

            private Task<TokenResponse> ExchangeAsync(string refreshToken) => provider.RedeemAsync(refreshToken);
        }
        """);

    [Fact]
    public Task A_factory_that_removes_its_own_entry_need_not_do_so_any_more() => VerifyAsync(
        "RR0006",
        """
        public sealed class Sessions(IProvider provider)
        {
            private readonly ConcurrentDictionary<string, Task<TokenResponse>> _running = new();

            public async Task<TokenResponse> EnsureAsync(string refreshToken)
            {
                return await _running.GetOrAdd(refreshToken, async token =>
                {
                    try
                    {
                        return await {|RR0006:provider.RedeemAsync(token)|};
                    }
                    finally
                    {
                        _running.TryRemove(token, out _);
                    }
                });
            }
        }
        """,
        """
        public sealed class Sessions(IProvider provider)
        {
            private readonly SingleFlight<string, TokenResponse> _running = new();

            public async Task<TokenResponse> EnsureAsync(string refreshToken)
            {
                return await _running.RunAsync(refreshToken, async (token, flightToken) =>
                {
                    return await provider.RedeemAsync(token, flightToken);
                });
            }
        }
        """);

    [Fact]
    public Task A_lazy_over_a_method_that_takes_no_key_names_none() => VerifyAsync(
        "RR0007",
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private readonly ConcurrentDictionary<string, Lazy<Task<TokenResponse>>> _running = new();

            public Task<TokenResponse> EnsureAsync() => _running.GetOrAdd(store.RefreshToken, _ => new Lazy<Task<TokenResponse>>(ExchangeAsync)).Value;

            private Task<TokenResponse> ExchangeAsync() => {|RR0007:provider.RedeemAsync(store.RefreshToken)|};
        }
        """,
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private readonly SingleFlight<string, TokenResponse> _running = new();

            public Task<TokenResponse> EnsureAsync() => _running.RunAsync(store.RefreshToken, (_, _) => ExchangeAsync());

            private Task<TokenResponse> ExchangeAsync() => provider.RedeemAsync(store.RefreshToken);
        }
        """);

    [Theory]
    [InlineData("public int Count => _running.Count;")]
    [InlineData("public void Clear() => _running.Clear();")]
    [InlineData("public bool Knows(string token) => _running.ContainsKey(token);")]
    public Task A_map_that_is_used_otherwise_stays(string member)
    {
        var source = "public sealed class Sessions(IProvider provider)\n{\n    private readonly ConcurrentDictionary<string, Task<TokenResponse>> _running = new();\n\n    " + member
            + "\n\n    public Task<TokenResponse> EnsureAsync(string refreshToken) => _running.GetOrAdd(refreshToken, token => {|RR0006:provider.RedeemAsync(token)|});\n}\n";
        return VerifyAsync("RR0006", source, source);
    }

    [Fact]
    public Task Arguments_by_name_are_left_alone()
    {
        const string Source = """
            public sealed class Sessions(IProvider provider, ITokenStore store)
            {
                private readonly ConcurrentDictionary<string, Task<TokenResponse>> _running = new();

                public Task<TokenResponse> EnsureAsync() =>
                    _running.GetOrAdd(key: store.RefreshToken, valueFactory: token => {|RR0006:provider.RedeemAsync(token)|});
            }
            """;
        return VerifyAsync("RR0006", Source, Source);
    }

    [Fact]
    public Task What_is_static_in_the_factory_gets_no_token() => VerifyAsync(
        "RR0006",
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private readonly ConcurrentDictionary<string, Task<TokenResponse>> _running = new();

            public Task<TokenResponse> EnsureAsync() =>
                _running.GetOrAdd(store.RefreshToken, async token =>
                {
                    await WaitAsync();
                    return await {|RR0006:provider.RedeemAsync(token)|};

                    static Task WaitAsync() => Task.Delay(1);
                });
        }
        """,
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private readonly SingleFlight<string, TokenResponse> _running = new();

            public Task<TokenResponse> EnsureAsync() =>
                _running.RunAsync(store.RefreshToken, async (token, flightToken) =>
                {
                    await WaitAsync();
                    return await provider.RedeemAsync(token, flightToken);

                    static Task WaitAsync() => Task.Delay(1);
                });
        }
        """);

    private static Task VerifyAsync(string rule, string source, string fixedSource) =>
        Analyzed.VerifyAsync<SharedTaskFix>(rule + SharedTaskFix.KeySuffix, ["System", "System.Collections.Concurrent"], source, fixedSource);
}
