using RefreshRace.Analyzers;
using RefreshRace.CodeFixes.Tests.Harness;
using RefreshRace.Verification;
using Xunit;

namespace RefreshRace.CodeFixes.Tests;

/// <summary>What the real analyzer finds wrong with a lock, and that it finds nothing more once the flight is there.</summary>
public sealed class RealAnalyzerLockTests
{
    private const string Fixed = """
        using System.Threading;
        using System.Threading.Tasks;
        using RefreshRace;
        using Sdk;

        public sealed class Sessions(IProvider provider, ITokenStore store)
        {
            private static readonly SingleFlight<string, TokenResponse> s_refreshFlight = new();

            public async Task<TokenResponse> EnsureAsync()
            {
                BODY
            }
        }
        """;

    [Theory]
    [InlineData("RR0003",
        "await _gate.WaitAsync();\n        try\n        {\n            var tokens = await {|RR0003:provider.RedeemAsync(store.RefreshToken)|};\n            return tokens;\n        }\n        finally\n        {\n            _gate.Release();\n        }",
        "var tokens = await s_refreshFlight.RunAsync(store.RefreshToken, (token, flightToken) => provider.RedeemAsync(token, flightToken));\n        return tokens;")]
    [InlineData("RR0004",
        "var refreshToken = store.RefreshToken;\n        await _gate.WaitAsync();\n        try\n        {\n            if (store.RefreshToken.Length == 0) return new TokenResponse();\n            return await {|RR0004:provider.RedeemAsync(refreshToken)|};\n        }\n        finally\n        {\n            _gate.Release();\n        }",
        "var refreshToken = store.RefreshToken;\n        if (store.RefreshToken.Length == 0) return new TokenResponse();\n        return await s_refreshFlight.RunAsync(refreshToken, (token, flightToken) => provider.RedeemAsync(token, flightToken));")]
    [InlineData("RR0014",
        "await _gate.WaitAsync();\n        var tokens = await {|RR0014:provider.RedeemAsync(store.RefreshToken)|};\n        _gate.Release();\n        return tokens;",
        "var tokens = await s_refreshFlight.RunAsync(store.RefreshToken, (token, flightToken) => provider.RedeemAsync(token, flightToken));\n        return tokens;")]
    public Task A_lock_gives_way(string rule, string body, string after) => VerifyAsync(rule, "Task<TokenResponse>", body, Fixed.Replace("BODY", after));

    [Theory]
    [InlineData("Task<TokenResponse>", "", "return FLIGHT;")]
    [InlineData("ValueTask<TokenResponse>", "", "return new ValueTask<TokenResponse>(FLIGHT);")]
    [InlineData("Task<TokenResponse>", ".ConfigureAwait(false)", "return FLIGHT;")]
    public Task What_is_left_of_a_member_is_the_flight_where_its_lock_held_nothing_but_the_call(string returns, string configured, string after) => VerifyAsync(
        "RR0003",
        returns,
        "// One at a time.\n        await _gate.WaitAsync();\n        try\n        {\n            return await {|RR0003:provider.RedeemAsync(store.RefreshToken)|}" + configured + ";\n        }\n        finally\n        {\n            _gate.Release();\n        }",
        Fixed[..Fixed.IndexOf("\n\n    public", StringComparison.Ordinal)]
            + "\n\n    public " + returns + " EnsureAsync()\n    {\n        "
            + after.Replace("FLIGHT", "s_refreshFlight.RunAsync(store.RefreshToken, (token, flightToken) => provider.RedeemAsync(token, flightToken))") + "\n    }\n}");

    private static Task VerifyAsync(string rule, string returns, string body, string after) => CSharpVerifier<RefreshRaceAnalyzer, ReplaceLockFix>.VerifyFixAsync(
        "using System.Threading;\nusing System.Threading.Tasks;\nusing Sdk;\n\npublic sealed class Sessions(IProvider provider, ITokenStore store)\n{\n    private readonly SemaphoreSlim _gate = new(1, 1);\n\n    public async " + returns + " EnsureAsync()\n    {\n        " + body + "\n    }\n}",
        after,
        rule + ".ReplaceLock",
        test =>
        {
            test.EditorConfig = "refreshrace.refresh_methods = IProvider.RedeemAsync";
            test.Stubs.Add("#nullable disable\n" + Sdk.Source);
        });
}
