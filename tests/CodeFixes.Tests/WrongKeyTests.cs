using RefreshRace.CodeFixes.Tests.Harness;
using Xunit;

namespace RefreshRace.CodeFixes.Tests;

/// <summary>RR0009 by the real analyzer: the token that the delegate presents becomes the key.</summary>
public sealed class WrongKeyTests
{
    [Fact]
    public Task A_constant_gives_way_to_the_token_and_the_delegate_uses_its_key() => VerifyAsync(
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private static readonly SingleFlight<string, TokenResponse> s_flight = new();

            public Task<TokenResponse> StartAsync() => EnsureAsync(store.RefreshToken, default);

            private Task<TokenResponse> EnsureAsync(string userRefreshToken, CancellationToken cancellationToken) =>
                s_flight.RunAsync("refresh" /* all */, (_, flightToken) => {|RR0009:provider.RedeemAsync(userRefreshToken, flightToken)|}, cancellationToken);
        }
        """,
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private static readonly SingleFlight<string, TokenResponse> s_flight = new();

            public Task<TokenResponse> StartAsync() => EnsureAsync(store.RefreshToken, default);

            private Task<TokenResponse> EnsureAsync(string userRefreshToken, CancellationToken cancellationToken) =>
                s_flight.RunAsync(userRefreshToken /* all */, (token, flightToken) => provider.RedeemAsync(token, flightToken), cancellationToken);
        }
        """);

    [Fact]
    public Task A_name_that_the_delegate_gave_its_key_stays() => VerifyAsync(
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private static readonly SingleFlight<string, TokenResponse> s_flight = new();

            public Task<TokenResponse> StartAsync() => EnsureAsync(store.RefreshToken, default);

            private Task<TokenResponse> EnsureAsync(string userRefreshToken, CancellationToken cancellationToken) =>
                s_flight.RunAsync(
                    "refresh",
                    async (key, flightToken) =>
                    {
                        var tokens = await {|RR0009:provider.RedeemAsync(userRefreshToken, flightToken)|};
                        await store.SaveAsync(tokens);
                        return tokens;
                    },
                    cancellationToken);
        }
        """,
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private static readonly SingleFlight<string, TokenResponse> s_flight = new();

            public Task<TokenResponse> StartAsync() => EnsureAsync(store.RefreshToken, default);

            private Task<TokenResponse> EnsureAsync(string userRefreshToken, CancellationToken cancellationToken) =>
                s_flight.RunAsync(
                    userRefreshToken,
                    async (key, flightToken) =>
                    {
                        var tokens = await provider.RedeemAsync(key, flightToken);
                        await store.SaveAsync(tokens);
                        return tokens;
                    },
                    cancellationToken);
        }
        """);

    [Fact]
    public Task What_is_named_after_the_token_keeps_its_name() => VerifyAsync(
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private static readonly SingleFlight<string, TokenResponse> s_flight = new();

            public Task<TokenResponse> StartAsync() => EnsureAsync(store.RefreshToken, default);

            private Task<TokenResponse> EnsureAsync(string userRefreshToken, CancellationToken cancellationToken) =>
                s_flight.RunAsync(
                    "refresh",
                    (_, flightToken) =>
                    {
                        System.Console.WriteLine(new { userRefreshToken });
                        return {|RR0009:provider.RedeemAsync(userRefreshToken, flightToken)|};
                    },
                    cancellationToken);
        }
        """,
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private static readonly SingleFlight<string, TokenResponse> s_flight = new();

            public Task<TokenResponse> StartAsync() => EnsureAsync(store.RefreshToken, default);

            private Task<TokenResponse> EnsureAsync(string userRefreshToken, CancellationToken cancellationToken) =>
                s_flight.RunAsync(
                    userRefreshToken,
                    (token, flightToken) =>
                    {
                        System.Console.WriteLine(new { userRefreshToken = token });
                        return provider.RedeemAsync(token, flightToken);
                    },
                    cancellationToken);
        }
        """);

    /// <summary>The next token is not the key, and what another thing has the same name is not it either.</summary>
    [Fact]
    public Task What_is_written_or_means_something_else_in_the_delegate_stays() => VerifyAsync(
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private static readonly SingleFlight<string, TokenResponse> s_flight = new();

            public Task<TokenResponse> StartAsync() => EnsureAsync(store.RefreshToken, default);

            private Task<TokenResponse> EnsureAsync(string userRefreshToken, CancellationToken cancellationToken) =>
                s_flight.RunAsync(
                    "refresh",
                    async (_, flightToken) =>
                    {
                        System.Func<string, string> show = userRefreshToken => userRefreshToken;
                        var tokens = await {|RR0009:provider.RedeemAsync(userRefreshToken, flightToken)|};
                        userRefreshToken = tokens.RefreshToken;
                        System.Console.WriteLine(show(userRefreshToken));
                        await store.SaveAsync(tokens);
                        return tokens;
                    },
                    cancellationToken);
        }
        """,
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private static readonly SingleFlight<string, TokenResponse> s_flight = new();

            public Task<TokenResponse> StartAsync() => EnsureAsync(store.RefreshToken, default);

            private Task<TokenResponse> EnsureAsync(string userRefreshToken, CancellationToken cancellationToken) =>
                s_flight.RunAsync(
                    userRefreshToken,
                    async (token, flightToken) =>
                    {
                        System.Func<string, string> show = userRefreshToken => userRefreshToken;
                        var tokens = await provider.RedeemAsync(token, flightToken);
                        userRefreshToken = tokens.RefreshToken;
                        System.Console.WriteLine(show(userRefreshToken));
                        await store.SaveAsync(tokens);
                        return tokens;
                    },
                    cancellationToken);
        }
        """);

    [Fact]
    public Task A_token_that_the_delegate_changes_before_it_presents_it_is_no_key()
    {
        const string Source = """
            public sealed class Sessions(IProvider provider, ITokenStore store)
            {
                private static readonly SingleFlight<string, TokenResponse> s_flight = new();

                public Task<TokenResponse> StartAsync() => EnsureAsync(store.RefreshToken, default);

                private Task<TokenResponse> EnsureAsync(string userRefreshToken, CancellationToken cancellationToken) =>
                    s_flight.RunAsync(
                        "refresh",
                        async (_, flightToken) =>
                        {
                            userRefreshToken = userRefreshToken.Trim();
                            return await {|RR0009:provider.RedeemAsync(userRefreshToken, flightToken)|};
                        },
                        cancellationToken);
            }
            """;
        return VerifyAsync(Source, Source);
    }

    [Fact]
    public Task A_token_that_only_the_delegate_knows_is_no_key()
    {
        const string Source = """
            public sealed class Sessions(IProvider provider, ITokenStore store)
            {
                private static readonly SingleFlight<string, TokenResponse> s_flight = new();

                public Task<TokenResponse> EnsureAsync(string user, CancellationToken cancellationToken) =>
                    s_flight.RunAsync(
                        "refresh",
                        async (_, flightToken) =>
                        {
                            var refreshToken = user + await store.GetRefreshTokenAsync();
                            return await {|RR0009:provider.RedeemAsync(refreshToken, flightToken)|};
                        },
                        cancellationToken);
            }
            """;
        return VerifyAsync(Source, Source);
    }

    [Fact]
    public Task A_token_that_may_be_missing_is_no_key()
    {
        const string Source = """
            public sealed class Sessions(IProvider provider, ITokenStore store)
            {
                private static readonly SingleFlight<string, TokenResponse> s_flight = new();

                public Task<TokenResponse> StartAsync() => EnsureAsync(store.RefreshToken, default);

                private Task<TokenResponse> EnsureAsync(string? userRefreshToken, CancellationToken cancellationToken) =>
                    s_flight.RunAsync("refresh", (_, flightToken) => {|RR0009:provider.RedeemAsync(userRefreshToken, flightToken)|}, cancellationToken);
            }
            """;
        return VerifyAsync(Source, Source);
    }

    private static Task VerifyAsync(string source, string fixedSource) => Analyzed.VerifyAsync<WrongKeyFix>(WrongKeyFix.Key, [], source, fixedSource);
}
