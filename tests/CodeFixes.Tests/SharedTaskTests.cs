using RefreshRace.CodeFixes.Tests.Harness;
using RefreshRace.Verification;
using Xunit;

namespace RefreshRace.CodeFixes.Tests;

/// <summary>RR0006, RR0007 and RR0008 by the real analyzer: the field that keeps the task gives way to a flight.</summary>
public sealed class SharedTaskTests
{
    private const string Keyed = """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private static readonly SingleFlight<string, TokenResponse> s_refreshFlight = new();

            public Task<TokenResponse> EnsureAsync()
            {
                return s_refreshFlight.RunAsync(store.RefreshToken, (token, flightToken) => provider.RedeemAsync(token, flightToken));
            }
        }
        """;

    [Fact]
    public Task A_coalesce_assignment_that_is_reset_in_a_finally() => VerifyAsync(
        "RR0006",
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private Task<TokenResponse>? _inFlight;

            public async Task<TokenResponse> EnsureAsync()
            {
                _inFlight ??= {|RR0006:provider.RedeemAsync(store.RefreshToken)|};
                try
                {
                    return await _inFlight.ConfigureAwait(false);
                }
                finally
                {
                    _inFlight = null;
                }
            }
        }
        """,
        Keyed);

    [Fact]
    public Task A_test_an_assignment_and_a_read() => VerifyAsync(
        "RR0006",
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private Task<TokenResponse>? _inFlight;

            public async Task<TokenResponse> EnsureAsync()
            {
                if (_inFlight is null || _inFlight.IsCompleted)
                {
                    _inFlight = {|RR0006:provider.RedeemAsync(store.RefreshToken)|};
                }

                return await _inFlight.ConfigureAwait(false);
            }
        }
        """,
        Keyed);

    [Fact]
    public Task Comments_go_to_the_field_of_the_flight_and_to_the_statement_that_stays() => VerifyAsync(
        "RR0006",
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            /// <summary>The refresh that runs.</summary>
            private Task<TokenResponse>? _inFlight; // or null

            public Task<TokenResponse> EnsureAsync()
            {
                // Starts one.
                _inFlight ??= {|RR0006:provider.RedeemAsync(store.RefreshToken)|};
                return _inFlight;
            }
        }
        """,
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            /// <summary>The refresh that runs.</summary>
            // or null
            private static readonly SingleFlight<string, TokenResponse> s_refreshFlight = new();

            public Task<TokenResponse> EnsureAsync()
            {
                return s_refreshFlight.RunAsync(store.RefreshToken, (token, flightToken) => provider.RedeemAsync(token, flightToken));
            }
        }
        """);

    [Fact]
    public Task A_task_under_a_lock_that_is_never_cleared() => VerifyAsync(
        "RR0007",
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private readonly object _gate = new();
            private Task<TokenResponse>? _inFlight;

            public Task<TokenResponse> EnsureAsync()
            {
                lock (_gate)
                {
                    return _inFlight ??= {|RR0007:provider.RedeemAsync(store.RefreshToken)|};
                }
            }
        }
        """,
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private static readonly SingleFlight<string, TokenResponse> s_refreshFlight = new();

            public Task<TokenResponse> EnsureAsync()
            {
                return s_refreshFlight.RunAsync(store.RefreshToken, (token, flightToken) => provider.RedeemAsync(token, flightToken));
            }
        }
        """);

    [Fact]
    public Task A_shared_task_on_the_callers_token() => VerifyAsync(
        "RR0008",
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
                        _inFlight = {|RR0008:provider.RedeemAsync(store.RefreshToken, cancellationToken)|};
                    }

                    task = _inFlight;
                }

                return await task;
            }
        }
        """,
        """
        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private static readonly SingleFlight<string, TokenResponse> s_refreshFlight = new();

            public async Task<TokenResponse> EnsureAsync(CancellationToken cancellationToken)
            {
                Task<TokenResponse> task;
                task = s_refreshFlight.RunAsync(store.RefreshToken, (token, flightToken) => provider.RedeemAsync(token, flightToken), cancellationToken);

                return await task;
            }
        }
        """);

    [Fact]
    public Task The_core_of_a_client_with_one_session() => VerifyMarkedAsync(
        "RR0006",
        """
        public sealed class Sessions(IProvider provider, string start)
        {
            private Task? _inFlight;
            private string _refreshToken = start;

            public async Task EnsureAsync()
            {
                await (_inFlight ??= RefreshAsync());
                _inFlight = null;
            }

            private async Task RefreshAsync()
            {
                var tokens = await {|RR0006:provider.RedeemAsync(_refreshToken)|};
                _refreshToken = tokens.RefreshToken;
            }
        }
        """,
        """
        public sealed class Sessions(IProvider provider, string start)
        {
            private string _refreshToken = start;
            private readonly SessionFlight _refreshFlight = new(new SessionFlightOptions { RetainFor = System.TimeSpan.Zero });

            public Task EnsureAsync()
            {
                return _refreshFlight.RunAsync(_ => RefreshAsync());
            }

            private async Task RefreshAsync()
            {
                var tokens = await provider.RedeemAsync(_refreshToken);
                _refreshToken = tokens.RefreshToken;
            }
        }
        """);

    [Theory]
    [InlineData("public bool IsBusy => _inFlight is { IsCompleted: false };")]
    [InlineData("public Task? Current => _inFlight;")]
    [InlineData("public void Set(Task<TokenResponse> task) => _inFlight = task;")]
    public Task A_field_that_is_used_otherwise_stays(string member)
    {
        var source = "public sealed class Sessions(IProvider provider, ITokenStore store)\n{\n    private Task<TokenResponse>? _inFlight;\n\n    " + member
            + "\n\n    public Task<TokenResponse> EnsureAsync() => _inFlight ??= {|RR0006:provider.RedeemAsync(store.RefreshToken)|};\n}\n";
        return VerifyAsync("RR0006", source, source);
    }

    // By name, to be independent of what the analysis makes of a helper that is started and awaited in one expression.
    private static Task VerifyMarkedAsync(string rule, string source, string fixedSource)
    {
        const string Usings = "using System.Threading;\nusing System.Threading.Tasks;\n";
        return CSharpVerifier<MarkedRefreshAnalyzer, SharedTaskFix>.VerifyFixAsync(
            Usings + "using Sdk;\n\n" + source,
            Usings + "using RefreshRace;\nusing Sdk;\n\n" + fixedSource,
            rule + SharedTaskFix.KeySuffix,
            test =>
            {
                test.Stubs.Add("#nullable disable\n" + Sdk.Source);
                test.Stubs.Add($"internal static class Rule {{ public const string Id = \"{rule}\"; }}");
            });
    }

    private static Task VerifyAsync(string rule, string source, string fixedSource) => Analyzed.VerifyAsync<SharedTaskFix>(rule + SharedTaskFix.KeySuffix, [], source, fixedSource);
}
