using RefreshRace.CodeFixes.Tests.Harness;
using Xunit;

namespace RefreshRace.CodeFixes.Tests.SingleFlight;

/// <summary>How the core of a guarded member is written: what it is called, takes, and needs of its object.</summary>
public sealed class CoreTests
{
    [Theory]
    [InlineData("Task<TokenResponse>", "RefreshAsync", "RefreshCoreAsync", "RedeemAsync")]
    [InlineData("Task<TokenResponse>", "Refresh", "RefreshCore", "RedeemAsync")]
    [InlineData("TokenResponse", "Refresh", "RefreshCore", "Redeem")]
    [InlineData("TokenResponse", "RefreshAsync", "RefreshCore", "Redeem")]
    public Task A_core_is_called_as_its_member_is_and_says_async_where_it_is_awaited(string returns, string member, string core, string method)
    {
        var flight = returns == "TokenResponse" ? "Run" : "RunAsync";
        var source = $"public sealed class Sessions(IProvider provider)\n{{\n    public {returns} {member}(string refreshToken)\n    {{\n        Console.WriteLine();\n        return [|provider.{method}(refreshToken)|];\n    }}\n}}";
        return Marked.FixAsync(source, $$"""
            public sealed class Sessions(IProvider provider)
            {
                private static readonly SingleFlight<string, TokenResponse> s_refreshFlight = new();

                public {{returns}} {{member}}(string refreshToken)
                {
                    return s_refreshFlight.{{flight}}(refreshToken, (token, _) => {{core}}(token));
                }

                private {{returns}} {{core}}(string refreshToken)
                {
                    Console.WriteLine();
                    return provider.{{method}}(refreshToken);
                }
            }
            """);
    }

    [Fact]
    public Task A_getter_and_an_implementation_did_not_choose_their_names() => Marked.FixAsync(
        """
        public interface IRefreshes { Task<TokenResponse> Refresh(string refreshToken); }

        public sealed class Sessions(IProvider provider, ITokenStore store) : IRefreshes
        {
            public Task<TokenResponse> Current
            {
                get
                {
                    Console.WriteLine();
                    return [|provider.RedeemAsync(store.RefreshToken)|];
                }
            }

            public async Task<TokenResponse> Refresh(string refreshToken)
            {
                var tokens = await [|provider.RedeemAsync(refreshToken)|];
                return tokens;
            }
        }
        """,
        """
        public interface IRefreshes { Task<TokenResponse> Refresh(string refreshToken); }

        public sealed class Sessions(IProvider provider, ITokenStore store) : IRefreshes
        {
            private static readonly SingleFlight<string, TokenResponse> s_refreshFlight = new();
            private static readonly SingleFlight<string, TokenResponse> s_refreshFlight2 = new();

            public Task<TokenResponse> Current
            {
                get
                {
                    Console.WriteLine();
                    return s_refreshFlight.RunAsync(store.RefreshToken, (token, flightToken) => provider.RedeemAsync(token, flightToken));
                }
            }

            public Task<TokenResponse> Refresh(string refreshToken)
            {
                return s_refreshFlight2.RunAsync(refreshToken, (token, _) => RefreshCoreAsync(token));
            }

            private async Task<TokenResponse> RefreshCoreAsync(string refreshToken)
            {
                var tokens = await provider.RedeemAsync(refreshToken);
                return tokens;
            }
        }
        """,
        configure: test => test.NumberOfIncrementalIterations = 2);

    [Fact]
    public Task Its_cancellation_token_comes_last_where_defaults_no_longer_follow() => Marked.FixAsync(
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            public async Task<string> RefreshAsync(
                CancellationToken ct,
                string refreshToken = "",
                string scope = "api")
            {
                var tokens = await [|provider.RedeemScopedAsync(refreshToken, scope, ct)|];
                store.Save(tokens);
                return tokens.AccessToken;
            }

            public async Task<string> RenewAsync(CancellationToken ct, string refreshToken = "")
            {
                var tokens = await [|provider.RedeemAsync(refreshToken, ct)|];
                store.Save(tokens);
                return tokens.AccessToken;
            }
        }
        """,
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private static readonly SingleFlight<(string RefreshToken, string Scope), string> s_refreshFlight = new();
            private static readonly SingleFlight<string, string> s_renewFlight = new();

            public Task<string> RefreshAsync(
                CancellationToken ct,
                string refreshToken = "",
                string scope = "api")
            {
                return s_refreshFlight.RunAsync((refreshToken, scope), (key, flightToken) => RefreshCoreAsync(key.RefreshToken, key.Scope, flightToken), ct);
            }

            private async Task<string> RefreshCoreAsync(
                string refreshToken,
                string scope,
                CancellationToken ct)
            {
                var tokens = await provider.RedeemScopedAsync(refreshToken, scope, ct);
                store.Save(tokens);
                return tokens.AccessToken;
            }

            public Task<string> RenewAsync(CancellationToken ct, string refreshToken = "")
            {
                return s_renewFlight.RunAsync(refreshToken, RenewCoreAsync, ct);
            }

            private async Task<string> RenewCoreAsync(string refreshToken, CancellationToken ct)
            {
                var tokens = await provider.RedeemAsync(refreshToken, ct);
                store.Save(tokens);
                return tokens.AccessToken;
            }
        }
        """,
        configure: test => test.NumberOfIncrementalIterations = 2);

    [Fact]
    public Task It_is_static_where_it_uses_nothing_of_its_object() => Marked.FixAsync(
        """
        public class Base
        {
            protected string Name => "";

            public virtual Task<string> RenewAsync(IProvider provider, string refreshToken) => Task.FromResult(Name);
        }

        public class Sessions : Base
        {
            public override async Task<string> RenewAsync(IProvider provider, string refreshToken)
            {
                var tokens = await [|provider.RedeemAsync(refreshToken)|];
                return tokens.AccessToken;
            }

            public async Task<string> RefreshAsync(IProvider provider, string refreshToken)
            {
                var tokens = await [|provider.RedeemAsync(refreshToken)|];
                return tokens.AccessToken + Name;
            }
        }
        """,
        """
        public class Base
        {
            protected string Name => "";

            public virtual Task<string> RenewAsync(IProvider provider, string refreshToken) => Task.FromResult(Name);
        }

        public class Sessions : Base
        {
            private static readonly SingleFlight<string, string> s_renewFlight = new();
            private static readonly SingleFlight<string, string> s_refreshFlight = new();

            public override Task<string> RenewAsync(IProvider provider, string refreshToken)
            {
                return s_renewFlight.RunAsync(refreshToken, (token, _) => RenewCoreAsync(provider, token));
            }

            private static async Task<string> RenewCoreAsync(IProvider provider, string refreshToken)
            {
                var tokens = await provider.RedeemAsync(refreshToken);
                return tokens.AccessToken;
            }

            public Task<string> RefreshAsync(IProvider provider, string refreshToken)
            {
                return s_refreshFlight.RunAsync(refreshToken, (token, _) => RefreshCoreAsync(provider, token));
            }

            private async Task<string> RefreshCoreAsync(IProvider provider, string refreshToken)
            {
                var tokens = await provider.RedeemAsync(refreshToken);
                return tokens.AccessToken + Name;
            }
        }
        """,
        configure: test => test.NumberOfIncrementalIterations = 2);

    [Theory]
    [InlineData(".ConfigureAwait(false)", ".ConfigureAwait(false)")]
    [InlineData(".ConfigureAwait(continueOnCapturedContext: false)", ".ConfigureAwait(continueOnCapturedContext: false)")]
    [InlineData(".ConfigureAwait(ConfigureAwaitOptions.None)", ".ConfigureAwait(ConfigureAwaitOptions.None)")]
    [InlineData("", "")]
    public Task A_new_await_is_configured_in_the_words_of_the_others(string written, string expected)
    {
        const string Read = "public class Sessions(IProvider provider, ITokenStore store)\n{\nFIELD    public async Task<string> RefreshAsync()\n    {\n        await Task.Yield();\n        var refreshToken = await store.GetRefreshTokenAsync()AWAIT;\n";
        const string Rest = "        return tokens.AccessToken;\n    }\n}";
        return Marked.FixAsync(
            (Read.Replace("FIELD", "") + "        var tokens = await [|provider.RedeemAsync(refreshToken)|]AWAIT;\n        store.Save(tokens);\n" + Rest).Replace("AWAIT", written),
            (Read.Replace("FIELD", "    private static readonly SingleFlight<string, TokenResponse> s_refreshFlight = new();\n\n")
                + "        var tokens = await s_refreshFlight.RunAsync(refreshToken, async (token, flightToken) =>\n        {\n            var tokens = await provider.RedeemAsync(token, flightToken)AWAIT;\n"
                + "            store.Save(tokens);\n            return tokens;\n        })" + expected + ";\n" + Rest).Replace("AWAIT", written));
    }

    /// <summary>Spans, logs and metrics are looked for by that name.</summary>
    [Fact]
    public Task Calls_that_are_told_their_members_name_are_told_the_same_one() => Marked.FixAsync(
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            public async Task<string> RefreshAsync(string refreshToken)
            {
                Trace();
                Action late = () => Trace(level: 2);
                var tokens = await [|provider.RedeemAsync(refreshToken)|];
                store.Save(tokens);
                Trace("saved", 1);
                late();
                return tokens.AccessToken;
            }

            private static void Trace([System.Runtime.CompilerServices.CallerMemberName] string member = "", int level = 0) => Console.WriteLine(member + level);
        }
        """,
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private static readonly SingleFlight<string, string> s_refreshFlight = new();

            public Task<string> RefreshAsync(string refreshToken)
            {
                return s_refreshFlight.RunAsync(refreshToken, (token, _) => RefreshCoreAsync(token));
            }

            private async Task<string> RefreshCoreAsync(string refreshToken)
            {
                Trace(nameof(RefreshAsync));
                Action late = () => Trace(level: 2, member: nameof(RefreshAsync));
                var tokens = await provider.RedeemAsync(refreshToken);
                store.Save(tokens);
                Trace("saved", 1);
                late();
                return tokens.AccessToken;
            }

            private static void Trace([System.Runtime.CompilerServices.CallerMemberName] string member = "", int level = 0) => Console.WriteLine(member + level);
        }
        """);

    [Fact]
    public Task And_so_they_are_behind_statements_that_stay() => Marked.FixAsync(
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            public async Task<string> RefreshAsync()
            {
                var refreshToken = await store.GetRefreshTokenAsync();
                Trace();
                var tokens = await [|provider.RedeemAsync(refreshToken)|];
                store.Save(tokens);
                return tokens.AccessToken;
            }

            private static void Trace([System.Runtime.CompilerServices.CallerMemberName] string member = "") => Console.WriteLine(member);
        }
        """,
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private static readonly SingleFlight<string, TokenResponse> s_refreshFlight = new();

            public async Task<string> RefreshAsync()
            {
                var refreshToken = await store.GetRefreshTokenAsync();
                Trace();
                var tokens = await s_refreshFlight.RunAsync(refreshToken, async (token, flightToken) =>
                {
                    var tokens = await provider.RedeemAsync(token, flightToken);
                    store.Save(tokens);
                    return tokens;
                });
                return tokens.AccessToken;
            }

            private static void Trace([System.Runtime.CompilerServices.CallerMemberName] string member = "") => Console.WriteLine(member);
        }
        """);

    [Theory]
    [InlineData("[Obsolete(\"Use the other.\")]")]
    [InlineData("[System.Diagnostics.CodeAnalysis.ExperimentalAttribute(\"A1\")]")]
    public Task What_lets_the_body_use_what_it_uses_comes_along(string attribute) => Marked.FixAsync(
        $$"""
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            /// <summary>Refreshes.</summary>
            [System.ComponentModel.Description("Refreshes"), {{attribute.Trim('[', ']')}}]
            public async Task<string> RefreshAsync(string refreshToken)
            {
                Note();
                var tokens = await [|provider.RedeemAsync(refreshToken)|];
                store.Save(tokens);
                return tokens.AccessToken;
            }

            {{attribute}}
            private static void Note() { }
        }
        """,
        $$"""
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private static readonly SingleFlight<string, string> s_refreshFlight = new();

            /// <summary>Refreshes.</summary>
            [System.ComponentModel.Description("Refreshes"), {{attribute.Trim('[', ']')}}]
            public Task<string> RefreshAsync(string refreshToken)
            {
                return s_refreshFlight.RunAsync(refreshToken, (token, _) => RefreshCoreAsync(token));
            }

            {{attribute}}
            private async Task<string> RefreshCoreAsync(string refreshToken)
            {
                Note();
                var tokens = await provider.RedeemAsync(refreshToken);
                store.Save(tokens);
                return tokens.AccessToken;
            }

            {{attribute}}
            private static void Note() { }
        }
        """);
}
