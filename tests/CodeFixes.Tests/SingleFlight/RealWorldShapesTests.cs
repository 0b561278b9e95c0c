using RefreshRace.Analyzers;
using RefreshRace.CodeFixes.Tests.Harness;
using RefreshRace.Verification;
using Xunit;

namespace RefreshRace.CodeFixes.Tests.SingleFlight;

/// <summary>Shapes that the run over public repositories brought up.</summary>
public sealed class RealWorldShapesTests
{
    [Fact]
    public Task A_file_with_tabs_keeps_its_tabs() => Marked.FixAsync(
        "public class Sessions\n{\n\tprivate readonly IProvider _provider = null!;\n\n\tpublic string Name => \"\";\n\n\tpublic async Task<string> RefreshAsync(string refreshToken)\n\t{\n\t\tvar tokens = await [|_provider.RedeemAsync(refreshToken)|];\n\t\treturn tokens.AccessToken;\n\t}\n}",
        "public class Sessions\n{\n\tprivate static readonly SingleFlight<string, string> s_refreshFlight = new();\n\tprivate readonly IProvider _provider = null!;\n\n\tpublic string Name => \"\";\n\n\tpublic Task<string> RefreshAsync(string refreshToken)\n\t{\n\t\treturn s_refreshFlight.RunAsync(refreshToken, (token, _) => RefreshCoreAsync(token));\n\t}\n\n\tprivate async Task<string> RefreshCoreAsync(string refreshToken)\n\t{\n\t\tvar tokens = await _provider.RedeemAsync(refreshToken);\n\t\treturn tokens.AccessToken;\n\t}\n}");

    [Fact]
    public Task A_file_with_two_spaces_keeps_them_and_a_brace_on_the_line_of_its_head() => Marked.FixAsync(
        """
        public class Sessions {
          private readonly IProvider _provider = null!;

          public async Task<string> RefreshAsync(
            string refreshToken,
            CancellationToken cancel = default
          ) {
            var tokens = await [|_provider.RedeemAsync(refreshToken, cancel)|];
            return tokens.AccessToken;

          }
        }
        """,
        """
        public class Sessions {
          private static readonly SingleFlight<string, string> s_refreshFlight = new();
          private readonly IProvider _provider = null!;

          public Task<string> RefreshAsync(
            string refreshToken,
            CancellationToken cancel = default
          ) {
            return s_refreshFlight.RunAsync(refreshToken, RefreshCoreAsync, cancel);
          }

          private async Task<string> RefreshCoreAsync(
            string refreshToken,
            CancellationToken cancel
          ) {
            var tokens = await _provider.RedeemAsync(refreshToken, cancel);
            return tokens.AccessToken;

          }
        }
        """);

    [Fact]
    public Task A_token_that_is_read_asynchronously_stays_outside_of_the_flight_with_its_test() => Marked.FixAsync(
        """
        public class Sessions(IProvider provider, ITokenStore store)
        {
            /// <summary>Renews.</summary>
            public async Task<string> RefreshAsync(CancellationToken cancellationToken)
            {
                // Where the token is.
                var name = provider.ToString();
                var refreshToken = await store.GetRefreshTokenAsync().ConfigureAwait(false);
                if (string.IsNullOrEmpty(refreshToken))
                    return "";

                // Rotates.
                var tokens = await [|provider.RedeemAsync(refreshToken, cancellationToken)|].ConfigureAwait(false);
                await store.SaveAsync(tokens).ConfigureAwait(false);
                return tokens.AccessToken + name;
            }
        }
        """,
        """
        public class Sessions(IProvider provider, ITokenStore store)
        {
            private static readonly SingleFlight<string, TokenResponse> s_refreshFlight = new();

            /// <summary>Renews.</summary>
            public async Task<string> RefreshAsync(CancellationToken cancellationToken)
            {
                // Where the token is.
                var name = provider.ToString();
                var refreshToken = await store.GetRefreshTokenAsync().ConfigureAwait(false);
                if (string.IsNullOrEmpty(refreshToken))
                    return "";

                // Rotates.
                var tokens = await s_refreshFlight.RunAsync(refreshToken, async (token, flightToken) =>
                {
                    var tokens = await provider.RedeemAsync(token, flightToken).ConfigureAwait(false);
                    await store.SaveAsync(tokens).ConfigureAwait(false);
                    return tokens;
                }, cancellationToken).ConfigureAwait(false);
                return tokens.AccessToken + name;
            }
        }
        """);

    [Fact]
    public Task A_member_that_refuses_to_go_on_without_a_token_still_does() => Marked.FixAsync(
        """
        public class Sessions(IProvider provider)
        {
            public async Task<string> RefreshAsync(string refreshToken, CancellationToken cancellationToken)
            {
                if (string.IsNullOrEmpty(refreshToken))
                {
                    throw new ArgumentException("No token.");
                }

                var tokens = await [|provider.RedeemAsync(refreshToken, cancellationToken)|];
                return tokens.AccessToken;
            }
        }
        """,
        """
        public class Sessions(IProvider provider)
        {
            private static readonly SingleFlight<string, TokenResponse> s_refreshFlight = new();

            public async Task<string> RefreshAsync(string refreshToken, CancellationToken cancellationToken)
            {
                if (string.IsNullOrEmpty(refreshToken))
                {
                    throw new ArgumentException("No token.");
                }

                var tokens = await s_refreshFlight.RunAsync(refreshToken, (token, flightToken) => provider.RedeemAsync(token, flightToken), cancellationToken);
                return tokens.AccessToken;
            }
        }
        """);

    private const string Api = """
        public class RefreshRequest { public string Token { get; set; } = ""; public string RefreshToken { get; set; } = ""; }
        public interface IApi
        {
            Task<TokenResponse> RedeemAsync(RefreshRequest request, CancellationToken cancellationToken);
            Task<TokenResponse> RedeemAtAsync(string address, string body);
            Task<TokenResponse> RedeemNamedAsync(string body, bool autoRefreshToken);
        }

        """;

    [Fact]
    public Task A_request_that_is_handed_over_whole_gives_its_token_as_the_key() => Marked.FixAsync(
        Api + """
        public class Sessions(IApi api)
        {
            public async Task<string> RefreshAsync(RefreshRequest request, CancellationToken cancellationToken)
            {
                var tokens = await [|api.RedeemAsync(request, cancellationToken)|];
                return tokens.AccessToken;
            }
        }
        """,
        Api + """
        public class Sessions(IApi api)
        {
            private static readonly SingleFlight<string, TokenResponse> s_refreshFlight = new();

            public async Task<string> RefreshAsync(RefreshRequest request, CancellationToken cancellationToken)
            {
                var tokens = await s_refreshFlight.RunAsync(request.RefreshToken, (_, flightToken) => api.RedeemAsync(request, flightToken), cancellationToken);
                return tokens.AccessToken;
            }
        }
        """);

    [Theory]
    // An address is the same for every user: as the key it would hand one user's tokens to another.
    [InlineData("public static class Endpoints { public static string Refresh = \"api/token/refresh\"; } public class Sessions(IApi api, string body) { public Task<TokenResponse> RefreshAsync(bool force) => [|api.RedeemAtAsync(Endpoints.Refresh, force ? body : \"\")|]; }")]
    [InlineData("public static class Endpoints { public const string RefreshToken = \"api/token/refresh\"; } public class Sessions(IApi api, string body) { public Task<TokenResponse> RefreshAsync(bool force) => [|api.RedeemAtAsync(Endpoints.RefreshToken, force ? body : \"\")|]; }")]
    public async Task An_address_is_no_key(string source)
    {
        var runner = FixRunner.ForMarked();
        var document = runner.NewDocument("using System; using System.Threading; using System.Threading.Tasks; using Sdk; " + Api + source.Replace("[|", "").Replace("|]", ""));
        var offers = await runner.OffersAsync(document, Assert.Single(await runner.AnalyzeAsync(document)));
        Assert.All(offers, offer => Assert.DoesNotContain("SingleFlight", offer.Title, StringComparison.Ordinal));
    }

    [Fact]
    public Task The_name_of_an_argument_is_no_input() => Marked.FixAsync(
        Api + """
        public class Sessions(IApi api)
        {
            public async Task<string> RefreshAsync(string refreshToken)
            {
                var tokens = await [|api.RedeemNamedAsync(refreshToken, autoRefreshToken: false)|];
                return tokens.AccessToken;
            }
        }
        """,
        Api + """
        public class Sessions(IApi api)
        {
            private static readonly SingleFlight<string, TokenResponse> s_refreshFlight = new();

            public async Task<string> RefreshAsync(string refreshToken)
            {
                var tokens = await s_refreshFlight.RunAsync(refreshToken, (token, _) => api.RedeemNamedAsync(token, autoRefreshToken: false));
                return tokens.AccessToken;
            }
        }
        """,
        SingleFlightFix.WrapKey);

    [Fact]
    public async Task A_call_that_leaves_its_result_in_an_object_of_its_caller_is_not_wrapped()
    {
        var runner = FixRunner.ForMarked();
        var document = runner.NewDocument("""
            using System.Threading.Tasks;
            using Sdk;
            public class Exchange { public string Token = ""; public TokenResponse Answer = null!; public void RedeemNow() { } }
            public class Sessions
            {
                public string Refresh(string refreshToken)
                {
                    var exchange = new Exchange { Token = refreshToken };
                    exchange.RedeemNow();
                    return exchange.Answer.AccessToken;
                }
            }
            """);
        var offer = Assert.Single(await runner.OffersAsync(document, Assert.Single(await runner.AnalyzeAsync(document))));
        Assert.Equal("Guard 'Refresh' with SingleFlight", offer.Title);
    }

    [Fact]
    public Task The_branch_without_a_token_needs_no_flight() => CSharpVerifier<RefreshRaceAnalyzer, SingleFlightFix>.VerifyFixAsync(
        """
        using System.Threading.Tasks;
        using Sdk;

        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            public Task<bool> EnsureAsync(string email) => RefreshAsync(store.RefreshToken, email);

            private async Task<bool> RefreshAsync(string? refreshToken, string email)
            {
                if (refreshToken != null)
                {
                    store.Save(await {|RR0001:provider.RedeemAsync(refreshToken)|});
                    return email.Length > 0;
                }

                return false;
            }
        }
        """,
        """
        using System.Threading.Tasks;
        using RefreshRace;
        using Sdk;

        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private static readonly SingleFlight<string> s_refreshFlight = new();

            public Task<bool> EnsureAsync(string email) => RefreshAsync(store.RefreshToken, email);

            private async Task<bool> RefreshAsync(string? refreshToken, string email)
            {
                if (refreshToken != null)
                {
                    await s_refreshFlight.RunAsync(refreshToken, async (token, flightToken) =>
                    {
                        store.Save(await provider.RedeemAsync(token, flightToken));
                    });
                    return email.Length > 0;
                }

                return false;
            }
        }
        """,
        SingleFlightFix.GuardKey,
        test =>
        {
            test.EditorConfig = "refreshrace.refresh_methods = IProvider.RedeemAsync";
            test.Stubs.Add("#nullable disable\n" + Sdk.Source);
        });

    [Fact]
    public Task A_lock_task_that_is_thrown_away_is_awaited() => CSharpVerifier<RefreshRaceAnalyzer, AwaitLockFix>.VerifyFixAsync(
        Lock.Replace("TAKE", "Locks.LockAsync(_gate)").Replace("CALL", "{|RR0014:provider.RedeemAsync(store.RefreshToken)|}"),
        Lock.Replace("TAKE", "await Locks.LockAsync(_gate)").Replace("CALL", "provider.RedeemAsync(store.RefreshToken)"),
        AwaitLockFix.Key,
        test =>
        {
            test.EditorConfig = "refreshrace.refresh_methods = IProvider.RedeemAsync";
            test.Stubs.Add("#nullable disable\n" + Sdk.Source);
        });

    private const string Lock = """
        using System;
        using System.Threading;
        using System.Threading.Tasks;
        using Sdk;

        public static class Locks
        {
            public static async Task<IDisposable> LockAsync(SemaphoreSlim gate)
            {
                await gate.WaitAsync();
                return new Releaser(gate);
            }

            private sealed class Releaser(SemaphoreSlim gate) : IDisposable
            {
                public void Dispose() => gate.Release();
            }
        }

        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private static readonly SemaphoreSlim _gate = new(1, 1);

            private DateTime _expiresAt;

            public async Task RefreshAsync()
            {
                using var _ = TAKE;
                if (_expiresAt > DateTime.UtcNow)
                {
                    return;
                }

                var tokens = await CALL;
                store.Save(tokens);
                _expiresAt = tokens.ExpiresAt;
            }
        }
        """;
}
