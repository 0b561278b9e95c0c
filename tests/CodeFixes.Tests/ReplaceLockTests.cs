using RefreshRace.CodeFixes.Tests.Harness;
using RefreshRace.Verification;
using Xunit;

namespace RefreshRace.CodeFixes.Tests;

/// <summary>RR0003 and its neighbours: the lock disappears where nothing else uses it, and a flight takes its place.</summary>
public sealed class ReplaceLockTests
{
    [Fact]
    public Task A_semaphore_with_its_try_and_finally_gives_way() => VerifyAsync(
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private readonly SemaphoreSlim _gate = new(1, 1);

            public async Task<TokenResponse> RefreshAsync(string refreshToken, CancellationToken ct)
            {
                await _gate.WaitAsync(ct);
                try
                {
                    // Rotates.
                    var tokens = await {|RR0003:provider.RedeemAsync(refreshToken, ct)|};
                    store.Save(tokens);
                    return tokens;
                }
                finally
                {
                    _gate.Release();
                }
            }
        }
        """,
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private static readonly SingleFlight<string, TokenResponse> s_refreshFlight = new();

            public Task<TokenResponse> RefreshAsync(string refreshToken, CancellationToken ct)
            {
                return s_refreshFlight.RunAsync(refreshToken, RefreshCoreAsync, ct);
            }

            private async Task<TokenResponse> RefreshCoreAsync(string refreshToken, CancellationToken ct)
            {
                // Rotates.
                var tokens = await provider.RedeemAsync(refreshToken, ct);
                store.Save(tokens);
                return tokens;
            }
        }
        """);

    [Fact]
    public Task A_semaphore_that_others_use_stays_and_the_flight_goes_around_it() => VerifyAsync(
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private readonly SemaphoreSlim _gate = new(1, 1);

            public async Task<TokenResponse> RefreshAsync(string refreshToken)
            {
                await _gate.WaitAsync();
                try
                {
                    var tokens = await {|RR0003:provider.RedeemAsync(refreshToken)|};
                    store.Save(tokens);
                    return tokens;
                }
                finally
                {
                    _gate.Release();
                }
            }

            public void SignOut()
            {
                _gate.Wait();
                store.Save(new TokenResponse());
                _gate.Release();
            }
        }
        """,
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private static readonly SingleFlight<string, TokenResponse> s_refreshFlight = new();
            private readonly SemaphoreSlim _gate = new(1, 1);

            public Task<TokenResponse> RefreshAsync(string refreshToken)
            {
                return s_refreshFlight.RunAsync(refreshToken, (token, _) => RefreshCoreAsync(token));
            }

            private async Task<TokenResponse> RefreshCoreAsync(string refreshToken)
            {
                await _gate.WaitAsync();
                try
                {
                    var tokens = await provider.RedeemAsync(refreshToken);
                    store.Save(tokens);
                    return tokens;
                }
                finally
                {
                    _gate.Release();
                }
            }

            public void SignOut()
            {
                _gate.Wait();
                store.Save(new TokenResponse());
                _gate.Release();
            }
        }
        """);

    [Fact]
    public Task A_monitor_that_others_hold_while_they_call_is_left_alone() => VerifyAsync(
        Reentrant,
        Reentrant);

    [Fact]
    public Task Comments_on_the_field_the_wait_the_braces_and_in_the_finally_stay() => VerifyAsync(
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private readonly int _count;

            // One refresh at a time.
            private readonly SemaphoreSlim _gate = new(1, 1); // see the wiki

            public async Task<TokenResponse> RefreshAsync(string refreshToken, CancellationToken ct)
            {
                var count = _count;

                // Everybody waits here.
                await _gate.WaitAsync(ct).ConfigureAwait(false); // patiently
                try
                { // open
                    // Rotates.
                    var tokens = await {|RR0003:provider.RedeemAsync(refreshToken, ct)|}.ConfigureAwait(false);
                    store.Save(tokens);
                    return tokens;
                    // end of try
                } // close
                finally
                {
                    // Always.
                    _gate.Release(); // last
                }
            }

            public void Other() { }
        }
        """,
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            // One refresh at a time.
            // see the wiki
            private static readonly SingleFlight<string, TokenResponse> s_refreshFlight = new();
            private readonly int _count;

            public Task<TokenResponse> RefreshAsync(string refreshToken, CancellationToken ct)
            {
                return s_refreshFlight.RunAsync(refreshToken, RefreshCoreAsync, ct);
            }

            private async Task<TokenResponse> RefreshCoreAsync(string refreshToken, CancellationToken ct)
            {
                var count = _count;

                // open
                // Rotates.
                var tokens = await provider.RedeemAsync(refreshToken, ct).ConfigureAwait(false);
                store.Save(tokens);
                return tokens;
                // end of try
                // close
            }

            public void Other() { }
        }
        """);

    [Fact]
    public Task Catches_and_what_else_the_finally_does_stay() => VerifyAsync(
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            /// <summary>Keeps refreshes apart.</summary>
            private readonly SemaphoreSlim _gate = new(1, 1);

            public async Task<TokenResponse> RefreshAsync(string refreshToken)
            {
                await _gate.WaitAsync();
                try
                {
                    return await {|RR0003:provider.RedeemAsync(refreshToken)|};
                }
                catch (System.TimeoutException)
                {
                    store.Save(new TokenResponse());
                    throw;
                }
                finally
                {
                    // Done.
                    _gate.Release();
                }
            }
        }
        """,
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            /// <summary>Keeps refreshes apart.</summary>
            private static readonly SingleFlight<string, TokenResponse> s_refreshFlight = new();

            public Task<TokenResponse> RefreshAsync(string refreshToken)
            {
                return s_refreshFlight.RunAsync(refreshToken, (token, _) => RefreshCoreAsync(token));
            }

            private async Task<TokenResponse> RefreshCoreAsync(string refreshToken)
            {
                try
                {
                    return await provider.RedeemAsync(refreshToken);
                }
                catch (System.TimeoutException)
                {
                    store.Save(new TokenResponse());
                    throw;
                }
            }
        }
        """);

    /// <summary>The local would hide the field from what follows, and the file would be open while it is read.</summary>
    [Theory]
    [InlineData("var tokens = answer.AccessToken; System.Console.WriteLine(tokens);", "return tokens;")]
    [InlineData("using var log = System.IO.File.AppendText(tokens);", "return System.IO.File.ReadAllText(this.ToString()!);")]
    public Task A_lock_whose_content_cannot_join_the_code_around_stays(string inside, string behind)
    {
        var source = $$"""
            public sealed class Sessions(IProvider provider, string tokens)
            {
                private readonly SemaphoreSlim _gate = new(1, 1);

                public async Task<string> RefreshAsync(string refreshToken, CancellationToken ct)
                {
                    await _gate.WaitAsync(ct);
                    try
                    {
                        var answer = await {|RR0003:provider.RedeemAsync(refreshToken, ct)|};
                        {{inside}}
                    }
                    finally
                    {
                        _gate.Release();
                    }

                    {{behind}}
                }
            }
            """;
        return VerifyAsync(source, source
            .Replace("{|RR0003:", "").Replace("|}", "")
            .Replace("    private readonly SemaphoreSlim", "    private static readonly SingleFlight<string, string> s_refreshFlight = new();\n    private readonly SemaphoreSlim")
            .Replace("    public async Task<string> RefreshAsync(string refreshToken, CancellationToken ct)\n", """
                public Task<string> RefreshAsync(string refreshToken, CancellationToken ct)
                {
                    return s_refreshFlight.RunAsync(refreshToken, RefreshCoreAsync, ct);
                }

                private async Task<string> RefreshCoreAsync(string refreshToken, CancellationToken ct)

            """));
    }

    [Fact]
    public Task A_token_that_is_read_before_the_wait_is_the_key() => VerifyAsync(
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private readonly SemaphoreSlim _gate = new(1, 1);

            public async Task<TokenResponse> RefreshAsync(CancellationToken ct)
            {
                var refreshToken = store.RefreshToken;
                await _gate.WaitAsync(ct);
                try
                {
                    var tokens = await {|RR0004:provider.RedeemAsync(refreshToken, ct)|};
                    store.Save(tokens);
                    return tokens;
                }
                finally
                {
                    _gate.Release();
                }
            }
        }
        """,
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private static readonly SingleFlight<string, TokenResponse> s_refreshFlight = new();

            public async Task<TokenResponse> RefreshAsync(CancellationToken ct)
            {
                var refreshToken = store.RefreshToken;
                var tokens = await s_refreshFlight.RunAsync(refreshToken, async (token, flightToken) =>
                {
                    var tokens = await provider.RedeemAsync(token, flightToken);
                    store.Save(tokens);
                    return tokens;
                }, ct);
                return tokens;
            }
        }
        """,
        "RR0004");

    [Fact]
    public Task A_lock_that_leaks_gives_way() => VerifyAsync(
        """
        public sealed class Sessions(IProvider provider, ITokenStore store) : System.IDisposable
        {
            private readonly SemaphoreSlim _gate = new(1, 1);

            public async Task<TokenResponse> RefreshAsync(string refreshToken)
            {
                await _gate.WaitAsync();
                var tokens = await {|RR0014:provider.RedeemAsync(refreshToken)|};
                if (tokens.RefreshToken == refreshToken)
                {
                    return tokens;
                }

                store.Save(tokens);
                _gate.Release();
                return tokens;
            }

            public void Dispose()
            {
                store.Save(new TokenResponse());
                _gate.Dispose();
            }
        }
        """,
        """
        public sealed class Sessions(IProvider provider, ITokenStore store) : System.IDisposable
        {
            private static readonly SingleFlight<string, TokenResponse> s_refreshFlight = new();

            public Task<TokenResponse> RefreshAsync(string refreshToken)
            {
                return s_refreshFlight.RunAsync(refreshToken, (token, _) => RefreshCoreAsync(token));
            }

            private async Task<TokenResponse> RefreshCoreAsync(string refreshToken)
            {
                var tokens = await provider.RedeemAsync(refreshToken);
                if (tokens.RefreshToken == refreshToken)
                {
                    return tokens;
                }

                store.Save(tokens);
                return tokens;
            }

            public void Dispose()
            {
                store.Save(new TokenResponse());
            }
        }
        """,
        "RR0014");

    [Theory]
    [InlineData("other.Wait(); _gate.Wait();", "taken by others as well", "RR0014")]
    [InlineData("#pragma warning disable CS0168\n_gate.Wait();", "between directives", "RR0014")]
    [InlineData("if (!_gate.Wait(5)) throw new System.TimeoutException();", "its wait is tested", "RR0014")]
    public Task A_lock_that_leaks_is_not_kept(string wait, string because, string rule)
    {
        var others = because.StartsWith("taken", System.StringComparison.Ordinal) ? "    public void Other() { _gate.Wait(); }\n" : "";
        var source = "public sealed class Sessions(IProvider provider)\n{\n    private readonly SemaphoreSlim _gate = new(1, 1);\n\n    public TokenResponse Refresh(string refreshToken, SemaphoreSlim other)\n    {\n"
            + wait + "\n        return {|" + rule + ":provider.Redeem(refreshToken)|};\n    }\n" + others + "}\n";
        return VerifyAsync(source, source, rule);
    }

    private const string Reentrant = """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private readonly object _gate = new();

            public TokenResponse Refresh(string refreshToken)
            {
                lock (_gate)
                {
                    var tokens = {|RR0003:provider.Redeem(refreshToken)|};
                    store.Save(tokens);
                    return tokens;
                }
            }

            public void Other() { lock (_gate) { Refresh(""); } }
        }
        """;

    private static Task VerifyAsync(string source, string fixedSource, string rule = "RR0003")
    {
        const string Usings = "using System.Threading;\nusing System.Threading.Tasks;\n";
        return CSharpVerifier<MarkedRefreshAnalyzer, ReplaceLockFix>.VerifyFixAsync(
            Usings + "using Sdk;\n\n" + source,
            Usings + (source == fixedSource ? "" : "using RefreshRace;\n") + "using Sdk;\n\n" + fixedSource,
            rule + ".ReplaceLock",
            test =>
            {
                test.Stubs.Add("#nullable disable\n" + Sdk.Source);
                test.Stubs.Add($"internal static class Rule {{ public const string Id = \"{rule}\"; }}");
            });
    }
}
